"""What names a row of each table of results: its key columns, and which of its texts are sentences of ours that hold numbers."""

from types import MappingProxyType

ID = "indicator_id"
TABLE_KEYS = MappingProxyType(
    {
        "indicators": (ID,),
        "history": (ID, "period"),
        "targets": (ID, "area_code", "period", "source_row"),
        "assessments": (ID,),
        "signals": (ID,),
        "signal_points": (ID, "period"),
        "benchmarks": (ID, "group"),
        "group_values": (ID, "group", "area_code"),
        "forecasts": (ID, "period"),
        "forecast_diagnostics": (ID,),
        "forecast_backtests": (ID, "origin", "horizon"),
        "must_average": (ID,),
        "exceptions": (ID, "kind"),
        "exception_parts": (ID, "kind", "rule"),
        "quality": (ID, "finding", "period", "source_row"),
        "quarantine": ("table", "source_row", "column"),
        "actions": ("action_id",),
        "risks": ("risk_id",),
        "commentary": (ID, "period", "kind", "source_row"),
        "finance": ("directorate", "period", "issued_on"),
        "complaints": ("directorate", "period", "theme", "stage"),
        "meetings": ("body", "date"),
        "issues": ("issue_id",),
        "former_indicators": (ID,),
        "changes": (ID, "kind", "period", "field", "source_row"),
        "issued_forecasts": ("issue_id", ID, "period"),
        "forecast_scores": ("by", "group"),
        "forecast_changes": (ID, "period"),
        "promises": (ID, "period", "written_on"),
        "finance_scores": ("directorate", "period", "issue_id"),
        "dimensions": (ID, "dimension"),
        "timeliness": ("quarter", "stage", "body", "date"),
    }
)
SENTENCES = MappingProxyType(
    {
        "assessments": ("rag_reason", "dot_reason", "signal_reason", "expected_rag_reason"),
        "signals": ("reason", "note"),
        "benchmarks": ("note",),
        "forecasts": ("reason", "why_this_model"),
        "forecast_diagnostics": ("reason", "warnings"),
        "must_average": ("words",),
        "quality": ("detail", "next_step"),
        "quarantine": ("reason",),
        "forecast_changes": ("reason",),
    }
)
FACTS = MappingProxyType({"exception_parts": "fact"})  # cells of `key=value` pairs, parted by semicolons

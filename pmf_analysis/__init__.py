"""Performance reports for a council: plan, measure, report, review."""

__version__ = "0.1.0"

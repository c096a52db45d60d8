"""How past forecasts did, by the indicators of a scope: made again from older data and laid beside what came."""

import math
from dataclasses import dataclass

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Dossier, Row, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.sourced import bare, stated, tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording import track
from pmf_analysis.display.wording.claims import Claim, count_of
from pmf_analysis.framework.numbers import write_number, write_value

MOST_STEPS = 4
ENOUGH_FOR_SHARE = 30  # below this many a count stands alone, without a percentage
NOTHING_CHECKED = "No forecast of this scope could be made again from older data: the series are too short."
NOTES = (
    "The forecasts were made again for this check; they are not the ones that earlier reports printed. "
    "The widths of the ranges were set from these same checks over the whole council, so a share near 80% was to be expected. "
    "Forecasts of one indicator for neighbouring periods share their data, and so are less evidence than their number suggests."
)


@dataclass(frozen=True)
class Checked:
    """A forecast whose outturn is known, with its indicator."""

    dossier: Dossier
    row: Row

    def inside(self, level: str) -> bool:
        """Whether the outturn lay in the range of a level."""
        low, actual, high = (bare(self.row, name) for name in (f"lower_{level}", "actual", f"upper_{level}"))
        return low <= actual <= high

    @property
    def above(self) -> bool:
        """Whether the outturn lay above the forecast."""
        return bare(self.row, "actual") > bare(self.row, "median")


def forecast_record(view: View) -> Fragment:
    """How forecasts of this scope would have done: shares by steps ahead, and the indicators where they went wrong."""
    checked = [
        Checked(dossier, row)
        for dossier in dossiers(view).values()
        for row in dossier.backtests
        if math.isfinite(bare(row, "actual")) and math.isfinite(bare(row, "median"))
    ]
    if not checked:
        return Fragment.of(render("lead_and_table", lead=NOTHING_CHECKED, table=""))
    known = [(each, found) for each in dossiers(view).values() if (found := track.record_of(each))]
    return Fragment.of(
        render(
            "forecast_record",
            steps=table_html(_by_steps(view, checked)),
            lead=_lead(view, known).text if known else "",
            amiss=table_html(_amiss(view, known)),
            notes=NOTES,
        )
    )


def _by_steps(view: View, checked: list[Checked]) -> Table:
    """A row for each frequency and number of steps ahead."""
    kinds = dict.fromkeys(str(each.dossier.indicator["frequency"]) for each in checked)
    lines = [
        _step(kind, ahead, rows)
        for kind in kinds
        for ahead in range(1, MOST_STEPS + 1)
        if (rows := _those(checked, kind, ahead))
    ]
    heads = (
        "Steps ahead",
        "Indicators",
        "Forecasts",
        "In the 80% range",
        "In the 95% range",
        "Above the forecast",
    )
    return Table(
        caption=caption(view, "Forecasts made again from older data, beside what came"),
        columns=columns("Frequency", *heads, numbers=heads),
        lines=tuple(lines),
        wide=True,
    )


def _those(checked: list[Checked], kind: str, ahead: int) -> list[Checked]:
    return [
        each
        for each in checked
        if each.dossier.indicator["frequency"] == kind and bare(each.row, "horizon") == ahead
    ]


def _step(kind: str, ahead: int, rows: list[Checked]) -> Line:
    counts = [tally([each.row for each in rows if each.inside(level)]) for level in ("80", "95")]
    counts.append(tally([each.row for each in rows if each.above]))
    indicators = tally({each.dossier.id: each.dossier for each in rows}.values())
    total = tally([each.row for each in rows])
    shares = (_share(count, total) for count in counts)
    steps = stated(str(ahead), "steps ahead")
    return line(kind.capitalize(), steps, str(indicators), str(total), *shares)


def _share(count: int, total: int) -> str:
    """A count with its share, where there are enough for one."""
    told = f"{write_number(count, 0)} of {write_number(total, 0)}"
    return f"{told} ({write_value(100 * count / total, '%', 0)})" if total >= ENOUGH_FOR_SHARE else told


def _lead(view: View, known: list[tuple[Dossier, track.Record]]) -> Claim:
    """How many indicators look amiss one step ahead, beside how many chance alone would make look so."""
    records = [record for _, record in known]
    wide = sum(track.amiss(record.coverage) for record in records)
    bias = sum(track.amiss(record.bias) for record in records)
    by_chance = (
        sum(track.chance_of_narrow(record.checked) for record in records),
        sum(track.chance_of_bias(record.told) for record in records),
    )
    text = (
        f"One step ahead, {count_of(len(records), 'indicator')} can be checked, {_fewest(records)} forecasts each. "
        f"For {wide or 'none'} the ranges were too narrow or too wide (chance alone would say so of {_about(by_chance[0])}); "
        f"for {bias or 'none'} the forecasts lay to one side (chance alone: {_about(by_chance[1])})."
    )
    text = stated(text, "forecasts made again, beside what came", [dossier for dossier, _ in known])
    return Claim(text=text, subject=view.scope.slug, comparator="80% range", size=wide, test="back-tests")


def _fewest(records: list[track.Record]) -> str:
    counts = [record.checked for record in records]
    return str(counts[0]) if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"


def _about(number: float) -> str:
    return "fewer than 1" if number < 1 else f"about {write_number(number, 0)}"


def _amiss(view: View, known: list[tuple[Dossier, track.Record]]) -> Table:
    lines = [
        line(
            render("indicator_name", name=each.name, id=each.id, flags=[]),
            record.coverage,
            record.bias or "all met exactly",
        )
        for each, record in known
        if track.amiss(f"{record.coverage} {record.bias}")
    ]
    return Table(
        caption=caption(view, "Where forecasts one step ahead went wrong more often than chance explains"),
        columns=columns("Indicator", "In the 80% range", "Above the forecast"),
        lines=tuple(lines),
        empty="No indicator’s forecasts went wrong more often than chance explains.",
        wide=True,
    )

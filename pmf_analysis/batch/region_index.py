"""The way into a region's quarter: a link to each council's, and what kept the others from being reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.batch.index import write_day
from pmf_analysis.batch.markup import template
from pmf_analysis.data.settings import Settings
from pmf_analysis.publishing.page import POLICY, style


@dataclass(frozen=True)
class CouncilLine:
    """A council in the region's index.

    Attributes:
        name, area_code: of the council.
        page: the address of its own index; empty if it could not be reported.
        reports: how many of its reports there are.
        failed: how many could not be made.
        why_not: what kept it from being reported; empty if nothing did.
    """

    name: str
    area_code: str
    page: str
    reports: int
    failed: int
    why_not: str


def write_region_index(settings: Settings, lines: Sequence[CouncilLine], path: Path) -> None:
    """Write the page; councils stand in the order of their names, since a list of councils is no ranking."""
    html = template("region").render(
        quarter=str(settings.quarter),
        as_at=write_day(settings.as_at),
        framework=settings.framework.name,
        style=style(),
        policy=POLICY,
        lines=sorted(lines, key=lambda line: (line.name.casefold(), line.area_code)),
    )
    path.write_text(html, encoding="utf-8", newline="\n")

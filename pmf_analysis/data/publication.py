"""What a council has decided about publication: `publication:` in `council.yaml`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Whole = Annotated[int, Field(ge=1, le=1000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PublicReport(_Part):
    """One notebook and the scopes that it is executed for, from the published results alone."""

    notebook: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    scopes: Literal["directorates", "themes", "portfolios", "committees", "council"]


PUBLIC_REPORTS = (
    PublicReport(notebook="public_report", scopes="directorates"),
    PublicReport(notebook="benchmark_report", scopes="directorates"),
)


class Publication(_Part):
    """Which numbers may be published, and what the published files say of themselves.

    Attributes:
        source: the document that the rules come from.
        mode: `council` suppresses counts of 1 to 4; `hes` counts of 1 to 7, and rounds the others to the nearest 5.
        threshold: the largest count that is suppressed, if it is not the mode's.
        rounding: what other counts are rounded to, if it is not the mode's; 1 for no rounding.
        zeros: whether a count of zero is published or suppressed with the small ones.
        unmarked: what becomes of indicators whose `disclosure` says nothing: `withhold` or `publish`.
        forecasts: whether forecasts, and the chance of meeting a target, are published.
        totals: a total's indicator id to the ids of its parts, for sums that the numbers do not show by themselves.
        licence: of the published data.
        attribution: the words that whoever uses the data must repeat.
        embargo: the first day on which it may be published.
        contact: where readers can write to.
        reports: the pages that are made for the public.
    """

    source: str = ""
    mode: Literal["council", "hes"] = "council"
    threshold: Whole | None = None
    rounding: Whole | None = None
    zeros: Literal["publish", "suppress"] = "publish"
    unmarked: Literal["withhold", "publish"] = "withhold"
    forecasts: bool = True
    totals: dict[str, Annotated[tuple[str, ...], Field(min_length=1, strict=False)]] = {}
    licence: Literal["OGL-UK-3.0"] = "OGL-UK-3.0"
    attribution: str = ""
    embargo: date | None = None
    contact: str = ""
    reports: Annotated[tuple[PublicReport, ...], Field(strict=False)] = PUBLIC_REPORTS

    @model_validator(mode="after")
    def _zeros_can_be_suppressed(self) -> "Publication":
        if self.zeros == "suppress" and self.rounding is not None and self.rounding > 1:
            raise ValueError("suppresses zeros and rounds too; choose one, since rounded counts may be zeros")
        return self

"""Settings: one council's framework (`council.yaml`) and one quarter's run (`2025-26-q3.yaml`), frozen once read."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from pmf_analysis.data.council_choice import ALL, CODE, Councils, split_choice
from pmf_analysis.data.credentials import HOW, has_password
from pmf_analysis.data.location import Location, locate, locate_file
from pmf_analysis.data.publication import Publication
from pmf_analysis.data.setting_faults import faults_of
from pmf_analysis.data.yaml_files import read_yaml
from pmf_analysis.errors import Fault, PeriodError, SettingsError, UsageError
from pmf_analysis.framework.periods import Frequency, Period

RECORD = "record.sqlite"
SCOPES = {
    "directorates": "directorate",
    "themes": "theme",
    "portfolios": "portfolio",
    "committees": "committee",
    "council": "council",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _check_slug(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError("should hold small letters, digits and single hyphens only, such as 'public-health'")
    return text


T = TypeVar("T", bound=_Part)
Slug = Annotated[str, BeforeValidator(_check_slug)]
Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Council(_Part):
    """The home council and the areas that it is compared with, by code."""

    name: str
    area_code: str
    region_code: str = ""
    country_code: str = ""


class Framework(_Part):
    """The framework in force and the document that it comes from."""

    name: str = ""
    source: str = ""


class Named(_Part):
    """A directorate, theme, portfolio or committee; `valid_from` and `valid_to` are both within its validity."""

    slug: Slug
    name: str
    code: str = ""
    post: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the name was in use on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class DirectionPolicy(_Part):
    """How many of the latest results must each be better, or each worse, than the one before."""

    source: str = ""
    results: Annotated[int, Field(ge=2, le=12)] = 3


class ForecastPolicy(_Part):
    """Below which chance a target is expected to be missed, and above which to be met."""

    source: str = ""
    likely_to_miss: Share = 0.35
    likely_to_meet: Share = 0.65


class RulePoints(_Part):
    """The most that each exception rule adds to an indicator's score; 0 switches a rule off."""

    off_target: Points = 3.0
    floor_breached: Points = 3.0
    signal: Points = 2.0
    direction_of_travel: Points = 0.5
    forecast: Points = 2.0
    benchmark: Points = 1.5
    statutory: Points = 1.0


class ExceptionPolicy(_Part):
    """Which indicators must be reported."""

    source: str = ""
    report_from: Points = 1.0
    points: RulePoints = RulePoints()


class SignalRules(_Part):
    """What share of all signals of a report may be false (Benjamini and Hochberg 1995); without it each series is judged by itself."""

    source: str = ""
    false_discovery_rate: Share | None = None


class Policies(_Part):
    """The council's rules, each with the document that it comes from."""

    signals: SignalRules = SignalRules()
    direction_of_travel: DirectionPolicy = DirectionPolicy()
    forecast: ForecastPolicy = ForecastPolicy()
    exceptions: ExceptionPolicy = ExceptionPolicy()


class CouncilFile(_Part):
    """All of `council.yaml`."""

    council: Council
    framework: Framework = Framework()
    directorates: Annotated[tuple[Named, ...], Field(min_length=1, strict=False)]
    themes: Annotated[tuple[Named, ...], Field(strict=False)] = ()
    portfolios: Annotated[tuple[Named, ...], Field(strict=False)] = ()
    committees: Annotated[tuple[Named, ...], Field(strict=False)] = ()
    policies: Policies = Policies()
    publication: Publication = Publication()

    @field_validator("directorates", "themes", "portfolios", "committees")
    @classmethod
    def _slugs_are_unique(cls, entries: tuple[Named, ...]) -> tuple[Named, ...]:
        slugs = [entry.slug for entry in entries]
        if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            raise ValueError(
                f"uses the slug {', '.join(repr(slug) for slug in twice)} twice; each should have its own"
            )
        return entries


class ReportPlan(_Part):
    """One notebook and the scopes that it is executed for."""

    notebook: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    scopes: Literal["directorates", "themes", "portfolios", "committees", "council"]


def _read_quarter(value: object) -> Period:
    try:
        return Period.parse(str(value), frequency=Frequency.QUARTERLY)
    except PeriodError:
        raise ValueError(f"'{value}' is not a quarter; write it as 2025/26 Q3") from None


class QuarterFile(_Part):
    """All of `2025-26-q3.yaml`; paths are relative to the file."""

    council: str
    quarter: Annotated[Period, BeforeValidator(_read_quarter)]
    as_at: date | None = None
    data: str
    councils: Councils = ()
    notebooks: str = "../notebooks"
    outputs: str = "../outputs"
    record: str = ""
    reports: Annotated[tuple[ReportPlan, ...], Field(min_length=1, strict=False)]

    @field_validator("data", "record")
    @classmethod
    def _place_holds_no_password(cls, place: str) -> str:
        if has_password(place):
            raise ValueError(f"holds a password, which no settings file may; {HOW}")
        return place


@dataclass(frozen=True)
class Settings:
    """Everything that one run was told.

    Attributes:
        path: the quarter's settings file.
        council_path: the council's settings file.
        quarter: the quarter to report.
        as_at: the day up to which results could have arrived; the quarter's last day unless set.
        data: the folder, workbook or database that holds the tables; the URL of a database as it is written, without its secrets.
        notebooks: the folder of the notebooks.
        outputs: the folder in which each quarter has its own.
        record: where what was issued is kept: a file of SQLite (`record.sqlite` in the outputs unless set), or the URL of a
            PostgreSQL database as it is written, without its secrets.
        reports: which notebook for which scopes.
        council, framework, directorates, themes, portfolios, committees, policies, publication: as in the council's file.
        councils: the area codes of a regional run's councils, or `all`; empty for the run of one council.
        chosen: the area code behind `#`: which council of a regional run these settings are; empty for the settings as written.
        guest: whether that is another council than the one that the council's file is about.
        as_known: the day whose knowledge the run is held to (`--as-known`): what had been published, set or written by then;
            None to take the data as it stands.
    """

    path: Path
    council_path: Path
    quarter: Period
    as_at: date
    data: Location
    notebooks: Path
    outputs: Path
    record: Location
    reports: tuple[ReportPlan, ...]
    council: Council
    framework: Framework
    directorates: tuple[Named, ...]
    themes: tuple[Named, ...]
    portfolios: tuple[Named, ...]
    committees: tuple[Named, ...]
    policies: Policies
    publication: Publication
    councils: tuple[str, ...] = ()
    chosen: str = ""
    guest: bool = False
    as_known: date | None = None

    @property
    def home_areas(self) -> tuple[str, ...]:
        """The area codes of the home council, its region and its country."""
        return self.council.area_code, self.council.region_code, self.council.country_code

    def entries(self, scopes: str) -> tuple[Named, ...]:
        """The directorates, themes, portfolios or committees in force when the quarter ended."""
        named: tuple[Named, ...] = getattr(self, scopes)
        return tuple(entry for entry in named if entry.valid_on(self.quarter.end))

    def of_council(self, area_code: str) -> "Settings":
        """The same quarter for one council of a regional run, with a folder of its own for all that it puts out.

        The name and the region of a council other than the settings' own are known once the data is read.
        """
        outputs = self.outputs / area_code.lower()
        if area_code == self.council.area_code:
            return replace(self, councils=(), chosen=area_code, outputs=outputs)
        other = Council(name="", area_code=area_code, country_code=self.council.country_code)
        return replace(self, council=other, councils=(), chosen=area_code, guest=True, outputs=outputs)


def load_settings(path: Path | str, *, quarter: str | None = None, as_known: str = "") -> Settings:
    """Read a quarter's settings and the council's settings that they name.

    Args:
        path: the quarter's settings file; with `#` and an area code behind it, the settings of that council of a regional run.
        quarter: a quarter to report instead of the file's, as people write it; the as-at day then is its last day.
        as_known: the day to hold the run to, as `2025-11-20`; it then is the as-at day. Empty: the data as it stands.

    Raises:
        UsageError: if `as_known` is no day, or one before the quarter has ended.
        SettingsError: holds every fault of both files, each with its file and path.
    """
    path, area_code = split_choice(path)
    content, faults = read_yaml(path)
    council_path = path.parent / str(content.get("council", "council.yaml"))
    run = _validate(QuarterFile, content, path, faults)
    council_file: CouncilFile | None = None
    if isinstance(content.get("council"), str):
        council_file = _read_council(council_path, faults)
    if area_code and run and council_file:
        faults += _choice_faults(path, area_code, run, council_file)
    if faults or run is None or council_file is None:
        count = "one thing is" if len(faults) == 1 else f"{len(faults)} things are"
        raise SettingsError(f"the settings cannot be used: {count} wrong", faults)
    settings = _held_to(_join(path, council_path, run, council_file, quarter), as_known)
    return settings.of_council(area_code) if area_code else settings


def _choice_faults(path: Path, area_code: str, run: QuarterFile, council: CouncilFile) -> list[Fault]:
    allowed = {*run.councils, council.council.area_code}
    if CODE.fullmatch(area_code) and (ALL in allowed or area_code in allowed):
        return []
    return [Fault(f"{path}: councils", f"does not name '{area_code}'", "add it, or write: councils: all")]


def _read_council(path: Path, faults: list[Fault]) -> CouncilFile | None:
    try:
        content, found = read_yaml(path)
    except SettingsError as error:
        faults += error.faults
        return None
    faults += found
    return _validate(CouncilFile, content, path, faults)


def _validate(kind: type[T], content: dict[str, object], path: Path, faults: list[Fault]) -> T | None:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults += faults_of(error, kind, path)
        return None


def _join(
    path: Path, council_path: Path, run: QuarterFile, council: CouncilFile, quarter: str | None
) -> Settings:
    chosen, as_at = run.quarter, run.as_at
    if quarter is not None and (asked := Period.parse(quarter, frequency=Frequency.QUARTERLY)) != chosen:
        chosen, as_at = asked, None
    return Settings(
        path=path,
        council_path=council_path,
        quarter=chosen,
        as_at=as_at or chosen.end,
        data=locate(run.data, path.parent),
        notebooks=path.parent / run.notebooks,
        outputs=path.parent / run.outputs,
        record=locate_file(run.record, path.parent) if run.record else path.parent / run.outputs / RECORD,
        reports=run.reports,
        councils=run.councils,
        **{name: getattr(council, name) for name in CouncilFile.model_fields},
    )


def _held_to(settings: Settings, as_known: str) -> Settings:
    if not as_known:
        return settings
    try:
        day = date.fromisoformat(as_known)
    except ValueError:
        raise UsageError(f"'{as_known}' is no day; write it as 2025-11-20") from None
    if day < settings.quarter.end:
        raise UsageError(
            f"{settings.quarter} had not ended on {day}; name a day from {settings.quarter.end} on, or another quarter"
        )
    return replace(settings, as_at=day, as_known=day)

"""One council of a regional run: the settings and the tables as a run of its own would have them."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from pmf_analysis.data.checks import Dataset
from pmf_analysis.data.council_choice import ALL
from pmf_analysis.data.settings import Settings
from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import Fault, SettingsError

OF_ONE_COUNCIL = tuple(
    table.name
    for table in TABLES
    if not table.register and not any(column.name == "area_code" for column in table.columns)
)


def described(settings: Settings, dataset: Dataset) -> Settings:
    """Settings whose home council has the name and the region that the table of areas gives it.

    The council that the settings were written for keeps what they say. Another one's region is known where the table has the
    column `region_code`; without it, nothing is compared with a region.
    """
    if not settings.guest:
        return settings
    area = dataset["areas"].set_index("area_code").loc[settings.council.area_code]
    council = settings.council.model_copy(
        update={"name": str(area["area_name"]), "region_code": str(area.get("region_code", ""))}
    )
    return replace(settings, council=council)


def seen_by(dataset: Dataset, settings: Settings) -> Dataset:
    """The tables as the home council's run may see them.

    A table that names no area, such as commentary, finance or risks, tells of the council that the settings were written for;
    in the run of another council it is empty.
    """
    if not settings.guest:
        return dataset
    frames = {
        name: frame.iloc[:0] if name in OF_ONE_COUNCIL else frame for name, frame in dataset.frames.items()
    }
    others = dataset.quarantine[~dataset.quarantine["table"].isin(OF_ONE_COUNCIL)]
    return replace(dataset, frames=frames, quarantine=others.reset_index(drop=True))


def choose_councils(settings: Settings, dataset: Dataset) -> tuple[str, ...]:
    """The area codes of the councils to report, in the order of their names or as the settings list them.

    Raises:
        SettingsError: holds a fault for each code that is no council's, and for two codes of one council.
    """
    areas = dataset["areas"]
    if settings.councils == (ALL,):
        return _every_council(areas, dataset["observations"])
    if faults := list(_faults(settings, areas.set_index("area_code"))):
        raise SettingsError("the councils cannot be reported", faults)
    return settings.councils


def _every_council(areas: pd.DataFrame, observations: pd.DataFrame) -> tuple[str, ...]:
    """Each council that has a result; one with two codes under the code that most of its results have."""
    results = observations.loc[observations["value"].notna(), "area_code"].value_counts()
    councils = areas[areas["kind"] == "council"].assign(results=areas["area_code"].map(results).fillna(0))
    held = councils[councils["results"] > 0].sort_values(["area_name", "results"], kind="stable")
    return tuple(held.drop_duplicates("area_name", keep="last")["area_code"])


def _faults(settings: Settings, areas: pd.DataFrame) -> Iterator[Fault]:
    used: dict[str, str] = {}
    for place, code in enumerate(settings.councils):
        where = f"{settings.path}: councils[{place}]"
        if code not in areas.index:
            near = get_close_matches(code, list(areas.index[areas["kind"] == "council"]), n=1)
            yield Fault(
                where, f"'{code}' is not in the table areas", f"did you mean '{near[0]}'?" if near else ""
            )
            continue
        name, kind = areas.at[code, "area_name"], areas.at[code, "kind"]
        if kind != "council":
            yield Fault(where, f"'{code}' is a {kind}, {name}", "name councils only")
        elif used.setdefault(name, code) != code:
            yield Fault(where, f"'{code}' and '{used[name]}' are both {name}", "name it once")

"""Check which columns the tables have, before any cell is read."""

import re
from difflib import get_close_matches

from pmf_analysis.data.sources.raw import RawTable
from pmf_analysis.data.tables import TABLES, Table
from pmf_analysis.errors import Fault

PERSONAL = re.compile(
    r"(first|last|sur|fore|given|family|middle)_?names?|date_of_birth|dob|birth_?date|nhs_?(no|number|id)|ni_?(no|number)|nino"
    r"|national_insurance.*|(home_)?address(_line)?_?\d*|post_?code|e?_?mail(_address)?|(tele)?phone(_number)?|upn|uprn|gender|ethnicity",
    re.IGNORECASE,
)


def check_columns(raw: dict[str, RawTable]) -> tuple[list[str], list[Fault]]:
    """Compare the columns that are there with those that are declared.

    Returns:
        Notes on columns that are ignored, and faults: columns that are missing, and columns that look like personal records.
    """
    notes, faults = [], []
    for table in TABLES:
        if table.name in raw:
            table_notes, table_faults = _check_table(raw[table.name], table)
            notes += table_notes
            faults += table_faults
    return notes, faults


def _check_table(raw: RawTable, table: Table) -> tuple[list[str], list[Fault]]:
    there = [name for name in raw.headings if name]
    declared = {column.name for column in table.columns}
    unknown = [name for name in there if name not in declared]
    faults = [
        Fault(
            f"{raw.source}, column {name}",
            "looks like a record of a person",
            "personal data does not belong here: take it out",
        )
        for name in unknown
        if PERSONAL.fullmatch(name.strip().replace(" ", "_"))
    ]
    for column in table.columns:
        if column.required and column.name not in there:
            near = get_close_matches(column.name, unknown, n=1)
            right = (
                f"is '{near[0]}' meant?"
                if near
                else "add it (its cells may be empty unless the table's key needs them)"
            )
            faults.append(Fault(raw.source, f"the column '{column.name}' is missing", right))
    return [f"{raw.source}: the column '{name}' is not known and is ignored" for name in unknown], faults

"""What describes the published tables to programs: CSV on the Web and a Frictionless data package, from one list of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmf_analysis.publishing.open_data.columns import Column, PublicTable

LICENCES = {
    "OGL-UK-3.0": (
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    )
}


@dataclass(frozen=True)
class About:
    """What a publication says of itself.

    Attributes:
        council: who publishes it.
        quarter: the quarter, as readers write it.
        issued: the day on which the quarter was issued, `2026-05-14`.
        issued_on: the same for readers.
        licence: a key of `LICENCES`.
        attribution: the words to repeat.
        contact: where readers can write to; empty if nowhere.
        embargo: the first day on which it may be published; empty for none.
        left_out: a sentence on what was suppressed.
        rule: a sentence on the rule.
    """

    council: str
    quarter: str
    issued: str
    issued_on: str
    licence: str
    attribution: str
    contact: str
    embargo: str
    left_out: str
    rule: str

    @property
    def title(self) -> str:
        """The publication's name."""
        return f"Performance of {self.council}, {self.quarter}"

    @property
    def licence_name(self) -> str:
        """The licence's name for readers."""
        return LICENCES[self.licence][0]

    @property
    def licence_url(self) -> str:
        """Where the licence's text is."""
        return LICENCES[self.licence][1]


def csvw(about: About, tables: Sequence[PublicTable]) -> dict[str, Any]:
    """The metadata of CSV on the Web for all tables together (W3C, Metadata Vocabulary for Tabular Data)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": about.title,
        "dc:description": f"{about.left_out} {about.rule}".strip(),
        "dc:publisher": about.council,
        "dc:issued": about.issued,
        "dc:license": {"@id": about.licence_url},
        "dc:rights": about.attribution,
        "tables": [_csvw_table(table) for table in tables],
    }


def data_package(about: About, tables: Sequence[PublicTable], hashes: Mapping[str, str]) -> dict[str, Any]:
    """The descriptor of a Frictionless Tabular Data Package.

    Args:
        about: what the publication says of itself.
        tables: those that it holds.
        hashes: path to the SHA-256 of the file.
    """
    name, url = LICENCES[about.licence]
    return {
        "profile": "tabular-data-package",
        "name": "performance",
        "title": about.title,
        "description": f"{about.left_out} {about.rule}".strip(),
        "created": about.issued,
        "licenses": [{"name": about.licence, "title": name, "path": url}],
        "sources": [{"title": about.attribution}] if about.attribution else [],
        "contributors": [{"title": about.council, "role": "publisher"}],
        "resources": [_resource(table, hashes[table.path]) for table in tables],
    }


def _csvw_table(table: PublicTable) -> dict[str, Any]:
    return {
        "url": table.path,
        "dc:title": table.title,
        "dc:description": table.description,
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:description": column.description,
                    "datatype": column.datatype,
                    "required": column.required,
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
        },
    }


def _resource(table: PublicTable, digest: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "encoding": "utf-8",
        "hash": f"sha256:{digest}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {"constraints": {"required": True}} if column.required else {}
    return {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        "type": column.datatype,
        **constraints,
    }

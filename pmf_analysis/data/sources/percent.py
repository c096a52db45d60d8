"""Cells that show per cent: they hold 0.349 where a person reads, and has typed, 34.9%."""

import re
import zipfile
from decimal import Decimal
from xml.etree.ElementTree import fromstring

from pmf_analysis.data.sources.archive import part

STYLES = "xl/styles.xml"
BUILT_IN = {9, 10}


def percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The style numbers of an `.xlsx` workbook whose cells show their value times 100 with a sign.

    Raises:
        ValueError: if the styles are damaged.
        xml.etree.ElementTree.ParseError: if they are no XML.
    """
    if STYLES not in archive.namelist():
        return set()
    root = fromstring(part(archive, STYLES))  # `part` has refused what defines entities
    formats = BUILT_IN | {
        int(each.get("numFmtId", "0"))
        for each in root.iter()
        if _tag(each.tag) == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", each.get("formatCode", ""))
    }
    cells = next((each for each in root if _tag(each.tag) == "cellXfs"), ())
    return {str(number) for number, style in enumerate(cells) if int(style.get("numFmtId", "0")) in formats}


def times_hundred(value: float) -> float:
    """What a cell that shows per cent reads, without the dust of binary fractions.

    >>> times_hundred(0.07), 0.07 * 100
    (7.0, 7.000000000000001)
    """
    return float(Decimal(repr(value)) * 100)


def _tag(name: str) -> str:
    return name.rpartition("}")[2]

"""Which councils a quarter is reported for: the settings' own, or many of the data set, each home once.

`councils: all` or `councils: [codes]` in a quarter's settings makes a run regional. `2025-26-q3.yaml#E08000035` is the quarter of one of
those councils: every command and every notebook takes it where it takes a settings file.
"""

import re
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

ALL = "all"
MARK = "#"
CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")  # also the name of a folder
SHOULD_BE = "should be all, or a list of area codes, such as [E08000032, E08000035]"


def split_choice(path: Path | str) -> tuple[Path, str]:
    """The settings file and the area code behind `#`; no code where there is none, or where a file has that very name.

    >>> split_choice("params/q3.yaml#E08000035")[1], split_choice("params/q3.yaml")[1]
    ('E08000035', '')
    """
    file, mark, code = str(path).rpartition(MARK)
    return (Path(file), code) if mark and not Path(path).is_file() else (Path(path), "")


def _read_councils(value: object) -> object:
    if value == ALL:
        return (ALL,)
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(SHOULD_BE)
    if wrong := [each for each in value if not isinstance(each, str) or not CODE.fullmatch(each)]:
        raise ValueError(f"holds {', '.join(repr(each) for each in wrong)}; {SHOULD_BE}")
    if twice := sorted({each for each in value if value.count(each) > 1}):
        raise ValueError(f"holds {', '.join(twice)} twice; name each council once")
    return tuple(value)


Councils = Annotated[tuple[str, ...], BeforeValidator(_read_councils), Field(strict=False)]

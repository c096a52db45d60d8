"""What verifying found."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written, or does not follow from the results.

    Attributes:
        where: the file, with the place in it where that is known: `place/exception-report.html, at #KPI1`.
        what: what is wrong, with what it should be.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Verdict:
    """The answer to `pmf verify`.

    Attributes:
        checked: what was looked at, a phrase each: `61 files`, `8,412 printed numbers on 17 pages`.
        findings: everything that differs, the files first.
        notes: what could not be checked, and why; no fault by itself.
    """

    checked: tuple[str, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = field(default=())

"""Issue in a process of its own that can be killed; for tests and for `benchmarks/record_soak.py`."""

import multiprocessing
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.batch.draft import folder_faults
from pmf_analysis.batch.issue import ISSUED_FOLDER, issue_quarter, read_issue
from pmf_analysis.batch.manifest import read_manifest
from pmf_analysis.data.record.record import Record
from pmf_analysis.errors import PmfError

FORK = multiprocessing.get_context("fork")
POST = "Head of Performance"


@dataclass(frozen=True)
class Issuer:
    """A draft, and the record that it goes to.

    Attributes:
        draft: the quarter's folder.
        record: the record's place, as the command takes it.
        empty: empties the record, past all that keeps it from being changed.
    """

    draft: Path
    record: str
    empty: Callable[[], None] = lambda: None

    @property
    def root(self) -> Path:
        return self.draft.parent

    def issue(self) -> str:
        """Issue, and say what came of it."""
        try:
            return (
                "added" if issue_quarter(self.draft, approved_by=POST, record=self.record).added else "again"
            )
        except PmfError as error:
            return str(error)

    def seconds(self) -> float:
        """How long issuing takes, in a process of its own."""
        began = time.monotonic()
        process = FORK.Process(target=self.issue)
        process.start()
        process.join()
        return time.monotonic() - began

    def killed_after(self, seconds: float) -> bool:
        """Start to issue and kill the process; whether it still ran."""
        process = FORK.Process(target=self.issue)
        process.start()
        time.sleep(seconds)
        alive = process.is_alive()
        process.kill()
        process.join()
        return alive

    def faults(self) -> list[str]:
        """What is not whole: the record, or a folder that the record says is issued."""
        record = self._record()
        verdict = record.verify()
        found = [str(verdict.touched)] if verdict.touched else []
        issues = record.issues()
        found += [f"issued {len(issues)} times"] if len(issues) > 1 else []
        for folder in (self.root / ISSUED_FOLDER).glob("*"):
            signed = read_issue(folder)
            if signed is None or signed["hash"] not in {each.hash for each in issues}:
                found.append(f"{folder} is not in the record")
            else:
                changes = folder_faults(folder, read_manifest(folder))
                found += [str(each) for each in changes if not each.where.endswith("issue.json")]
        return found

    def is_issued(self) -> bool:
        """Whether the record holds the issue."""
        return bool(self._record().issues())

    def is_kept(self) -> bool:
        """Whether the issued folder is in its place."""
        return len(list((self.root / ISSUED_FOLDER).glob("*/issue.json"))) == 1

    def forget(self) -> None:
        """Back to a draft beside which nothing was issued."""
        self.empty()
        shutil.rmtree(self.root / ISSUED_FOLDER, ignore_errors=True)
        for left in self.root.glob(".*.issuing"):
            shutil.rmtree(left)

    def _record(self) -> Record:
        return Record(self.record if "://" in self.record else Path(self.record))


def at_once(issuers: list[Issuer]) -> list[str]:
    """Let each issue in a process of its own, all at the same moment; what came of each."""
    barrier = FORK.Barrier(len(issuers))
    ended: multiprocessing.Queue[str] = FORK.Queue()  # type: ignore[assignment]

    def work(issuer: Issuer) -> None:
        barrier.wait()
        ended.put(issuer.issue())

    processes = [FORK.Process(target=work, args=(each,)) for each in issuers]
    for process in processes:
        process.start()
    came = [ended.get(timeout=300) for _ in processes]
    for process in processes:
        process.join()
    return came


def empty_file(path: Path) -> None:
    """Take away a record that is a file."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def empty_database(url: str) -> None:
    """Take away a record that is in a database of its own."""
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()

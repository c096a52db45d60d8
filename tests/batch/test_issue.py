"""Issuing: into the record and into a folder that no later run touches; whole, once, and only what may be issued."""

import csv
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch import issue as issuing
from pmf_analysis.batch.issue import issue_quarter, read_issue
from pmf_analysis.batch.manifest import VARIES, read_manifest, timeless
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.quarter import with_content_hash
from pmf_analysis.batch.run import RunOptions, run_quarter
from pmf_analysis.batch.tell import describe_outputs
from pmf_analysis.data.record.issues import Standing
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError, UsageError

from ..data.postgres import Postgres, running_postgres
from .conftest import make_results
from .issuing import POST, Issuer, at_once, empty_database, empty_file

pytestmark = pytest.mark.batch


def draft(settings: Settings, *, value: float = 1.5) -> Path:
    """A run of the small council, which knows of what was issued before."""
    results = with_content_hash(make_results(settings, value=value))
    record = Record(settings.record)
    stands = record.standing(
        results.context.area_code,
        quarter=settings.quarter,
        known_on=settings.as_at,
        content_hash=results.context.content_hash,
    )
    told = with_reissue(results, stands) if stands.seen else results
    return run_quarter(settings, told, plan_reports(settings)).folder


def with_reissue(results: QuarterResults, stands: Standing) -> QuarterResults:
    context = replace(results.context, reissue=stands.reissue, record_seen=stands.digest)
    return replace(results, context=context)


def tell(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change a manifest."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def test_an_issue_is_in_the_record_and_in_a_folder_of_its_own(warm: None, settings: Settings) -> None:
    folder = draft(settings)
    kept = issue_quarter(folder, approved_by=POST)
    assert (kept.added, kept.issue.issue_id, kept.issue.approved_by) == (True, "2025-26-q3", POST)
    assert kept.folder == folder.parent / "issued" / "2025-26-q3"
    page = "place/exception-report.html"
    assert (kept.folder / page).read_bytes() == (folder / page).read_bytes()
    signed = read_issue(kept.folder)
    assert signed is not None
    assert signed["hash"] == Record(settings.record).issues()[0].hash
    assert Record(settings.record).verify().touched is None
    assert not (kept.folder / page).stat().st_mode & 0o222


def test_the_record_holds_the_values_and_the_sentences_of_the_pages(warm: None, settings: Settings) -> None:
    issue_quarter(draft(settings), approved_by=POST)
    record = Record(settings.record)
    stands = record.standing(
        "E06000099", quarter=settings.quarter, known_on=settings.as_at, content_hash="other"
    )
    last = record.past(stands).last
    assert last["assessments"][["indicator_id", "value", "rag"]].values.tolist() == [
        ["A1", 1.5, "RED"],
        ["B2", 2.5, "NOT_RATED"],
    ]
    sentences = last["sentences"]
    found = sentences[(sentences["report"] == "place/exception-report") & (sentences["anchor"] == "A1")]
    assert found[["scope", "indicator_id", "text"]].values.tolist() == [
        ["place", "A1", "directorate place 2025/26 Q3"]
    ]


def test_issuing_again_does_nothing(warm: None, settings: Settings) -> None:
    folder = draft(settings)
    first = issue_quarter(folder, approved_by=POST)
    again = issue_quarter(folder, approved_by="Somebody else")
    assert (again.added, again.issue, again.folder) == (False, first.issue, first.folder)


def test_a_later_run_leaves_what_was_issued_and_is_the_draft_of_a_reissue(
    warm: None, settings: Settings
) -> None:
    kept = issue_quarter(draft(settings), approved_by=POST).folder
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    folder = draft(settings, value=1.6)
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before
    assert "2025/26 Q3 (R1)" in (folder / "index.html").read_text()
    assert "2025/26 Q3 (R1)" in (folder / "place" / "exception-report.html").read_text()
    again = issue_quarter(folder, approved_by=POST)
    assert (again.issue.issue_id, again.folder.name) == ("2025-26-q3-r1", "2025-26-q3-r1")
    assert [each.reissue for each in Record(settings.record).issues()] == [0, 1]


def test_a_draft_made_before_another_issue_is_refused(warm: None, settings: Settings, tmp_path: Path) -> None:
    stale = draft(settings, value=1.6)
    shutil.copytree(stale, tmp_path / "other" / stale.name)
    shutil.rmtree(stale)
    issue_quarter(draft(settings), approved_by=POST)
    with pytest.raises(ReportError, match="the record has changed since this draft was made"):
        issue_quarter(tmp_path / "other" / stale.name, approved_by=POST, record=str(settings.record))


@pytest.mark.parametrize(
    ("touch", "words"),
    [
        (
            lambda folder: (folder / "index.html").write_text("x"),
            r"index\.html: was changed after it was made",
        ),
        (lambda folder: (folder / "results" / "history.csv").unlink(), r"history\.csv: is gone"),
        (
            lambda folder: (folder / "note.txt").write_text("x"),
            r"note\.txt: was added after the run; take it out",
        ),
        (
            lambda folder: tell(folder, lambda manifest: manifest.update(record={})),
            "was written by a version of pmf_analysis that kept no record",
        ),
        (
            lambda folder: tell(folder, lambda manifest: manifest["record"].update(content_hash="0")),
            "do not hold what the manifest says",
        ),
        (
            lambda folder: tell(
                folder, lambda manifest: manifest["record"].update(left_out=["council/cmt-overview"])
            ),
            "council/cmt-overview: not made; run the quarter again without --directorate",
        ),
        (
            lambda folder: tell(folder, lambda manifest: manifest["reports"][0].update(state="failed")),
            "place/exception-report: failed; mend what it says",
        ),
    ],
)
def test_what_is_not_whole_is_not_issued(
    warm: None, settings: Settings, touch: Callable[[Path], object], words: str
) -> None:
    folder = draft(settings)
    touch(folder)
    with pytest.raises(ReportError, match=words):
        issue_quarter(folder, approved_by=POST)
    assert Record(settings.record).issues() == []
    assert not (folder.parent / "issued").exists()


def test_a_post_has_to_be_named(warm: None, settings: Settings) -> None:
    with pytest.raises(UsageError, match="name the post that approves the issue"):
        issue_quarter(draft(settings), approved_by="  ")


def test_cut_short_after_the_record_the_same_command_puts_the_folder_in_place(
    warm: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = draft(settings)
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "_move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # as after kill -9, nothing is tidied
        with pytest.raises(KeyboardInterrupt):
            issue_quarter(folder, approved_by=POST)
    assert len(Record(settings.record).issues()) == 1
    assert not (folder.parent / "issued" / "2025-26-q3").exists()
    assert issue_quarter(folder, approved_by=POST).added is False
    assert read_issue(folder.parent / "issued" / "2025-26-q3")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with running_postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def issuer(
    request: pytest.FixtureRequest, warm: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Issuer:
    folder = draft(settings)
    if request.param == "sqlite":
        return Issuer(folder, str(settings.record), partial(empty_file, Path(str(settings.record))))
    server: Postgres = request.getfixturevalue("server")
    monkeypatch.setenv("PMF_RECORD_PASSWORD", server.password)
    url = server.url("postgres")
    empty_database(url)
    return Issuer(
        folder, url.replace(server.password, "${PMF_RECORD_PASSWORD}"), partial(empty_database, url)
    )


def test_killed_at_any_moment_there_is_a_whole_issue_or_none(issuer: Issuer) -> None:
    longest, chance = issuer.seconds(), random.Random(8)
    assert issuer.is_issued()
    for _ in range(6):
        issuer.forget()
        issuer.killed_after(chance.uniform(0, longest))
        assert issuer.faults() == []
        assert issuer.issue() in ("added", "again")
        assert issuer.is_kept()
        assert issuer.faults() == []


def test_of_two_issuers_at_once_one_issues_and_the_other_is_told(issuer: Issuer, tmp_path: Path) -> None:
    other = tmp_path / "colleague" / issuer.draft.name
    shutil.copytree(issuer.draft, other)
    ended = at_once([issuer, Issuer(other, issuer.record)])
    assert sorted(ended) == ["added", "again"]
    assert issuer.faults() == []


def test_a_full_disk_leaves_no_half_issue(warm: None, settings: Settings, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        folder = small / "2025-26-q3"
        shutil.copytree(draft(settings), folder)
        filler = small / "filler"
        for free in (0, 20_000, 60_000, 120_000):
            room = os.statvfs(small)
            filler.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - free))
            with pytest.raises(ReportError, match="full"):
                issue_quarter(folder, approved_by=POST, record=str(small / "record.sqlite"))
            filler.unlink()
            assert Record(small / "record.sqlite").issues() == []
            assert not (small / "issued").exists()
        assert issue_quarter(folder, approved_by=POST, record=str(small / "record.sqlite")).added
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_an_issued_folder_verifies_against_the_record(warm: None, settings: Settings) -> None:
    from pmf_analysis.batch.verify import verify_outputs

    kept = issue_quarter(draft(settings), approved_by=POST).folder
    verdict = verify_outputs(kept)
    assert [str(each) for each in verdict.findings] == []
    assert any(each.startswith("the record (1 issue,") for each in verdict.checked)


def test_a_digit_changed_in_the_record_or_in_the_issue_is_named(warm: None, settings: Settings) -> None:
    import sqlite3

    from pmf_analysis.batch.verify import verify_outputs

    kept = issue_quarter(draft(settings), approved_by=POST).folder
    path = kept / "issue.json"
    issued = json.loads(path.read_text(encoding="utf-8"))
    path.chmod(0o644)
    path.write_text(json.dumps(issued | {"issued_at": "2001-01-01T00:00:00+00:00"}), encoding="utf-8")
    (finding,) = verify_outputs(kept).findings
    assert str(finding) == (
        f"issue.json: issued_at is 2001-01-01T00:00:00+00:00, and the record says {issued['issued_at']}"
    )
    path.write_text(json.dumps(issued), encoding="utf-8")
    assert isinstance(settings.record, Path)
    with sqlite3.connect(settings.record) as touched:
        for (name,) in touched.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            touched.execute(f'drop trigger "{name}"')
        touched.execute(
            "update record_assessments set content = replace(content, '1.5', '1.6') where indicator_id = 'A1'"
        )
    touched.close()
    (finding,) = verify_outputs(kept).findings
    assert "the record, table record_assessments, A1" in str(finding)
    assert "is not as it was written" in str(finding)


def test_a_restated_quarter_stands_beside_what_was_issued(warm: None, settings: Settings) -> None:
    kept = issue_quarter(draft(settings), approved_by=POST).folder
    told = replace(settings, as_at=date(2026, 11, 26))
    results = with_content_hash(make_results(told, value=1.75))
    results.assessments.loc[0, "rag"] = "AMBER"
    summary = run_quarter(told, results, plan_reports(told), options=RunOptions(restated=True))
    assert summary.folder.name == "2025-26-q3-restated"
    with (summary.folder / "restated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["indicator_id"], row["field"], row["as_issued"], row["restated"]) for row in rows] == [
        ("A1", "rag", "RED", "AMBER")
    ]
    page = (summary.folder / "restated.html").read_text()
    assert "approved by Head of Performance" in page
    assert "<td>rating</td><td>Red</td><td>Amber</td>" in page
    assert "restated.csv" in json.loads((summary.folder / "manifest.json").read_text())["outputs"]
    assert read_issue(kept) is not None


def test_a_quarter_that_was_not_issued_cannot_be_restated(warm: None, settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"2025/26 Q3 was not issued, so there is nothing to restate"):
        run_quarter(
            settings, make_results(settings), plan_reports(settings), options=RunOptions(restated=True)
        )


def test_an_issued_quarter_is_rebuilt_to_the_byte_but_for_the_declared_times(
    warm: None, settings: Settings
) -> None:
    kept = issue_quarter(draft(settings), approved_by=POST).folder
    draft(settings, value=1.6)
    folder = draft(settings)
    then, now = read_manifest(kept), read_manifest(folder)
    assert timeless(then) == timeless(now)
    compared = [path for path in timeless(then)["outputs"] if path.endswith((".html", ".csv"))]
    assert {Path(path).suffix for path in compared} == {".html", ".csv"}
    for path in compared:
        assert (kept / path).read_bytes() == (folder / path).read_bytes(), path
    assert now["varies"] == list(VARIES)


def test_show_says_who_approved_an_issued_folder(warm: None, settings: Settings) -> None:
    kept = issue_quarter(draft(settings), approved_by=POST)
    day = kept.issue.issued_at[:10]
    assert f"  issued as 2025-26-q3 on {day}, approved by {POST}" in list(describe_outputs(kept.folder))

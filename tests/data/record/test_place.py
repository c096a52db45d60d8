"""Where the record is kept, and what is told where it cannot be."""

from pathlib import Path

import pytest

from pmf_analysis.data.record.record import Record
from pmf_analysis.errors import DataError, SettingsError

from ..conftest import make_council


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (None, "outputs/record.sqlite"),
        ("../kept/record.sqlite", "../kept/record.sqlite"),
        ("sqlite:///kept.sqlite", "kept.sqlite"),
    ],
)
def test_a_file_is_seen_from_the_settings_folder(tmp_path: Path, written: str | None, kept: str) -> None:
    council = make_council(tmp_path)
    if written:
        council.append(council.quarter_file.name, f"record: {written}")
    assert council.settings().record == tmp_path / kept


def test_a_url_stays_as_it_is_written(tmp_path: Path) -> None:
    council = make_council(tmp_path)
    url = "postgresql://pmf:${PMF_RECORD_PASSWORD}@db/record"
    council.append(council.quarter_file.name, f"record: {url}")
    assert council.settings().record == url


def test_a_password_in_the_settings_is_refused_and_not_repeated(tmp_path: Path) -> None:
    council = make_council(tmp_path)
    council.append(council.quarter_file.name, "record: postgresql://pmf:hunter2@db/record")
    with pytest.raises(SettingsError, match="record: holds a password") as caught:
        council.settings()
    assert "hunter2" not in str(caught.value)


def test_a_password_that_is_not_set_is_named_by_its_variable() -> None:
    with pytest.raises(SettingsError, match="record: the environment variable PMF_NO_SUCH is not set"):
        Record("postgresql://pmf:${PMF_NO_SUCH}@127.0.0.1/record").issues()


def test_a_server_that_does_not_answer_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMF_RECORD_PASSWORD", "hunter2")
    with pytest.raises(DataError, match="the record cannot be read") as caught:
        Record("postgresql://pmf:${PMF_RECORD_PASSWORD}@127.0.0.1:1/record").issues()
    assert "hunter2" not in str(caught.value)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(SettingsError, match="'mysql' keeps no record; name a file"):
        Record("mysql://db/record").issues()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_text("not a database, but long enough to be taken for one" * 99)
    with pytest.raises(DataError, match="file is not a database"):
        Record(tmp_path / "record.sqlite").issues()

"""`pmf import`, `pmf ask` and `pmf collect` from the command line: exit code and what is said."""

from pathlib import Path

import pytest

from pmf_analysis.cli import main

from .conftest import Desk
from .test_quirks import HEAD, LONG


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    code = left.value.code
    assert isinstance(code, int)
    return code


def test_import_prints_what_became_of_everything(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    mapping, file = (
        desk.write("m.yaml", LONG),
        desk.write("f.csv", HEAD + "A,York,2025,1\nA,York,2024,soon\n"),
    )
    assert run("import", mapping, file, "--into", desk.into) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-3] == "2 read = 1 written + 1 set aside + 0 skipped"
    assert run("import", mapping, file, "--into", desk.into) == 2
    assert "is there already; add to it with --merge" in capsys.readouterr().err


def test_import_where_nothing_can_be_read_is_wrong_data(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, file = desk.write("m.yaml", LONG), desk.write("f.csv", HEAD + "A,Nowhere,2025,1\n")
    assert run("import", mapping, file, "--into", desk.into) == 11
    said = capsys.readouterr().err
    assert "nothing could be imported" in said
    assert "f.csv B2: area_code 'Nowhere' is not an area that is known" in said
    assert not (desk.into / "observations.csv").exists()
    assert (desk.into / "quarantine-test.csv").exists()


def test_a_wrong_mapping_is_a_wrong_setting(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run("import", desk.write("m.yaml", "name: x\n"), desk.write("f.csv", HEAD), "--into", desk.into) == 10
    )
    assert "sheets: is missing; add it" in capsys.readouterr().err


def test_guess_prints_a_mapping(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "--guess", desk.write("f.csv", HEAD + "A,York,2025/26 Q3,1\n")) == 0
    assert "      period: 'period' # column C: its cells read as periods" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["import", "ask", "collect"])
def test_each_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    assert "Example:" in capsys.readouterr().out


def test_collect_refuses_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("collect", tmp_path / "none.yaml", tmp_path / "none.xlsx") == 10
    assert "there is no such file" in capsys.readouterr().err

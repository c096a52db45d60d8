"""`pmf check`: the verdict first, what blocks the quarter, then each list; exit code 11 where it cannot be reported."""

import pytest

from pmf_analysis.cli import main

from .conftest import SmallCouncil


def check(council: SmallCouncil, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["check", str(council.quarter_file)])
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_a_quarter_that_can_be_reported(council: SmallCouncil, capsys: pytest.CaptureFixture[str]) -> None:
    council.append("data/observations.csv", "ONTYME,E1,2025/26 Q3,92,,,,,,")
    header = "indicator_id,dimension,attested_by,attested_on,statement,review_due,valid_from,valid_to"
    (council.folder / "data" / "attestations.csv").write_text(
        f"{header}\nONTIME,reliability,Head of Housing,2025-05-14,Counted weekly,,2025-04-01,2026-03-31\n"
        "ONTIME,accuracy,Head of Housing,2025-05-14,Sampled,,2026-04-01,2025-03-31\n"
        "ONTIME,beauty,Head of Housing,2025-05-14,Sampled,,,\n"
    )
    code, out, err = check(council, capsys)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith(
        "2025/26 Q3 can be reported: 2 indicators, 3 rows set aside; findings: 0 stops"
    )
    assert (
        "set aside: observations.csv row 8, column indicator_id: 'ONTYME' is not in the table indicators"
        in lines
    )
    assert "set aside: attestations.csv row 3, column valid_to: '2025-03-31' is before valid_from" in lines
    assert any(
        line.startswith("set aside: attestations.csv row 4, column dimension: 'beauty' is not known")
        for line in lines
    )
    assert "reliability: 2 for people, attested for 1" in lines


def test_the_shortest_list_comes_first(council: SmallCouncil, capsys: pytest.CaptureFixture[str]) -> None:
    council.change("data/observations.csv", "2025/26 Q3,92.0,92", "2025/26 Q3,ninety,92")
    blocks = check(council, capsys)[1].split("\n\n")[1:]
    sizes = [len(block.strip().splitlines()) for block in blocks]
    assert len(blocks) > 2
    assert sizes == sorted(sizes)


def test_late_results_are_told_by_post(council: SmallCouncil, capsys: pytest.CaptureFixture[str]) -> None:
    council.change("2025-26-q3.yaml", "data: data", "data: data\nas_at: 2026-02-14")
    council.change("data/observations.csv", "ONTIME,E1,2025/26 Q3,92.0,92,100,,,,\n", "")
    lines = check(council, capsys)[1].splitlines()
    place = lines.index("Director of Place: 1")
    assert lines[place - 1] == "Late, by post:"
    assert (
        lines[place + 1]
        == "  No update since 2025/26 Q2; 2025/26 Q3 was due by 30 January 2026 (Repairs system): Repairs on time"
    )


def test_a_quarter_that_cannot_be_reported_ends_with_11(
    council: SmallCouncil, capsys: pytest.CaptureFixture[str]
) -> None:
    council.change("2025-26-q3.yaml", "data: data", "data: data\nas_at: 2026-02-14")
    council.change("data/observations.csv", "ONTIME,E1,2025/26 Q3,92.0,92,100,,,,\n", "")
    council.change("data/observations.csv", "WAITING,E1,2025/26 Q3,,,,,,c,\n", "")
    code, out, err = check(council, capsys)
    assert code == 11
    assert out.startswith("2025/26 Q3 cannot be reported")
    assert (
        "stops the quarter (completeness): Not one of the 2 results that were due by 14 February 2026 has arrived."
        in out
    )
    assert "Load the quarter's results" in err
    assert "Traceback" not in err

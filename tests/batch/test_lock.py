"""Two runs never write one folder; a lock ends with the process that holds it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.place import Place
from pmf_analysis.errors import ReportError, UsageError

HOLD = "import sys, time; from pathlib import Path; from pmf_analysis.batch.lock import sole_run\nwith sole_run(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"


def test_a_second_run_is_refused_until_the_first_is_gone_however_it_ends(tmp_path: Path) -> None:
    lock = tmp_path / ".2025-26-q3.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, lock], stdout=subprocess.PIPE)
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(UsageError) as caught, sole_run(lock):
        pass
    assert str(caught.value) == (
        f"another run (process {holder.pid}) is writing {tmp_path}/2025-26-q3; wait for it to end"
    )
    holder.kill()
    holder.communicate()
    with sole_run(lock):
        assert lock.read_text() == f"{os.getpid()}\n"


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with sole_run(tmp_path / "lock"):
            time.sleep(0)


def test_a_move_that_was_cut_short_is_undone(tmp_path: Path) -> None:
    place = Place.of(tmp_path, "2025-26-q3")
    place.retired.mkdir()
    (place.retired / "index.html").touch()
    place.recover()
    assert (place.target / "index.html").exists()
    assert not place.retired.exists()


def test_a_move_that_was_done_is_left(tmp_path: Path) -> None:
    place = Place.of(tmp_path, "2025-26-q3")
    place.retired.mkdir()
    place.target.mkdir()
    (place.target / "new").touch()
    place.recover()
    assert (place.target / "new").exists()
    assert not place.retired.exists()


@pytest.mark.parametrize("path", ["../x.html", "/etc/x.html", "a/../../x.html"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ReportError, match="would be written outside"):
        Place.of(tmp_path, "2025-26-q3").check_inside(path)

"""Hundreds of reports while processes are killed at random: each must end made or failed with a reason, none wrong, none mixed.

    python benchmarks/batch/soak.py [--councils 32] [--indicators 3] [--kills 120] [--every 1] [--seed 1] [--jobs 4]

Sixteen reports for each of many councils of the sample, by the very command that people use. Meanwhile processes of the run are ended by
SIGKILL: reports, the processes that run their cells, and now and then the command itself, which is then started again. At the end each page
is held against its council's `results/`: its own council, scope and quarter, and the values of every indicator that its scorecard lists.
"""

import argparse
import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from processes import descendants

from pmf_analysis.batch.sample import write_sample
from pmf_analysis.framework.numbers import write_value

TAGS = re.compile(r"<[^>]+>")
COMMAND_EVERY = 40  # one kill in so many is of the command itself


def region(councils: int, indicators: int, *, reports: str = "") -> Path:
    """The settings of a region of so many councils, in a new folder.

    Args:
        councils: how many.
        indicators: of each directorate; 0 for all.
        reports: the settings' list of reports in place of the sample's own.
    """
    settings_file = write_sample(Path(tempfile.mkdtemp(prefix="pmf-soak-")) / "region").resolve()
    data = settings_file.parents[1] / "data" / "york"
    if indicators:
        keep_few(data, indicators)
    if reports:
        text = settings_file.read_text(encoding="utf-8")
        text = re.sub(r"^reports:\n(?:[ \t].*\n|\n)*", reports, text, flags=re.MULTILINE)
        settings_file.write_text(text, encoding="utf-8", newline="\n")
    twin_councils(data, councils)
    with settings_file.open("a", encoding="utf-8") as file:
        file.write(f"councils: [{', '.join(council_codes(data, councils))}]\n")
    return settings_file


def council_codes(data: Path, most: int) -> list[str]:
    """The codes of so many councils of the sample; of one that has had two codes, the first listed."""
    names: dict[str, str] = {}
    for row in rows(data / "areas.csv"):
        if row["kind"] == "council":
            names.setdefault(row["area_name"], row["area_code"])
    return [*names.values()][:most]


def twin_councils(data: Path, wanted: int) -> None:
    """Give the sample as many councils as are wanted: those beyond its own are twins of its first, with the same results."""
    codes = council_codes(data, wanted)
    twins = {code: f"E0699{number:04}" for number, code in enumerate(codes[: wanted - len(codes)])}
    for name in ("areas", "observations"):
        path = data / f"{name}.csv"
        more = [
            row | {"area_code": twins[row["area_code"]]} for row in rows(path) if row["area_code"] in twins
        ]
        for row in more:
            row |= {"area_name": f"Twin of {row['area_name']}"} if name == "areas" else {}
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, list(more[0] if more else ()), lineterminator="\n").writerows(more)


def keep_few(data: Path, indicators: int) -> None:
    """Leave the first indicators of each directorate, and their rows in the other tables."""
    seen: Counter[str] = Counter()
    kept = set()
    for row in rows(data / "indicators.csv"):
        seen[row["directorate"]] += 1
        if seen[row["directorate"]] <= indicators:
            kept.add(row["indicator_id"])
    for name in ("indicators", "observations", "targets"):
        path = data / f"{name}.csv"
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        few = [line for line in lines if line.split(",", 1)[0] in kept]
        path.write_text("\n".join([head, *few]) + "\n", encoding="utf-8", newline="\n")


def run_among_kills(
    settings_file: Path, *, jobs: int, kills: int, every: float, chance: random.Random
) -> Counter[str]:
    """Run the command again and again until it ends by itself with nothing killed any more; count what was killed."""
    killed: Counter[str] = Counter()
    while True:
        command = [sys.executable, "-m", "pmf_analysis", "run", str(settings_file), "--jobs", str(jobs)]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        spared = killed["command"] + killed["process"] >= kills
        while run.poll() is None and killed["command"] + killed["process"] < kills:
            sleep(chance.uniform(0, 2 * every))
            below = descendants(run.pid)
            if chance.randrange(COMMAND_EVERY) == 0:
                run.send_signal(signal.SIGKILL)
                killed["command"] += 1
            elif below:
                end(chance.choice(below))
                killed["process"] += 1
        told = run.communicate()[1]
        assert "Traceback" not in told, told
        killed["failed on the way, each with its reason"] += check(settings_file)["failed"]
        if spared:
            return killed


def end(process: int) -> None:
    """Kill a process that may have ended already."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def check(settings_file: Path) -> Counter[str]:
    """Hold every report against its council's results; what became of them."""
    states: Counter[str] = Counter()
    for manifest_file in sorted(settings_file.parents[1].glob("outputs/*/*/manifest.json")):
        folder = manifest_file.parent
        manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
        assert folder.parent.name == manifest["area_code"].lower()
        results = {name: rows(folder / "results" / f"{name}.csv") for name in ("assessments", "history")}
        register = {
            row["indicator_id"]: row for row in rows(settings_file.parents[1] / "data/york/indicators.csv")
        }
        for entry in manifest["reports"]:
            states[entry["state"]] += 1
            if entry["state"] == "failed":
                assert entry["cause"], entry
                assert not entry["page"], entry
                continue
            check_page(
                (folder / entry["page"]).read_text(encoding="utf-8"), entry, manifest, results, register
            )
    return states


def rows(path: Path) -> list[dict[str, str]]:
    """A table's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_page(
    html: str,
    entry: dict[str, Any],
    manifest: dict[str, Any],
    results: dict[str, list[dict[str, str]]],
    register: dict[str, dict[str, str]],
) -> None:
    """A page's own council, quarter and scope, and each result that its scorecard prints."""
    where = f"{manifest['area_code']} {entry['name']}"
    text = TAGS.sub("", html)
    assert manifest["council"] in re.sub("&amp;", "&", text), f"{where}: another council"
    assert manifest["quarter"] in text, f"{where}: another quarter"
    if entry["scope_kind"] != "council":
        assert entry["scope_name"] in re.sub("&amp;", "&", text), f"{where}: another scope"
    if not entry["name"].endswith("exception-report"):
        return
    own = [row for row in results["assessments"] if row["directorate"] == entry["scope"] and row["value"]]
    for row in own:
        facts = register[row["indicator_id"]]
        value = write_value(float(row["value"]), facts["unit"], int(facts["decimals"]))
        assert f'id="{row["indicator_id"]}"' in html, f"{where}: lacks {row['indicator_id']}"
        assert str(value) in text, f"{where}: {row['indicator_id']} should be {value}"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--councils", type=int, default=32, help="sixteen reports each")
    options.add_argument("--indicators", type=int, default=3, help="of each directorate; fewer are quicker")
    options.add_argument("--kills", type=int, default=120)
    options.add_argument("--every", type=float, default=1.0, help="seconds between two kills, on average")
    options.add_argument("--jobs", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    settings_file, began = region(chosen.councils, chosen.indicators), monotonic()
    print(f"seed {chosen.seed}, {chosen.councils} councils: {settings_file}", flush=True)
    killed = run_among_kills(
        settings_file,
        jobs=chosen.jobs,
        kills=chosen.kills,
        every=chosen.every,
        chance=random.Random(chosen.seed),
    )
    states = check(settings_file)
    print(
        f"killed: {dict(killed)}; reports: {dict(states)}, {states.total()} in all; {monotonic() - began:.0f} s"
    )
    assert states.total() == 16 * chosen.councils


if __name__ == "__main__":
    main()

"""How long it takes, and how much memory, to load and check five million observations.

    python benchmarks/inputs.py            make the data under a temporary folder, measure CSV and Parquet
    python benchmarks/inputs.py --york     measure the sample

Each measurement runs in a process of its own, so that its peak memory is its own: 300 councils by 800 indicators by 20 quarters.
The target is under 60 s and under 3 GiB on two cores.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

COUNCILS, INDICATORS, QUARTERS = 300, 800, 20
ROOT = Path(__file__).parents[1]
COUNCIL = """\
council: {name: Council 000, area_code: E06000000}
directorates:
  - {slug: place, name: Place}
"""
QUARTER = """\
council: council.yaml
quarter: 2025/26 Q3
data: DATA
reports:
  - {notebook: data_quality, scopes: council}
"""


def make(folder: Path) -> None:
    """Write the tables as CSV and as Parquet, and settings for each."""
    tables = {
        "indicators": indicators(),
        "areas": areas(),
        "comparator_groups": areas()[["area_code"]].assign(group="all", group_name="All councils"),
        "observations": observations(),
        "targets": targets(),
    }
    (folder / "council.yaml").write_text(COUNCIL, encoding="utf-8")
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
        (folder / f"{kind}.yaml").write_text(QUARTER.replace("DATA", kind), encoding="utf-8")
    from pyarrow import Table, csv

    for name, frame in tables.items():
        csv.write_csv(Table.from_pandas(frame, preserve_index=False), folder / "csv" / f"{name}.csv")
        frame.to_parquet(folder / "parquet" / f"{name}.parquet", index=False)


def targets() -> pd.DataFrame:
    """One for each indicator, for the quarter that is reported."""
    blank = ["", "Executive", "", ""]
    rows = [(name, "", "2025/26 Q3", 90.0, 2.0, *blank) for name in indicators()["indicator_id"]]
    names = [
        "indicator_id",
        "area_code",
        "period",
        "target",
        "tolerance",
        "floor",
        "set_by",
        "reason",
        "supersedes",
    ]
    return pd.DataFrame(rows, columns=names)


def indicators() -> pd.DataFrame:
    ids = [f"IND.{number:04d}" for number in range(INDICATORS)]
    same = {
        "unit": "%",
        "decimals": 1,
        "polarity": "Up is Good",
        "frequency": "quarterly",
        "form": "rate",
        "directorate": "place",
        "control": "control",
        "statutory": "no",
        "target_role": "verdict",
        "comparator_group": "all",
        "lower_bound": 0,
        "upper_bound": 100,
        "lag_days": 30,
    }
    blank = dict.fromkeys(("service", "theme", "portfolio", "committee", "kind", "source"), "")
    return pd.DataFrame({"indicator_id": ids, "name": ids} | same | blank)


def areas() -> pd.DataFrame:
    codes = [f"E06{number:06d}" for number in range(COUNCILS)]
    return pd.DataFrame({"area_code": codes, "area_name": codes, "kind": "council"})


def observations() -> pd.DataFrame:
    """Values with numerators and denominators of which nearly all differ, the worst case for reading each different cell once."""
    random = np.random.default_rng(7)
    count = COUNCILS * INDICATORS * QUARTERS
    periods = [
        f"{year}/{(year + 1) % 100:02d} Q{quarter}" for year in range(2021, 2026) for quarter in range(1, 5)
    ]
    periods = [*periods[: QUARTERS - 1], "2020/21 Q4"]
    denominator = random.integers(500, 90_000, count)
    numerator = (denominator * random.uniform(0.2, 0.95, count)).astype("int64")
    blank = pd.Series("", index=range(count), dtype="str")
    ids = np.repeat(np.arange(INDICATORS), COUNCILS * QUARTERS)
    codes = np.tile(np.repeat(np.arange(COUNCILS), QUARTERS), INDICATORS)
    return pd.DataFrame(
        {
            "indicator_id": pd.Categorical.from_codes(ids, indicators()["indicator_id"]).astype("str"),
            "area_code": pd.Categorical.from_codes(codes, areas()["area_code"]).astype("str"),
            "period": pd.Categorical.from_codes(
                np.tile(np.arange(QUARTERS), COUNCILS * INDICATORS), periods
            ).astype("str"),
            "value": (numerator / denominator * 100).round(4),
            "numerator": numerator,
            "denominator": denominator,
            "lower_ci": blank,
            "upper_ci": blank,
            "status": np.where(random.random(count) < 0.02, "p", ""),
            "note": blank,
        }
    )


def measure(settings_file: Path) -> dict[str, float]:
    """Load and check in this process."""
    from pmf_analysis.data.checks import check_tables
    from pmf_analysis.data.settings import load_settings
    from pmf_analysis.data.sources import open_source

    settings = load_settings(settings_file)
    started, worked = time.perf_counter(), time.process_time()
    raw = open_source(settings.data, home=settings.home_areas).read()
    read = time.perf_counter() - started
    dataset = check_tables(raw, settings)
    return {
        "rows": len(dataset["observations"]),
        "set_aside": len(dataset.quarantine),
        "read_seconds": read,
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - worked,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def report(name: str, settings_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(settings_file)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{name:8} {found['rows']:>9,} rows, {found['set_aside']} set aside: {found['seconds']:.1f} s "
        f"(reading {found['read_seconds']:.1f} s; {found['processor_seconds']:.1f} s of processor), peak {found['peak_gib']:.2f} GiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--york", action="store_true", help="the sample instead")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure)))
    elif asked.york:
        report("york", ROOT / "params" / "2025-26-q3.yaml")
    else:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder))
            for kind in ("csv", "parquet"):
                report(kind, Path(folder) / f"{kind}.yaml")


if __name__ == "__main__":
    main()

"""Change input files at random, ten thousand times: each time there is a correct load or a clear error.

    python benchmarks/mutations.py                 10,000 changes of a CSV file, 1,000 of a workbook of each kind
    python benchmarks/mutations.py --times 500

The quick tests do some hundreds of the same (`tests/data/test_mutations.py`).
"""

import argparse
import importlib
import sys
import time
import types
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TESTS = Path(__file__).parents[1] / "tests" / "data"


def tests_of(name: str) -> types.ModuleType:
    """A module of the tests, which are no package that is installed."""
    package = sys.modules.setdefault("input_tests", types.ModuleType("input_tests"))
    package.__path__ = [str(TESTS)]
    return importlib.import_module(f"input_tests.{name}")


def run(name: str, check: Callable[[bytes], None], changed: st.SearchStrategy[bytes], times: int) -> None:
    started = time.perf_counter()
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}

    @settings(max_examples=times, **quiet)
    @given(changed)
    def every(data: bytes) -> None:
        check(data)

    every()
    print(
        f"{name:28} {times:>6,} changes, none lost or misread: {time.perf_counter() - started:.0f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=10_000)
    times = parser.parse_args().times
    tests, mutations = tests_of("test_mutations"), tests_of("mutations")
    run("CSV, cell by cell", tests.check_reading, mutations.mutated(tests.QUOTED), times)
    run("CSV, numbers after checking", tests.check_loading, mutations.mutated(tests.QUOTED), times // 10)
    for suffix in (".xlsx", ".ods"):
        run(
            f"workbook {suffix}",
            partial(tests.check_workbook, suffix=suffix),
            mutations.mutated(tests.workbook(suffix)),
            times // 10,
        )


if __name__ == "__main__":
    main()

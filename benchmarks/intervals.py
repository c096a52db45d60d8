"""How long a million Wilson intervals take. Run: python benchmarks/intervals.py."""

from time import perf_counter

import numpy as np

from pmf_analysis.analysis.intervals import byars_or_exact, wilson

INTERVALS = 1_000_000
REPEATS = 5


def main() -> None:
    """Print the best of five runs of each method."""
    generator = np.random.default_rng(20_251_231)
    denominators = generator.integers(1, 100_000, INTERVALS)
    counts = generator.binomial(denominators, 0.3)
    for method in (wilson, byars_or_exact):
        seconds = []
        for _ in range(REPEATS):
            start = perf_counter()
            method(counts, denominators)
            seconds.append(perf_counter() - start)
        print(f"{method.__name__}: {INTERVALS:,} intervals in {min(seconds):.3f} s")


if __name__ == "__main__":
    main()

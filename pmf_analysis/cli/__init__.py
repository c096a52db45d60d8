"""The `pmf` command: one module for each command; no calculation.

Heavy imports stand inside the commands, so that `pmf --help` answers at once.
"""

from pmf_analysis.cli.app import main, pmf

__all__ = ["main", "pmf"]

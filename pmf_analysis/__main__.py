"""`python -m pmf_analysis` is `pmf`."""

from pmf_analysis.cli import main

main()

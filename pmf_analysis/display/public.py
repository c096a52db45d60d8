"""What only pages for the public show."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.fragment import Fragment
from pmf_analysis.display.summary import tallies


def public_summary(view: View) -> Fragment:
    """Ratings, directions and signals counted over every published indicator of the scope; it leads nowhere else."""
    return Fragment.of(tallies(view))

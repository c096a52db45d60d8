"""Who answers for an indicator: a post, never a person."""

from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.display.dossier import Dossier, as_text


def directorate_of(view: View, dossier: Dossier) -> tuple[str, str]:
    """Name and post of an indicator's directorate; its slug stands for a name that is not known."""
    return _directorate(view.results, as_text(dossier.indicator["directorate"]))


def post_of(results: QuarterResults, dossier: Dossier) -> str:
    """The indicator's own post, else that of its directorate."""
    name, post = _directorate(results, as_text(dossier.indicator["directorate"]))
    return as_text(dossier.indicator.get("responsible_post")) or post or f"Director of {name}"


def _directorate(results: QuarterResults, slug: str) -> tuple[str, str]:
    found = (each for each in results.scopes if (each.kind, each.slug) == ("directorate", slug))
    return next(((each.name, each.post) for each in found), (slug, ""))

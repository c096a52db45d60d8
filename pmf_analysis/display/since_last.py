"""What a dossier says of the last report: why the status moved, what was revised, and which targets are others now."""

from markupsafe import Markup

from pmf_analysis.display.dossier import Dossier
from pmf_analysis.display.fragment import render
from pmf_analysis.display.wording.since import agreed_anew, moved, retold, revised


def since_last(dossier: Dossier) -> Markup:
    """The section of a dossier on the last report; empty where nothing changed."""
    facts = [claim.text for claim in (moved(dossier), revised(dossier), *agreed_anew(dossier)) if claim]
    return render("since_last", facts=facts, untrue=retold(dossier)) if facts else Markup("")

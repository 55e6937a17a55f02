"""What somebody who told us of a problem reads of the answer."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from hearth.directory.models import ProblemReport, ProblemState
from hearth.directory.queries.problems import About


def to_reporter(report: ProblemReport, about: About, language: str) -> list[str]:
    """The paragraphs, in a language. A service that nobody is to see in somebody's emails is not named."""
    with translation.override(language):
        said = _opening(about)
        answers = {
            ProblemState.MENDED: _("You were right. It has been put right now. Thank you: it helps the next family."),
            ProblemState.CLOSED: _("You were right: it has closed. We are taking it off. Thank you."),
            ProblemState.NOT_SO: _("The people who run it checked, and say that the page is right as it stands."),
        }
        paragraphs = [said, answers[ProblemState(report.state)]]
        if report.answer_words and not about.is_sensitive:
            paragraphs.append(_("They write: %(words)s") % {"words": report.answer_words})
        paragraphs.append(_("This is the only message we send about it. We have deleted your email address."))
        return paragraphs


def _opening(about: About) -> str:
    if about.is_sensitive:
        return _("You told us that something was wrong on one of our pages.")
    return _("You told us that something was wrong on our page about %(name)s.") % {"name": about.name}

"""How staff read the states and answers of reported problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from hearth.core.words import label_list_words
from hearth.directory.models import ProblemState
from hearth.directory.problem_rules import kind_words
from hearth.directory.queries.problems import Task

STATES: dict[str, StrPromise] = {
    ProblemState.OPEN: _("Waiting for an answer"),
    ProblemState.MENDED: _("Put right"),
    ProblemState.NOT_SO: _("Right as it stands"),
    ProblemState.CLOSED: _("It has closed"),
    ProblemState.SET_ASIDE: _("Set aside"),
}
TAGS = {
    ProblemState.OPEN: "wait",
    ProblemState.MENDED: "good",
    ProblemState.NOT_SO: "plain",
    ProblemState.CLOSED: "closed",
    ProblemState.SET_ASIDE: "plain",
}


def answer_words(state: str) -> str:
    """A state, or an answer, in words."""
    return str(STATES[ProblemState(state)])


def kinds_words(kinds: tuple[str, ...]) -> str:
    """ "It has closed and I could not get through"."""
    return label_list_words([kind_words(code) for code in kinds])


def count_words(task: Task) -> str:
    """ "3 people told us"; reports from inside count too."""
    return ngettext("%(n)s report", "%(n)s reports", task.count) % {"n": task.count}

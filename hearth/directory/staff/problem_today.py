"""Reported problems on Today, and how many wait."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words
from hearth.directory.queries import problems
from hearth.directory.queries.problems import Task
from hearth.directory.staff import problem_words

SHOWN = 5


def waiting(request: MemberRequest) -> int:
    """Own listings with reports to answer."""
    return problems.listings_in(problems.waiting(problems.problems_of(request.actor)))


def waiting_handed_on(request: MemberRequest) -> int:
    """Listings of anybody with reports that the directory editor is to answer."""
    return problems.listings_in(problems.waiting_handed_on(request.actor))


def panel(request: MemberRequest) -> TodayPanel:
    """Reports of the own organisation's listings."""
    tasks = problems.tasks(problems.listed(problems.waiting(problems.problems_of(request.actor))))
    return _panel(_("What people say is wrong"), tasks, "directory:problem", "directory:problems")


def handed_on(request: MemberRequest) -> TodayPanel:
    """Reports that nobody else answered."""
    tasks = problems.tasks(problems.listed(problems.waiting_handed_on(request.actor)))
    return _panel(_("Reports nobody answered"), tasks, "directory:any_problem", "directory:problems_handed_on")


def _panel(title: str, tasks: list[Task], one: str, all_of_them: str) -> TodayPanel:
    """The first few, those due first."""
    tasks.sort(key=lambda task: task.due_on)
    items = [_item(task, one) for task in tasks[:SHOWN]]
    return TodayPanel(title=title, items=items, order=20, total=len(tasks), all_url=reverse(all_of_them))


def _item(task: Task, page: str) -> TodayItem:
    return TodayItem(
        text=task.name,
        url=reverse(page, args=[task.id]),
        action=_("Answer"),
        when=_("Answer by %(date)s") % {"date": date_words(task.due_on)},
        note=f"{problem_words.count_words(task)}: {problem_words.kinds_words(task.kinds)}",
        late=task.due_on < clock.today(),
    )

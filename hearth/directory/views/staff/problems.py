"""What people reported of listings, as tasks: for the organisation that runs them, and for the directory editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import ago_words, date_words, when_words
from hearth.directory.actions import problems as actions
from hearth.directory.forms.staff_problems import AnswerForm
from hearth.directory.models import ProblemReport, ProblemState
from hearth.directory.problem_rules import kind_words
from hearth.directory.queries import problems as queries
from hearth.directory.queries.problems import About, Task
from hearth.directory.staff import problem_words
from hearth.directory.staff.links import edit_address

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')
LATE = Markup('<strong class="hearth-late">{}</strong>')
Reports = QuerySet[ProblemReport]


def due_cell(task: Task) -> Markup | str:
    if task.state != ProblemState.OPEN:
        return date_words(task.answered_at, weekday=False)
    words = _("Answer by %(date)s") % {"date": date_words(task.due_on, weekday=False)}
    return LATE.format(words) if task.due_on < clock.today() else words


def state_cell(task: Task) -> Markup:
    return TAG.format(problem_words.TAGS[ProblemState(task.state)], problem_words.answer_words(task.state))


def action_words(task: Task) -> str:
    return _("Answer") if task.state == ProblemState.OPEN else _("See it")


def _columns(url: Callable[[Task], str]) -> list[Column]:
    return [
        Column("name", gettext_lazy("Listing"), sort="name", link=url),
        Column("organisation", gettext_lazy("Organisation"), sort="organisation"),
        Column("kinds", gettext_lazy("What people say"), cell=lambda task: problem_words.kinds_words(task.kinds)),
        Column("count", gettext_lazy("Reports"), sort="count", number=True),
        Column("told", gettext_lazy("First told"), sort="told_at", cell=lambda task: ago_words(task.told_at)),
        Column("state", gettext_lazy("How it stands"), cell=state_cell),
        Column("due", gettext_lazy("When"), sort="due_on", cell=due_cell),
    ]


class Problems(Listing):
    """One row for each listing: all that was told of it waits together."""

    order = "due"
    things = staticmethod(lambda n: ngettext("%(n)s listing", "%(n)s listings", n))


def own_url(task: Task) -> str:
    return reverse("directory:problem", args=[task.id])


class OwnProblems(Problems):
    """Of the reader's organisation."""

    columns = _columns(own_url)
    action = RowAction(action_words, own_url)
    filters = [
        ChoiceFilter(
            "state",
            gettext_lazy("How it stands"),
            choices=[("answered", gettext_lazy("Answered"))],
            apply=lambda rows, _value: rows,  # the view has read it
        )
    ]
    empty = Empty(
        gettext_lazy("Nobody has reported a problem"),
        gettext_lazy("Every public page asks “Something wrong here?”. What people answer shows here."),
        icon="check",
    )


def any_url(task: Task) -> str:
    return reverse("directory:any_problem", args=[task.id])


class AnyProblems(Problems):
    """Of all organisations."""

    columns = _columns(any_url)
    action = RowAction(action_words, any_url)
    filters = [
        ChoiceFilter(
            "state",
            gettext_lazy("How it stands"),
            choices=[("open", gettext_lazy("All that wait")), ("answered", gettext_lazy("Answered"))],
            apply=lambda rows, _value: rows,
        )
    ]
    empty = Empty(
        gettext_lazy("Nothing is left to you"),
        gettext_lazy("A report comes here when its owner has not answered within five working days, or has nobody."),
        icon="check",
    )


@staff("directory.edit")
@require_safe
def problems(request: MemberRequest) -> HttpResponse:
    """Of the reader's own listings: what waits, or what was answered."""
    own = queries.problems_of(request.actor)
    answered = request.GET.get("state") == "answered"
    rows = own.exclude(state=ProblemState.OPEN) if answered else queries.waiting(own)
    return OwnProblems(request, queries.tasks(queries.listed(rows))).respond("directory/staff/problems.html")


@staff("directory.approve")
@require_safe
def handed_on(request: MemberRequest) -> HttpResponse:
    """Of all listings: what its owner did not answer in time; on request all that waits, or what was answered."""
    every = queries.any_problems(request.actor)
    state = request.GET.get("state")
    if state == "answered":
        rows = every.exclude(state=ProblemState.OPEN)
    else:
        rows = queries.waiting(every) if state == "open" else queries.waiting_handed_on(request.actor)
    return AnyProblems(request, queries.tasks(queries.listed(rows))).respond("directory/staff/problems_any.html")


@staff("directory.edit")
@keeps_typing("directory.problem")
def problem(request: MemberRequest, problem_id: UUID) -> HttpResponse:
    """All that was told of one own listing, and the answer to it."""
    return _one(request, queries.problems_of(request.actor), problem_id, reverse("directory:problems"))


@staff("directory.approve")
@keeps_typing("directory.any_problem")
def any_problem(request: MemberRequest, problem_id: UUID) -> HttpResponse:
    """The same of anybody's listing, for the directory editor."""
    return _one(request, queries.any_problems(request.actor), problem_id, reverse("directory:problems_handed_on"))


def _one(request: MemberRequest, scope: Reports, problem_id: UUID, back: str) -> HttpResponse:
    first = queries.listed(scope).filter(pk=problem_id).first()
    if first is None:
        raise Http404
    reports = queries.together(first, scope)
    about = queries.about(first)
    if first.state != ProblemState.OPEN:
        if request.method == "POST":
            return pages.conflict(request, _("Somebody has answered this already."), back=request.path)
        return _page(request, first, reports, about, back=back)
    form = kept_form(request, AnswerForm, reports=reports)
    if request.method == "POST" and form.is_valid():
        answer = ProblemState(form.cleaned_data["answer"])
        try:
            actions.answer(
                report_ids=[UUID(one) for one in form.chosen()],
                answer=answer,
                words=form.cleaned_data["why"] or "",
                by=request.actor,
                now=clock.now(),
            )
        except actions.AlreadyAnswered:
            return pages.conflict(request, _("Somebody has answered this already."), back=request.path)
        forget_typing(request)
        pages.say(request, _done_words(answer))
        changes = answer in {ProblemState.MENDED, ProblemState.CLOSED}
        return redirect((edit_address(request, about) if changes else "") or back)
    return _page(request, first, reports, about, back=back, form=form)


def _done_words(answer: ProblemState) -> str:
    return {
        ProblemState.MENDED: _("Answered. Now make sure that the listing says it right."),
        ProblemState.CLOSED: _("Answered. Now close the listing, so that nobody goes there in vain."),
        ProblemState.NOT_SO: _("Answered."),
        ProblemState.SET_ASIDE: _("Set aside. Nobody is told."),
    }[answer]


def _page(
    request: MemberRequest,
    first: ProblemReport,
    reports: list[ProblemReport],
    about: About,
    *,
    back: str,
    form: AnswerForm | None = None,
) -> HttpResponse:
    public = ("directory:service", about.service_id) if about.service_id else ("directory:hub", about.slug)
    due = min(one.due_on for one in reports)
    shown = {
        "about": about,
        "reports": [_shown(one) for one in reports],
        "open": first.state == ProblemState.OPEN,
        "state": problem_words.answer_words(first.state),
        "tag": problem_words.TAGS[ProblemState(first.state)],
        "answered": when_words(first.answered_at),
        "answered_by": first.answered_by,
        "answer_words": first.answer_words,
        "due": date_words(due),
        "late": due < clock.today(),
        "public_url": reverse(public[0], args=[public[1]]),
        "edit_url": edit_address(request, about),
        "back_url": back,
        "form": form,
    }
    return pages.render(request, "directory/staff/problem.html", shown)


def _shown(one: ProblemReport) -> dict[str, Any]:
    return {
        "kind": kind_words(one.kind),
        "when": when_words(one.created_at),
        "words": one.words,
        "forgotten": one.forgotten_at is not None,
        "by": one.by_name,
        "by_organisation": one.by_organisation.name if one.by_organisation and one.by_name else "",
        "wants_answer": one.wants_answer,
    }

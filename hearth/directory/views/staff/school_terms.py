"""School terms: the dates by which "in term time" is worked out. The host's people change them, others read them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.forms import HearthForm
from hearth.core.words import date_words
from hearth.directory.actions import school_terms as actions
from hearth.directory.actions.school_terms import TermRefused
from hearth.directory.forms.staff_times import CopyTermsForm, TermForm
from hearth.directory.models import SchoolTerm
from hearth.directory.queries import school_terms as queries
from hearth.directory.staff import school_terms as shown


@staff("directory.calendar")
@require_safe
def terms(request: MemberRequest) -> HttpResponse:
    """All terms by school year, and what looks wrong."""
    today = clock.today()
    council = _council(request)
    rows = list(queries.terms_of(council))
    years = shown.years(rows, today)
    return pages.render(
        request,
        "directory/staff/school_terms.html",
        {
            "years": years,
            "running_out": shown.running_out(rows, today),
            "warnings": shown.warnings(rows, today),
            "council": council,
            "councils": _choices(council),
            "may_change": _may_change(request),
            "next_year": next(iter(shown.proposal(rows)), None),
        },
    )


@staff("directory.calendar")
@keeps_typing("directory.add_school_term")
def add(request: MemberRequest) -> HttpResponse:
    """A new one."""
    if not _may_change(request):
        return _not_yours(request)
    form = kept_form(request, TermForm)
    if request.method == "POST" and form.is_valid():
        try:
            (made,) = actions.add_terms(terms=[form.values(_council(request))], by=request.actor)
        except TermRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return _saved(request, made.council_code, _("Added. Every page knows within a minute."))
    return _form(request, form, _("Add a school term"))


@staff("directory.calendar")
@keeps_typing("directory.change_school_term")
def change(request: MemberRequest, school_term_id: int) -> HttpResponse:
    """Change one."""
    if not _may_change(request):
        return _not_yours(request)
    term = _term_or_404(school_term_id)
    initial = {"name": term.name, "first_day": term.first_day, "last_day": term.last_day}
    form = kept_form(request, TermForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_term(term_id=term.pk, values=form.values(term.council_code), by=request.actor)
        except TermRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return _saved(request, term.council_code, _("Saved. Every page knows within a minute."))
    remove = reverse("directory:remove_school_term", args=[term.pk])
    return _form(request, form, _("Change %(name)s, %(year)s") % {"name": term.name, "year": term.year}, remove)


@staff("directory.calendar")
def remove(request: MemberRequest, school_term_id: int) -> HttpResponse:
    """Take one away, once asked again."""
    if not _may_change(request):
        return _not_yours(request)
    term = _term_or_404(school_term_id)
    if request.method == "POST":
        actions.remove_term(term_id=term.pk, by=request.actor)
        return _saved(request, term.council_code, _("Taken away."), typed=False)
    given = {"first": date_words(term.first_day), "last": date_words(term.last_day)}
    return pages.confirm(
        request,
        title=_("Take away %(name)s, %(year)s?") % {"name": term.name, "year": term.year},
        body=_("From %(first)s to %(last)s everything in term time will be shown as not on.") % given,
        yes=_("Yes, take it away"),
        back=_list_url(term.council_code),
        danger=True,
    )


@staff("directory.calendar")
@keeps_typing("directory.copy_school_terms")
def copy(request: MemberRequest) -> HttpResponse:
    """The next year as a proposal from the last one, to be put right and added."""
    if not _may_change(request):
        return _not_yours(request)
    council = _council(request)
    proposed = shown.proposal(list(queries.terms_of(council)))
    if not proposed:
        pages.say(request, _("Add the terms of one year by hand first. The next can then be copied."), "important")
        return redirect(_list_url(council))
    form = kept_form(request, CopyTermsForm, proposed=proposed)
    warned = shown.warnings(proposed, clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_terms(terms=form.values(), by=request.actor)
        except TermRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, council, _("The terms of %(year)s are in.") % {"year": made[0].year})
    return pages.render(
        request,
        "directory/staff/copy_school_terms.html",
        {
            "form": form,
            "year": proposed[0].year,
            "rows": [(one.name, form[f"first_{n}"], form[f"last_{n}"]) for n, one in enumerate(proposed)],
            "warnings": warned,
            "back": _list_url(council),
        },
    )


def _may_change(request: MemberRequest) -> bool:
    return may_everywhere(request.actor, "directory.calendar")


def _not_yours(request: MemberRequest) -> HttpResponse:
    pages.say(request, _("The council that runs this network keeps the school terms. You can read them."), "important")
    return redirect("directory:school_terms")


def _council(request: MemberRequest) -> str:
    """The council of the address; empty for everybody without terms of their own."""
    asked = request.GET.get("council", "")
    return asked if asked in dict(queries.councils()) else ""


def _choices(council: str) -> list[tuple[str, str, bool]]:
    """(words, address, current) of the councils to choose from; nothing to choose where there is one."""
    known = queries.councils()
    if len(known) < 2:
        return []
    usual = (_("Every council without its own"), reverse("directory:school_terms"), not council)
    return [usual, *((name, _list_url(code), code == council) for code, name in known)]


def _list_url(council: str) -> str:
    return reverse("directory:school_terms") + (f"?{urlencode({'council': council})}" if council else "")


def _term_or_404(term_id: int) -> SchoolTerm:
    found = queries.term(term_id)
    if found is None:
        raise Http404
    return found


def _saved(request: MemberRequest, council: str, words: str, *, typed: bool = True) -> HttpResponse:
    if typed:
        forget_typing(request)
    pages.say(request, words)
    return redirect(_list_url(council))


def _form(request: MemberRequest, form: HearthForm, title: str, remove_url: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "back": _list_url(_council(request)), "remove_url": remove_url}
    return pages.render(request, "directory/staff/times_form.html", context)

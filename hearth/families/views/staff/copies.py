"""The copies that families asked for: putting one together, deciding of each part, signing it off, handing it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import date_words
from hearth.families import copies, released
from hearth.families.actions import copies as actions
from hearth.families.actions.own import copy_due
from hearth.families.forms.staff_copies import BackForm, HandOverForm, PartForm
from hearth.families.models import CopyFile, FamilyAsk
from hearth.families.queries import copies as queries
from hearth.families.staff import copy_words

ANSWER = "families.answer_access"
_STAYS = gettext_lazy("The copy stays as it is")


def _file_of(ask: FamilyAsk) -> CopyFile | None:
    return getattr(ask, "file", None)


def _by_state(rows: Any, value: str) -> Any:
    return rows.filter(answered_at__isnull=value == "open")


class Asks(Listing):
    """Who asked, what is due first on top."""

    columns = [
        Column("reference", gettext_lazy("Reference"), cell=lambda ask: ask.registration.reference),
        Column("hub", gettext_lazy("Registered at"), cell=lambda ask: ask.registration.site.name),
        Column(
            "asked",
            gettext_lazy("Asked"),
            sort="asked_at",
            cell=lambda ask: date_words(ask.asked_at, weekday=False),
        ),
        Column("due", gettext_lazy("Due by"), sort="asked_at", cell=lambda ask: date_words(copy_due(ask))),
        Column("state", gettext_lazy("How it stands"), cell=lambda ask: copy_words.state_tag(ask, _file_of(ask))[0]),
    ]
    filters = [
        ChoiceFilter(
            "state",
            gettext_lazy("How it stands"),
            choices=[("open", gettext_lazy("Still to do")), ("done", gettext_lazy("Handed over"))],
            apply=_by_state,
        )
    ]
    order = "due"
    things = staticmethod(lambda n: ngettext("%(n)s copy", "%(n)s copies", n))
    empty = Empty(
        gettext_lazy("No family has asked for a copy"),
        gettext_lazy("When one asks on its own page for what is held about it, it shows here with the day it is due."),
        icon="file",
    )
    action = RowAction(
        lambda ask: _("Open") if _file_of(ask) else _("Begin"),
        lambda ask: reverse("copies:file", args=[ask.file.pk]) if _file_of(ask)
        else reverse("copies:begin", args=[ask.pk]),
    )  # fmt: skip


@staff(ANSWER)
@require_safe
def asks(request: MemberRequest) -> HttpResponse:
    """Every copy that was asked for and that the reader answers for."""
    return Asks(request, queries.asks_visible_to(request.actor)).respond("families/staff/copies.html", {})


@staff(ANSWER)
def begin(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """Gather what is held; begun already, to it."""
    ask = queries.asks_visible_to(request.actor).filter(pk=ask_id).first()
    if ask is None:
        raise Http404
    found = _file_of(ask)
    if found is None and request.method != "POST":
        return pages.confirm(
            request,
            title=_("Put together what is held?"),
            body=_(
                "Everything that is held about this family is gathered into parts, except what is sealed. You decide "
                "of each part; somebody else signs it off. That you looked is written into the log, which the family "
                "can read."
            ),
            yes=_("Gather it"),
            back=reverse("copies:asks"),
        )
    if found is None:
        found = actions.begin_copy(ask_id=ask.pk, by=request.actor, now=clock.now())
    return redirect("copies:file", found.pk)


def visible(request: MemberRequest, copy_id: UUID) -> CopyFile:
    """A file for which the reader answers; else it does not exist."""
    found = queries.files_visible_to(request.actor).filter(pk=copy_id).first()
    if found is None:
        raise Http404
    return found


@staff(ANSWER)
@require_safe
def file(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """How it stands, its parts, and the next step."""
    found = visible(request, copy_id)
    actions.record_view(file=found, by=request.actor)
    parts = list(found.parts.all())
    undecided = [one for one in parts if one.decided_at is None]
    signed = queries.sign_off_of(found)
    mine = request.actor.user_id in queries.prepared_by(found)
    return pages.render(
        request,
        "families/staff/copy.html",
        {
            "file": found,
            "state": copy_words.state(found.ask, found),
            "state_tag": copy_words.state_tag(found.ask, found),
            "due": date_words(copy_due(found.ask)),
            "is_late": found.ask.answered_at is None and copy_due(found.ask) < clock.today(),
            "parts": [(one, copy_words.decision_tag(one)) for one in parts],
            "undecided": len(undecided),
            "next_part": undecided[0] if undecided else None,
            "plain": sum(one.decision == "give" and not one.proposed_why for one in undecided),
            "could_sign": queries.could_sign(found),
            "may_sign": not mine,
            "signed": signed,
            "handovers": [(copies.words("handovers", one.how), one) for one in found.handovers.order_by("-created_at")],
            "back": reverse("copies:asks"),
        },
    )


@staff(ANSWER)
@keeps_typing("families.copy_part")
def part(request: MemberRequest, copy_id: UUID, number: int) -> HttpResponse:
    """One part: what it says, what becomes of it, and how it reads then."""
    found = visible(request, copy_id)
    one = found.parts.filter(number=number).first()
    if one is None:
        raise Http404
    form = kept_form(request, PartForm, part=one)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_part(file_id=found.pk, number=number, **form.answer(), by=request.actor, now=clock.now())
        except actions.CopyRefused as refused:
            is_black = form.cleaned_data["decision"] == "black-out" and found.ready_at is None
            form.add_error("passages" if is_black else None, str(refused))
        else:
            forget_typing(request)
            return _after_part(request, found, number)
    else:
        actions.record_view(file=found, by=request.actor)
    return pages.render(
        request,
        "families/staff/copy_part.html",
        {
            "file": found,
            "part": one,
            "form": form,
            "is_open": found.ready_at is None and not one.is_locked,
            "why": str(copy_words.WHY.get(one.proposed_why, "")),
            "tag_words": copy_words.decision_tag(one),
            "reason": copies.words("reasons", one.reason) if one.reason else "",
            "items": released.read_items(one),
            "before": number - 1 if number > 1 else None,
            "after": number + 1 if found.parts.filter(number=number + 1).exists() else None,
            "back": reverse("copies:file", args=[found.pk]),
        },
    )


def _after_part(request: MemberRequest, found: CopyFile, number: int) -> HttpResponse:
    """To see how it reads, or on to the next of which nobody has decided."""
    if "see" in request.POST:
        pages.say(request, _("Saved. Below stands how it reads now."))
        return redirect("copies:part", found.pk, number)
    following = queries.next_undecided(found, after=number)
    if following is None:
        pages.say(request, _("Every part is decided."))
        return redirect("copies:file", found.pk)
    return redirect("copies:part", found.pk, following.number)


@staff(ANSWER)
@require_safe
def as_read(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """The whole as the family will read it, with what is blacked out struck through."""
    found = visible(request, copy_id)
    actions.record_view(file=found, by=request.actor)
    read = released.as_read(found.parts.all())
    return pages.render(
        request,
        "families/staff/copy_as_read.html",
        {
            "file": found,
            "read": read,
            "still": released.still_there(read),
            "back": reverse("copies:file", args=[found.pk]),
        },
    )


def _does(request: MemberRequest, copy_id: UUID, action: Callable[..., Any], done: str) -> HttpResponse:
    found = visible(request, copy_id)
    try:
        action(file_id=found.pk, by=request.actor, now=clock.now())
    except actions.CopyRefused as refused:
        return pages.conflict(request, str(refused), back=reverse("copies:file", args=[found.pk]), title=_STAYS)
    pages.say(request, done)
    return redirect("copies:file", found.pk)


@staff(ANSWER)
@require_POST
def gather(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """Take down anew what is held."""
    return _does(request, copy_id, actions.gather_again, _("Gathered again. What is new is not decided yet."))


@staff(ANSWER)
@require_POST
def give_the_rest(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """All parts against which nothing was found."""
    return _does(request, copy_id, actions.give_the_rest, _("Those parts are given as they are."))


@staff(ANSWER)
@require_POST
def ready(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """Put it before somebody else."""
    done = _("It waits for a sign-off. Whoever may do that was told.")
    return _does(request, copy_id, actions.put_for_sign_off, done)


@staff(ANSWER)
@keeps_typing("families.copy_back")
def back(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """It is not right yet."""
    found = visible(request, copy_id)
    form = kept_form(request, BackForm)
    here = reverse("copies:file", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_back(file_id=found.pk, words=form.cleaned_data["words"], by=request.actor, now=clock.now())
        except actions.CopyRefused as refused:
            return pages.conflict(request, str(refused), back=here, title=_STAYS)
        forget_typing(request)
        pages.say(request, _("It went back to whoever prepares it."))
        return redirect(here)
    shown = {"form": form, "heading": _("Send it back"), "button": _("Send it back"), "back": here}
    return pages.render(request, "families/staff/copy_form.html", shown)


@staff(ANSWER)
def sign(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """Answer for it as a second member."""
    found = visible(request, copy_id)
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Sign this copy off?"),
            body=_(
                "You have read it as the family will, and nothing in it could harm somebody. The file is made now, and "
                "nothing changes in it any more."
            ),
            yes=_("Sign it off"),
            back=reverse("copies:file", args=[found.pk]),
        )
    return _does(request, copy_id, actions.sign_off, _("Signed off. The file is made: hand it over."))


@staff(ANSWER)
@keeps_typing("families.copy_hand_over")
def hand_over(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """They have it, or may take it from their own page."""
    found = visible(request, copy_id)
    form = kept_form(request, HandOverForm)
    here = reverse("copies:file", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(file_id=found.pk, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.CopyRefused as refused:
            form.add_error("how", str(refused))
        else:
            forget_typing(request)
            pages.say(request, _("Noted how they get it."))
            return redirect(here)
    shown = {"form": form, "heading": _("Hand it over"), "button": _("Note it"), "back": here}
    return pages.render(request, "families/staff/copy_form.html", shown)


@staff(ANSWER)
@require_safe
def pdf(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """The file that was signed off, to print."""
    return _taken(request, copy_id, "pdf")


@staff(ANSWER)
@require_safe
def data(request: MemberRequest, copy_id: UUID) -> HttpResponse:
    """The same for a machine."""
    return _taken(request, copy_id, "json")


def _taken(request: MemberRequest, copy_id: UUID, form: str) -> HttpResponse:
    found = visible(request, copy_id)
    signed = queries.sign_off_of(found, with_files=True)
    if signed is None:
        raise Http404
    actions.record_taken(file=found, form=form, by=request.actor)
    return pages.kept_nowhere(signed.pdf if form == "pdf" else signed.data, f"copy.{form}")

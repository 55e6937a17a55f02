"""A change on its way: looking at it, sending it, approving it, sending it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import ago_words, when_words
from hearth.directory import actions
from hearth.directory.changing import machine
from hearth.directory.forms.staff_changes import ApproveForm, SendBackForm, SendForm
from hearth.directory.models import ChangeState, ListingChange
from hearth.directory.queries import listings
from hearth.directory.staff import change_words, listing_rows, listing_words

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')


def change_of(request: MemberRequest, change_id: UUID) -> ListingChange:
    """The change of an address, if the reader may see it. 404 for any other, as if it did not exist."""
    found = listings.changes_visible_to(request.actor).filter(pk=change_id).first()
    if found is None:
        raise Http404
    return found


def change_url(change: ListingChange) -> str:
    return reverse("directory:change", args=[change.pk])


def state_tag(change: ListingChange) -> Markup:
    return TAG.format(change_words.TAGS[ChangeState(change.state)], change_words.state_words(change))


def _things(count: int) -> str:
    return ngettext("%(n)s change", "%(n)s changes", count)


class Changes(Listing):
    """What was sent, oldest first: who waits longest comes first."""

    columns = [
        Column("listing", lazy("Listing"), cell=change_words.what_words, link=change_url),
        Column("organisation", lazy("Organisation"), cell=lambda c: c.organisation.name, sort="organisation__name"),
        Column("sent", lazy("Sent"), cell=lambda c: ago_words(c.sent_at), sort="sent_at"),
        Column("by", lazy("By"), cell=lambda c: c.sent_by_name),
        Column("parts", lazy("What changes"), cell=lambda c: ", ".join(parts_labels(c))),
        Column("state", lazy("How it stands"), cell=state_tag, sort="state"),
    ]
    filters = [
        ChoiceFilter(
            "state",
            lazy("How it stands"),
            choices=[(state.value, state.label) for state in ChangeState if state != ChangeState.DRAFT],
            apply=lambda rows, value: rows.filter(state=value),
        )
    ]
    order = "sent"
    action = RowAction(lambda c: _("Compare") if c.state == ChangeState.WAITING else _("Look at it"), change_url)
    things = staticmethod(_things)
    empty = Empty(
        lazy("Nothing waits for approval"),
        lazy("When an organisation changes a listing and is not trusted to publish by itself, it shows here."),
        icon="check",
    )


def parts_labels(change: ListingChange) -> list[str]:
    """The labels of the rows that a change touches."""
    rows = listing_rows.ROWS if change.service_id else listing_rows.FACE_ROWS
    return [str(row.label) for row in rows if row.code != "status" and any(part in change.parts for part in row.parts)]


@staff("directory.approve")
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """The approver's queue; with a filter also what was decided."""
    rows = listings.waiting_changes(request.actor)
    if request.GET.get("state") and listings.may_approve(request.actor):
        rows = listings.changes_visible_to(request.actor).filter(sent_at__isnull=False)
    return Changes(request, rows).respond("directory/staff/changes.html")


@staff("directory.edit")
@require_safe
def change(request: MemberRequest, change_id: UUID) -> HttpResponse:
    """One change, side by side with what the public reads, and what can be done with it."""
    found = change_of(request, change_id)
    if found.state in machine().editable_states and found.maker_id == request.actor.organisation_id:
        return redirect(_send_url(found))
    return _page(request, found)


def _page(
    request: MemberRequest, found: ListingChange, form: SendBackForm | None = None, status: int = 200
) -> HttpResponse:
    by = request.actor
    moves = {move.code for move in machine().moves_from(found.state) if actions.may_move(found, move, by)}
    public = listings.public_document(found)
    if found.is_open:
        before, after = public, listings.proposed(found, public)
    else:  # as it was decided
        before = public | {part: said["before"] for part, said in found.parts.items()}
        after = public | found.values()
    overtaken = listings.overtaken(found, public) if found.is_open else []
    rows = [row for row in listing_words.compare(before, after) if row.code != "status"]
    sent = after | {part: said["sent"] for part, said in found.parts.items() if "sent" in said}
    context = {
        "change": found,
        "what": change_words.what_words(found),
        "tag": state_tag(found),
        "rows": rows,
        "corrected": {row.code: row for row in listing_words.compare(sent, after)},
        "overtaken": [row.label for row in _rows_of(found, overtaken)],
        "can": moves,
        "own": found.sent_by_user_id == by.user_id and listings.may_approve(by) and found.state == ChangeState.WAITING,
        "waits": change_words.waits_words(found) if found.state == ChangeState.WAITING else "",
        "approve": ApproveForm(
            initial={"version": found.version, "listing_version": found.service.version if found.service else ""},
            auto_id="approve_%s",
        ),
        "form": form or SendBackForm(initial={"version": found.version}),
        "correct_url": lambda page: correct_url(found, page) if "approve" in moves else "",
        "steps": [
            (when_words(step.at), change_words.step_line(step), change_words.step_who(step))
            for step in reversed(listings.steps_of(found))
        ],
        "back_url": reverse("directory:changes") if "approve" in moves else reverse("directory:listings"),
    }
    return pages.render(request, "directory/staff/change.html", context, status=status)


def _rows_of(found: ListingChange, parts: list[str]) -> list[listing_rows.Row]:
    rows = listing_rows.ROWS if found.service_id else listing_rows.FACE_ROWS
    return [row for row in rows if set(row.parts) & set(parts)]


def correct_url(found: ListingChange, page: str) -> str:
    """Where an approver corrects a row of a change."""
    if not page:
        return ""
    if found.service_id is None:
        return f"{reverse('directory:face', args=[found.organisation_id])}?change={found.pk}"
    names = {"places": "directory:places", "times": "directory:times"}
    if page in names:
        return f"{reverse(names[page], args=[found.service_id])}?change={found.pk}"
    return f"{reverse('directory:answer', args=[found.service_id, page])}?change={found.pk}"


def _send_url(found: ListingChange) -> str:
    if found.service_id is None:
        return reverse("directory:send_face", args=[found.organisation_id])
    return reverse("directory:send", args=[found.service_id])


# What the editors do --------------------------------------------------------------------------------------------------
@staff("directory.edit")
@keeps_typing("directory.send")
def send(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """What would change, and sending it."""
    service = listings.listings_of(request.actor).filter(pk=listing_id).first()
    if service is None:
        raise Http404
    back = reverse("directory:edit", args=[listing_id])
    return send_page(request, listings.open_change(request.actor, service_id=service.pk), service.name, back)


def send_page(request: MemberRequest, found: ListingChange | None, name: str, back: str) -> HttpResponse:
    """Shared by listings and organisations' public faces."""
    if found is None:
        pages.say(request, _("Nothing is changed, so there is nothing to send."), "important")
        return redirect(back)
    if found.state not in machine().editable_states:
        return redirect(change_url(found))
    public = listings.public_document(found)
    after = listings.proposed(found, public)
    publishes = listings.may_publish(request.actor, found.organisation_id)
    form = kept_form(request, SendForm, initial={"version": found.version})
    if publishes:
        del form.fields["words"]
    if request.method == "POST" and form.is_valid():
        version = _number(form.cleaned_data["version"])
        words = form.cleaned_data.get("words") or ""
        try:
            actions.send(change_id=found.pk, version=version, by=request.actor, now=clock.now(), words=words)
        except actions.AlreadyMoved as moved:
            return moved_page(request, moved, back=request.path)
        except actions.NothingChanged:
            pages.say(request, _("All of this is public already, so there is nothing to send."), "important")
            return redirect(back)
        forget_typing(request)
        return _sent(request, found, publishes)
    overtaken = _rows_of(found, listings.overtaken(found, public))
    context = {
        "change": found,
        "name": name,
        "form": form,
        "back_url": back,
        "rows": [row for row in listing_words.compare(public, after) if row.code != "status"],
        "overtaken": [str(row.label) for row in overtaken],
        "publishes": publishes,
        "correct_url": lambda page: edit_url(found, page),
        "preview_url": reverse("directory:preview", args=[found.service_id]) if found.service_id else "",
        "sent_back": [step for step in listings.steps_of(found) if step.move == "send-back"][-1:],
    }
    return pages.render(request, "directory/staff/send.html", context)


def edit_url(found: ListingChange, page: str) -> str:
    """Where an editor goes on with a row of the own draft."""
    return correct_url(found, page).partition("?")[0]


def _sent(request: MemberRequest, found: ListingChange, publishes: bool) -> HttpResponse:
    if publishes:
        pages.say(request, _("It is public now."))
    else:
        pages.say(request, _("Sent. Families read what they read before until it is approved. You get an email then."))
    if found.service_id is None:
        return redirect(reverse("directory:face", args=[found.organisation_id]))
    return redirect(reverse("directory:listing", args=[found.service_id]))


@staff("directory.edit")
@require_POST
def take_back(request: MemberRequest, change_id: UUID) -> HttpResponse:
    """Go on with it before it is decided."""
    found = change_of(request, change_id)
    said = _("Your draft is open again.")
    home = edit_url(found, "face") if found.service_id is None else reverse("directory:edit", args=[found.service_id])
    return _do(
        request,
        found,
        said,
        home,
        lambda: actions.take_back(change_id=found.pk, by=request.actor, now=clock.now()),
    )


@staff("directory.edit")
def withdraw(request: MemberRequest, change_id: UUID) -> HttpResponse:
    """Throw it away."""
    found = change_of(request, change_id)
    if found.maker_id != request.actor.organisation_id or not found.is_open:
        return redirect(change_url(found))
    home = reverse("directory:listings")
    if request.method == "POST":
        return _do(
            request,
            found,
            _("The change is thrown away. Nothing public was touched."),
            home,
            lambda: actions.withdraw(change_id=found.pk, by=request.actor, now=clock.now()),
        )
    return pages.confirm(
        request,
        title=_("Throw this change away?"),
        body=_("The listing stays as families read it now. What you and your colleagues wrote here is lost."),
        yes=_("Yes, throw it away"),
        back=_send_url(found) if found.state in machine().editable_states else change_url(found),
        danger=True,
    )


# What approvers do ----------------------------------------------------------------------------------------------------
@staff("directory.approve")
@require_POST
def approve(request: MemberRequest, change_id: UUID) -> HttpResponse:
    """Make it public."""
    found = change_of(request, change_id)
    if not actions.may_move(found, machine().moves["approve"], request.actor):
        return _not_yours(request, found)
    form = ApproveForm(request.POST)
    form.is_valid()
    version = _number(form.cleaned_data.get("version"))
    listing_version = _number(form.cleaned_data.get("listing_version")) if found.service_id else None
    said = _("Approved: families read it now. We told the people who sent it.")
    return _do(
        request,
        found,
        said,
        reverse("directory:changes"),
        lambda: actions.approve(
            change_id=found.pk,
            version=version,
            listing_version=listing_version,
            by=request.actor,
            now=clock.now(),
        ),
    )


@staff("directory.approve")
@keeps_typing("directory.send_back")
def send_back(request: MemberRequest, change_id: UUID) -> HttpResponse:
    """Ask for something to be changed first."""
    found = change_of(request, change_id)
    if request.method != "POST":
        return redirect(change_url(found))
    if not actions.may_move(found, machine().moves["send-back"], request.actor):
        return _not_yours(request, found)
    form = kept_form(request, SendBackForm)
    if not form.is_valid():
        return _page(request, found, form)
    version = _number(form.cleaned_data["version"])
    words = form.cleaned_data["words"]
    said = _("Sent back. They read your words in an email and above their draft.")
    return _do(
        request,
        found,
        said,
        reverse("directory:changes"),
        lambda: actions.send_back(change_id=found.pk, version=version, words=words, by=request.actor, now=clock.now()),
    )


def _not_yours(request: MemberRequest, found: ListingChange) -> HttpResponse:
    words = _("The council’s directory editors approve changes, and nobody approves what they sent themselves.")
    pages.say(request, words, "important")
    return redirect(change_url(found))


def _do(request: MemberRequest, found: ListingChange, said: str, home: str, act: Callable[[], Any]) -> HttpResponse:
    """Do it and go on; who came second reads who was first (409)."""
    try:
        act()
    except actions.AlreadyMoved as moved:
        return moved_page(request, moved, back=change_url(found))
    except actions.ChangedMeanwhile:
        words = _("The listing itself was changed while you looked at this. Compare it once more, then decide.")
        return pages.conflict(request, words, back=change_url(found))
    except actions.NotAllowed:
        return _not_yours(request, found)
    if getattr(request, "kept_kind", ""):
        forget_typing(request)
    pages.say(request, said)
    return redirect(home)


def moved_page(request: MemberRequest, moved: actions.AlreadyMoved, *, back: str) -> HttpResponse:
    """409: who was quicker, and with what."""
    words = _("%(who)s was quicker, at %(when)s. It now stands so: %(state)s.") % {
        "who": moved.by or _("Somebody"),
        "when": when_words(moved.at),
        "state": ChangeState(moved.state).label,
    }
    return pages.conflict(request, words, back=back)


def _number(text: str | None) -> int:
    """A version that a form carries; one that no record has where somebody wrote something else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0

"""What the public reads of an organisation, and whether its changes need approval."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.models import Organisation
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.directory import actions
from hearth.directory.changing import machine
from hearth.directory.forms.staff_changes import TrustForm
from hearth.directory.forms.staff_listing_many import FaceForm
from hearth.directory.models import ChangeState, ListingChange
from hearth.directory.queries import listings
from hearth.directory.staff import listing_words
from hearth.directory.views.staff.changes import change_url, send_page, state_tag


def _organisation(request: MemberRequest, organisation_id: UUID) -> Organisation:
    found = listings.organisations_of(request.actor).filter(pk=organisation_id).first()
    if found is None:
        raise Http404
    return found


def _to_correct(request: MemberRequest, owner: Organisation) -> ListingChange | None:
    """The change of `?change=`, where the reader may correct it."""
    wanted = request.GET.get("change", "")
    if not wanted:
        return None
    try:
        change_id = UUID(wanted)
    except ValueError:
        raise Http404 from None
    rows = listings.changes_visible_to(request.actor).filter(service__isnull=True, organisation=owner)
    found = rows.filter(pk=change_id, state=ChangeState.WAITING).first()
    if found is None or not actions.may_move(found, machine().moves["approve"], request.actor):
        raise Http404
    return found


@staff("directory.edit")
@keeps_typing("directory.face")
def face(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    """The organisation's own words: the same draft, sending and approval as a listing has."""
    owner = _organisation(request, organisation_id)
    correcting = _to_correct(request, owner)
    change = correcting or listings.open_change(request.actor, organisation_id=owner.pk)
    if change is not None and not correcting and change.state not in machine().editable_states:
        pages.say(request, _("This waits for approval. Take it back first, then you can go on."), "important")
        return redirect(change_url(change))
    form = kept_form(request, FaceForm, document=_shown(owner, change))
    clashes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, owner, correcting, form)
        except actions.Stale as stale:
            now = _shown(owner, listings.open_change(request.actor, organisation_id=owner.pk))
            mine = now | {clash.part: clash.mine for clash in stale.clashes}
            clashes = [
                {"label": r.label, "theirs": r.before, "mine": r.after, "who": stale.clashes[0].by, "ago": ""}
                for r in listing_words.compare(now, mine)
            ]
            form = FaceForm(request.POST, document=now)
            form.see_again()
        except actions.AlreadyMoved:
            return pages.conflict(request, _("This change is no longer open."), back=request.path)
        else:
            forget_typing(request)
            if correcting:
                return redirect(change_url(correcting))
            if saved is None or not saved.parts:
                pages.say(request, _("Nothing was changed."), "important")
                return redirect(request.path)
            return redirect(reverse("directory:send_face", args=[owner.pk]))
    context = {
        "owner": owner,
        "form": form,
        "clashes": clashes,
        "change": change,
        "tag": state_tag(change) if change else "",
        "corrects": correcting is not None,
        "back_url": change_url(correcting) if correcting else reverse("directory:listings"),
    }
    return pages.render(request, "directory/staff/face.html", context)


def _shown(owner: Organisation, change: ListingChange | None) -> dict[str, Any]:
    return listings.proposed(change, listings.face_document(owner.pk))


def _save(
    request: MemberRequest, owner: Organisation, correcting: ListingChange | None, form: FaceForm
) -> ListingChange | None:
    seen, by, now = form.cleaned_data["seen"], request.actor, clock.now()
    if correcting is not None:
        return actions.correct(change_id=correcting.pk, values=form.said(), seen=seen, by=by, now=now)
    return actions.save_answers(organisation_id=owner.pk, values=form.said(), seen=seen, by=by, now=now)


@staff("directory.edit")
@keeps_typing("directory.send")
def send_face(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    """What would change of the organisation's own words, and sending it."""
    owner = _organisation(request, organisation_id)
    change = listings.open_change(request.actor, organisation_id=owner.pk)
    return send_page(request, change, owner.name, reverse("directory:face", args=[owner.pk]))


# Trust ----------------------------------------------------------------------------------------------------------------
def _things(count: int) -> str:
    return ngettext("%(n)s organisation", "%(n)s organisations", count)


TRUSTED = [("yes", lazy("Public at once")), ("no", lazy("Need approval"))]


class Organisations(Listing):
    """Whose changes need approval."""

    columns = [
        Column("name", lazy("Organisation"), sort="name", link=lambda o: reverse("directory:face", args=[o.pk])),
        Column("listings", lazy("Listings"), cell=lambda o: o.listings, sort="listings", number=True),
        Column("trusted", lazy("Changes"), sort="trusted", cell=lambda o: (
            _("Public at once") if o.trusted else _("Need approval")
        )),
    ]  # fmt: skip
    filters = [
        TextFilter("q", lazy("Name"), apply=lambda rows, words: rows.filter(name__icontains=words)),
        ChoiceFilter("trusted", lazy("Changes"), choices=TRUSTED,
                     apply=lambda rows, value: rows.filter(trusted=value == "yes")),
    ]  # fmt: skip
    order = "name"
    action = RowAction(lambda o: _("Change"), lambda o: reverse("directory:trust", args=[o.pk]))
    things = staticmethod(_things)
    empty = Empty(lazy("No organisations yet"), lazy("They come with the first listings."), icon="building")


@staff("directory.approve")
@require_safe
def organisations(request: MemberRequest) -> HttpResponse:
    """Every organisation, and whether its changes need approval."""
    return Organisations(request, listings.trusting(request.actor)).respond("directory/staff/organisations.html")


@staff("directory.approve")
@keeps_typing("directory.trust")
def trust(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    """Let an organisation publish by itself, or no longer, with the reason."""
    owner, back = _organisation(request, organisation_id), reverse("directory:organisations")
    if not listings.may_approve(request.actor):
        pages.say(request, _("The council’s directory editors decide this."), "important")
        return redirect(back)
    trusted = listings.is_trusted(owner.pk)
    form = kept_form(request, TrustForm, initial={"trusted": trusted})
    if request.method == "POST" and form.is_valid():
        actions.set_trust(
            organisation_id=owner.pk,
            trusted=form.cleaned_data["trusted"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
            now=clock.now(),
        )
        forget_typing(request)
        said = (
            _("Their changes go public at once.") if form.cleaned_data["trusted"] else _("Their changes need approval.")
        )
        pages.say(request, f"{owner.name}: {said}")
        return redirect(back)
    context = {"owner": owner, "form": form, "trusted": trusted, "back_url": back}
    return pages.render(request, "directory/staff/trust.html", context)

"""Keeping the register of data sharing agreements: add, change, who takes part, end. The host's information lead."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access import actions
from hearth.access.agreement_forms import EndForm, PartyForm, TermsForm
from hearth.access.forms import field_error
from hearth.access.guards import staff
from hearth.access.models import AgreementParty
from hearth.access.requests import MemberRequest
from hearth.access.views.agreements import visible
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.forms import HearthForm


@staff("access.agreements")
@keeps_typing("access.agree")
def agree(request: MemberRequest) -> HttpResponse:
    """A new agreement; its parties come next."""
    form = kept_form(request, TermsForm)
    if request.method == "POST" and form.is_valid():
        made = actions.agree(terms=form.terms(), by=request.actor, now=clock.now())
        forget_typing(request)
        pages.say(request, _("The agreement is in the register. Now say who takes part."))
        return redirect("access:agreement", made.pk)
    return _form(request, form, _("A new data sharing agreement"), reverse("access:agreements"))


@staff("access.agreements")
@keeps_typing("access.change_agreement")
def change(request: MemberRequest, sharing_id: UUID) -> HttpResponse:
    """Other words or days."""
    kept = visible(request, sharing_id)
    back = reverse("access:agreement", args=[kept.pk])
    form = kept_form(request, TermsForm, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(
                agreement_id=kept.pk,
                terms=form.terms(),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.AccessRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        pages.say(request, _("The change counts from now on."))
        return redirect(back)
    return _form(request, form, _("Change the agreement"), back, _("Save the change"))


@staff("access.agreements")
@keeps_typing("access.agreement_party")
def add_party(request: MemberRequest, sharing_id: UUID) -> HttpResponse:
    """One more organisation that takes part."""
    return _party(request, sharing_id, None)


@staff("access.agreements")
@keeps_typing("access.agreement_party")
def change_party(request: MemberRequest, sharing_id: UUID, party_id: UUID) -> HttpResponse:
    """What one of them gives and gets."""
    return _party(request, sharing_id, party_id)


def _party(request: MemberRequest, sharing_id: UUID, party_id: UUID | None) -> HttpResponse:
    kept = visible(request, sharing_id)
    party = next((one for one in kept.parties.all() if one.pk == party_id), None)
    if party_id is not None and party is None:
        raise Http404
    back = reverse("access:agreement", args=[kept.pk])
    form = kept_form(request, PartyForm, party=party)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_party(
                agreement_id=kept.pk,
                organisation_id=party.organisation_id if party else UUID(given["organisation"]),
                gives=given["gives"],
                gets=given["gets"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.AccessRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        pages.say(request, _("Saved. It counts from now on, while the agreement is in force."))
        return redirect(back)
    title = _("What %(name)s gives and gets") % {"name": party.organisation.name} if party else _("Who takes part?")
    return _form(request, form, title, back, _("Save"))


@staff("access.agreements")
def remove_party(request: MemberRequest, sharing_id: UUID, party_id: UUID) -> HttpResponse:
    """Take one of them out."""
    kept = visible(request, sharing_id)
    party = next((one for one in kept.parties.all() if one.pk == party_id), None)
    if party is None:
        raise Http404
    back = reverse("access:agreement", args=[kept.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take %(name)s out of the agreement?") % {"name": party.organisation.name},
            body=_("From this moment it gives nothing and gets nothing under “%(title)s”.") % {"title": kept.title},
            yes=_("Take it out"),
            back=back,
            danger=True,
        )
    try:
        actions.remove_party(agreement_id=kept.pk, party_id=party.pk, by=request.actor, now=clock.now())
    except actions.AccessRefused as refused:
        return pages.conflict(request, str(refused), back=back)
    except AgreementParty.DoesNotExist:
        return pages.conflict(request, _("A colleague has taken it out already."), back=back)
    pages.say(request, _("%(name)s takes part no more.") % {"name": party.organisation.name})
    return redirect(back)


@staff("access.agreements")
def end(request: MemberRequest, sharing_id: UUID) -> HttpResponse:
    """End it before its last day."""
    kept = visible(request, sharing_id)
    back = reverse("access:agreement", args=[kept.pk])
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_agreement(agreement_id=kept.pk, why=form.cleaned_data["why"], by=request.actor, now=clock.now())
        except actions.AccessRefused as refused:
            field_error(form, "why", str(refused))
        else:
            pages.say(request, _("The agreement has ended. Nothing is shared under it any more."))
            return redirect(back)
    return _form(request, form, _("End “%(title)s” now?") % {"title": kept.title}, back, _("End it now"), danger=True)


def _form(
    request: MemberRequest, form: HearthForm, heading: str, back: str, button: str = "", *, danger: bool = False
) -> HttpResponse:
    shown = {"form": form, "heading": heading, "back": back, "button": button or _("Save the agreement")}
    return pages.render(request, "access/agreement_form.html", shown | {"danger": danger})

"""The register of partner organisations, and what was agreed with each."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import date_words, label_list_words
from hearth.directory.actions import partners as actions
from hearth.directory.forms.staff_partners import AgreementForm
from hearth.directory.models import Covers, PartnerAgreement
from hearth.directory.queries import partners as queries
from hearth.directory.queries.partners import Partner


def _covers(codes: Any) -> str:
    return label_list_words([str(cover.label) for cover in Covers if cover in codes])


def _agreed(rows: list[Partner], value: str) -> list[Partner]:
    return [row for row in rows if (value == "none" and not row.agreements) or value in row.covers]


class Partners(Listing):
    """Every partner organisation, by name."""

    columns = [
        Column(
            "name",
            gettext_lazy("Organisation"),
            sort="name",
            link=lambda row: reverse("directory:partner", args=[row.id]),
        ),
        Column("kind", gettext_lazy("Kind"), sort="kind"),
        Column("services", gettext_lazy("Services"), sort="services", number=True),
        Column("late", gettext_lazy("Not confirmed in time"), sort="late", number=True),
        Column("covers", gettext_lazy("Agreed"), cell=lambda row: _covers(row.covers) or _("Nothing yet")),
        Column("review", gettext_lazy("Look at it again"), cell=lambda row: date_words(row.next_review, weekday=False)),
    ]
    filters = [
        TextFilter(
            "q",
            gettext_lazy("Name"),
            apply=lambda rows, words: [row for row in rows if words.lower() in row.name.lower()],
        ),
        ChoiceFilter(
            "agreed",
            gettext_lazy("Agreed"),
            choices=[*Covers.choices, ("none", gettext_lazy("Nothing yet"))],
            apply=_agreed,
        ),
    ]
    order = "name"
    things = staticmethod(lambda n: ngettext("%(n)s organisation", "%(n)s organisations", n))
    empty = Empty(
        gettext_lazy("No partner organisations yet"),
        gettext_lazy("Organisations show here once they run a service in the directory."),
        icon="building",
    )
    action = RowAction(lambda _row: _("Open"), lambda row: reverse("directory:partner", args=[row.id]))
    exports = "partner-organisations"


@staff("directory.partners")
@require_safe
def partners(request: MemberRequest) -> HttpResponse:
    """The register; the host's people alone."""
    page = Partners(request, queries.partners(today=clock.today()))
    return page.respond("directory/staff/partners.html", on_export=partial(_exported, request))


def _exported(request: MemberRequest, count: int) -> None:
    audit.record(action="directory.partners_exported", kind=EntryKind.EXPORT, by=request.actor, detail={"count": count})


@staff("directory.partners")
@require_safe
def partner(request: MemberRequest, partner_id: UUID) -> HttpResponse:
    """One organisation: how to reach it, its services, its agreements."""
    organisation = queries.organisation(partner_id)
    if organisation is None:
        raise Http404
    today = clock.today()
    row = next((one for one in queries.partners(today=today) if one.id == partner_id), None)
    agreements = queries.agreements_of(partner_id)
    return pages.render(
        request,
        "directory/staff/partner.html",
        {
            "organisation": organisation,
            "row": row,
            "agreements": [_shown(one, today) for one in agreements],
            "back": reverse("directory:partners"),
        },
    )


def _shown(one: PartnerAgreement, today: Any) -> dict[str, Any]:
    over = one.ended_at is not None or (one.ends_on is not None and one.ends_on < today)
    state, kind = (_("Ended"), "closed") if over else (_("In force"), "good")
    if not over and one.starts_on > today:
        state, kind = _("Not begun yet"), "wait"
    if not over and one.review_on and one.review_on < today:
        state, kind = _("To be looked at again"), "late"
    return {"agreement": one, "covers": _covers(one.covers), "over": over, "state": state, "kind": kind}


@staff("directory.partners")
@keeps_typing("directory.agree")
def agree(request: MemberRequest, partner_id: UUID) -> HttpResponse:
    """A new agreement."""
    organisation = queries.organisation(partner_id)
    if organisation is None:
        raise Http404
    form = kept_form(request, AgreementForm)
    if request.method == "POST" and form.is_valid():
        actions.agree(organisation_id=partner_id, agreed=form.agreed(), by=request.actor, now=clock.now())
        forget_typing(request)
        pages.say(request, _("The agreement is in the register."))
        return redirect("directory:partner", partner_id)
    return _form(request, form, _("A new agreement with %(name)s") % {"name": organisation.name}, partner_id)


@staff("directory.partners")
@keeps_typing("directory.change_agreement")
def change_agreement(request: MemberRequest, agreement_id: UUID) -> HttpResponse:
    """Change what stands in one."""
    kept = _agreement(agreement_id)
    initial = {name: getattr(kept, name) for name in AgreementForm.base_fields}
    form = kept_form(request, AgreementForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(agreement_id=agreement_id, agreed=form.agreed(), by=request.actor)
        except actions.PartnerRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("directory:partner", args=[kept.organisation_id]))
        forget_typing(request)
        pages.say(request, _("Saved."))
        return redirect("directory:partner", kept.organisation_id)
    return _form(request, form, _("Change the agreement"), kept.organisation_id)


@staff("directory.partners")
def end_agreement(request: MemberRequest, agreement_id: UUID) -> HttpResponse:
    """End one before its time."""
    kept = _agreement(agreement_id)
    back = reverse("directory:partner", args=[kept.organisation_id])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("End “%(title)s” now?") % {"title": kept.title},
            body=_("It stays in the register as ended. The organisation’s services stay in the directory."),
            yes=_("End it"),
            back=back,
            danger=True,
        )
    try:
        actions.end_agreement(agreement_id=agreement_id, by=request.actor, now=clock.now())
    except actions.PartnerRefused as refused:
        return pages.conflict(request, str(refused), back=back)
    pages.say(request, _("The agreement has ended."))
    return redirect(back)


def _form(request: MemberRequest, form: AgreementForm, title: str, partner_id: UUID) -> HttpResponse:
    return pages.render(
        request,
        "directory/staff/agreement.html",
        {"form": form, "heading": title, "back": reverse("directory:partner", args=[partner_id])},
    )


def _agreement(agreement_id: UUID) -> PartnerAgreement:
    kept = queries.agreement(agreement_id)
    if kept is None:
        raise Http404
    return kept

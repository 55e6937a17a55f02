"""The register of data sharing agreements: read by its parties, kept by the host's information lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access import queries, sharing
from hearth.access.agreement_forms import BetweenForm
from hearth.access.agreement_words import STATES, days_words, state_words
from hearth.access.beside import beside_loss
from hearth.access.guards import staff
from hearth.access.models import Agreement
from hearth.access.queries.agreements import (
    SOON,
    State,
    flows_between,
    in_force,
    lost_without,
    organisations_to_agree,
    state_of,
)
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import date_words, list_words


def _shared(agreement: Agreement) -> str:
    """What moves under it: what somebody gives."""
    return sharing.category_words({code for party in agreement.parties.all() for code in party.gives})


def _parties(agreement: Agreement) -> str:
    return list_words([party.organisation.name for party in agreement.parties.all()]) or _("Nobody yet")


def _by_state(rows: Any, value: str) -> Any:
    today = clock.today()
    found = {
        State.FUTURE: Q(ended_at__isnull=True, starts_on__gt=today),
        State.FORCE: in_force(today),
        State.SOON: in_force(today) & Q(ends_on__lte=today + SOON),
        State.EXPIRED: Q(ended_at__isnull=True, ends_on__lt=today),
        State.ENDED: Q(ended_at__isnull=False),
    }
    return rows.filter(found[State(value)])


class Agreements(Listing):
    """The register, by name."""

    columns = [
        Column(
            "title",
            gettext_lazy("Agreement"),
            sort="title",
            link=lambda row: reverse("access:agreement", args=[row.pk]),
        ),
        Column("parties", gettext_lazy("Who takes part"), cell=_parties),
        Column("shared", gettext_lazy("What is shared"), cell=_shared),
        Column(
            "basis",
            gettext_lazy("Lawful ground"),
            cell=lambda row: sharing.lawful_bases()[row.lawful_basis].full_name,
        ),
        Column(
            "starts",
            gettext_lazy("From"),
            sort="starts_on",
            cell=lambda row: date_words(row.starts_on, weekday=False),
            csv=lambda row: row.starts_on.isoformat(),
        ),
        Column(
            "ends",
            gettext_lazy("Last day"),
            sort="ends_on",
            cell=lambda row: date_words(row.ends_on, weekday=False),
            csv=lambda row: row.ends_on.isoformat(),
        ),
        Column(
            "review",
            gettext_lazy("Look at it again"),
            sort="review_on",
            cell=lambda row: date_words(row.review_on, weekday=False),
            csv=lambda row: row.review_on.isoformat() if row.review_on else "",
        ),
        Column("state", gettext_lazy("State"), cell=lambda row: state_words(row, clock.today())),
    ]
    filters = [
        TextFilter(
            "q",
            gettext_lazy("Name or purpose"),
            apply=lambda rows, words: rows.filter(Q(title__icontains=words) | Q(purpose__icontains=words)),
        ),
        ChoiceFilter(
            "party",
            gettext_lazy("Organisation"),
            choices=lambda: [
                (str(one.pk), one.name)
                for one in organisations_to_agree().filter(agreement_parties__isnull=False).distinct()
            ],
            apply=lambda rows, value: rows.filter(parties__organisation_id=value),
        ),
        ChoiceFilter("state", gettext_lazy("State"), choices=STATES, apply=_by_state),
        ChoiceFilter(
            "category",
            gettext_lazy("What is shared"),
            choices=lambda: [(one.code, one.name) for one in sharing.categories().values()],
            apply=lambda rows, value: rows.filter(pk__in=rows.filter(parties__gives__contains=[value]).values("pk")),
        ),
    ]
    order = "ends"
    things = staticmethod(lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n))
    exports = "data-sharing-agreements"
    empty = Empty(
        gettext_lazy("No agreements yet"),
        gettext_lazy("Until organisations agree what they share, each sees only its own records."),
        icon="file",
    )
    action = RowAction(lambda _row: _("Open"), lambda row: reverse("access:agreement", args=[row.pk]))


@staff("access.own_agreements")
@require_safe
def agreements(request: MemberRequest) -> HttpResponse:
    """The register."""
    page = Agreements(request, queries.agreements_visible_to(request.actor))
    return page.respond(
        "access/agreements.html",
        {"may_keep": request.may("access.agreements")},
        on_export=partial(_exported, request),
    )


def _exported(request: MemberRequest, count: int) -> None:
    audit.record(action="access.agreements_exported", kind=EntryKind.EXPORT, by=request.actor, detail={"count": count})


@staff("access.own_agreements")
@require_safe
def agreement(request: MemberRequest, sharing_id: UUID) -> HttpResponse:
    """One agreement: its words, who gives and gets what, what would stop without it, and its versions."""
    kept = visible(request, sharing_id)
    today = clock.today()
    parties = list(kept.parties.all())
    return pages.render(
        request,
        "access/agreement.html",
        {
            "agreement": kept,
            "state": state_words(kept, today),
            "kind": {State.FORCE: "good", State.SOON: "late", State.FUTURE: "wait"}.get(
                state_of(kept, today), "closed"
            ),
            "days": days_words(kept),
            "basis": sharing.lawful_bases()[kept.lawful_basis],
            "special": sharing.special_bases().get(kept.special_basis),
            "parties": [
                (party, sharing.category_words(party.gives), sharing.category_words(party.gets)) for party in parties
            ],
            "pairs": [
                (one.organisation, other.organisation) for at, one in enumerate(parties) for other in parties[at + 1 :]
            ],
            "losses": _losses(request, kept, today),
            "holds": kept.in_force(today),
            "versions": kept.versions.all(),
            "may_change": request.may("access.agreements") and kept.ended_at is None,
            "back": reverse("access:agreements"),
        },
    )


@dataclass(slots=True)
class Losing:
    """What one organisation would no longer see: from whom, what, and of how many people; and who there sees it."""

    taker: str
    ways: list[tuple[str, str, list[str]]] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


def _losses(request: MemberRequest, kept: Agreement, today: date) -> list[Losing]:
    """What would change if it ended, by who would lose it."""
    found: dict[UUID, Losing] = {}
    for loss in lost_without(request.actor, kept, today=today):
        one = found.setdefault(loss.taker.pk, Losing(loss.taker.name))
        seen = beside_loss(request.actor, loss)
        one.ways.append((loss.giver.name, sharing.category_words(loss.categories), [row.people for row in seen]))
        one.members += [row.members for row in seen if row.members not in one.members]
    return sorted(found.values(), key=lambda one: one.taker)


@staff("access.own_agreements")
@require_safe
def between(request: MemberRequest) -> HttpResponse:
    """What goes each way between two organisations today, and under what."""
    form = BetweenForm(request.GET if "first" in request.GET or "second" in request.GET else None)
    shown: dict[str, Any] = {"form": form, "back": reverse("access:agreements"), "ways": []}
    if form.is_bound and form.is_valid():
        found = {str(one.pk): one for one in organisations_to_agree()}
        first, second = found[form.cleaned_data["first"]], found[form.cleaned_data["second"]]
        there, back = flows_between(request.actor, first, second, today=clock.today())
        categories = sharing.categories()
        shown["ways"] = [
            (giver.name, taker.name, [(categories[flow.category], flow.agreements) for flow in flows])
            for giver, taker, flows in ((first, second, there), (second, first, back))
        ]
    return pages.render(request, "access/agreements_between.html", shown)


def visible(request: MemberRequest, sharing_id: UUID) -> Agreement:
    """An agreement that the reader may see; else it does not exist."""
    found = queries.agreements_visible_to(request.actor).filter(pk=sharing_id).first()
    if found is None:
        raise Http404
    return found

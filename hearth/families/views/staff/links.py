"""Deciding which records are of one person: what waits, one pair, what was decided, taking it back."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import ago_words, when_words
from hearth.families.actions import decide, revoke, viewing
from hearth.families.actions.linking import AlreadyRevoked, Judged, people_without
from hearth.families.forms.staff_links import DecideForm, TakeBackForm
from hearth.families.models import Hazard, LinkCandidate, LinkDecision, Origin, SourceRecord, Verdict
from hearth.families.queries.linking import MOST, candidates_visible_to, decisions_visible_to, to_split
from hearth.families.queries.people import protected_among, seen_of
from hearth.families.staff import link_words


@staff("families.link")
def links(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, and what was decided last."""
    reader, today = cast(MemberRequest, request), clock.today()
    waiting = candidates_visible_to(reader.actor, today=today)
    decided = decisions_visible_to(reader.actor, today=today)
    context = {
        "waiting": [_line(row) for row in waiting[:MOST]],
        "count": waiting.count(),
        "to_split": [_decided(row) for row in to_split(reader.actor, today=today)[:MOST]],
        "decided": [_decided(row) for row in decided[:MOST]],
    }
    return pages.render(request, "families/staff/links.html", context)


@staff("families.link")
def pair(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Two records that may be of one person."""
    reader, now = cast(MemberRequest, request), clock.now()
    found = candidates_visible_to(reader.actor, today=clock.today(now)).filter(pk=candidate_id).first()
    if found is None:
        raise Http404
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decide(
            pair=(found.record_a_id, found.record_b_id),
            verdict=Verdict(form.cleaned_data["verdict"]),
            reason=form.cleaned_data["reason"],
            judged=Judged(
                probability=found.probability, model_version=found.model_version, evidence=found.evidence
            ),
            by=reader.actor,
            now=now,
        )  # fmt: skip
        pages.say(request, _("Decided. You can take it back below."))
        return HttpResponseRedirect(reverse("people:links"))
    viewing.record_view(records=_records(found), by=reader.actor, reason="linking")
    context = {**_both(found), "form": form, "hazard": _hazard(found)}
    return pages.render(request, "families/staff/pair.html", context)


@staff("families.link")
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Why two records stand linked, or apart; and the way to take that back."""
    reader, now = cast(MemberRequest, request), clock.now()
    found = decisions_visible_to(reader.actor, today=clock.today(now)).filter(pk=decision_id).first()
    if found is None:
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke(decision=found, reason=form.cleaned_data["reason"], by=reader.actor, now=now)
            pages.say(request, _("Taken back. The people are what they were without it."))
        except AlreadyRevoked:
            pages.say(request, _("A colleague has taken this back already."))
        return HttpResponseRedirect(reverse("people:links"))
    viewing.record_view(records=_records(found), by=reader.actor, reason="linking")
    context = {
        **_both(found),
        **_decided(found),
        "form": form,
        "reason": found.reason,
        "then": [] if found.revoked_at else _then(reader, found),
    }
    return pages.render(request, "families/staff/link_decision.html", context)


def _then(request: MemberRequest, found: LinkDecision) -> list[list[str]]:
    """The people as they would be without a decision, of the records that the reader sees."""
    parts = people_without(found)
    seen = seen_of(request.actor, [one for part in parts for one in part], today=clock.today())
    rows = {row.pk: row for row in seen.select_related("source_organisation")}
    shown = [
        sorted(link_words.one_record(rows[one]) for one in part if one in rows and rows[one].corrects_id is None)
        for part in parts
    ]
    return [records for records in shown if records]


def _records(row: LinkCandidate | LinkDecision) -> list[SourceRecord]:
    return [row.record_a, row.record_b]


def _both(row: LinkCandidate | LinkDecision) -> dict[str, Any]:
    protected = protected_among([row.record_a_id, row.record_b_id])
    for_one, against = link_words.evidence(row.evidence, but_for_home=bool(protected))
    # How likely it is would tell of homes that are alike.
    is_told = row.probability is not None and not protected
    return {
        "names": link_words.names(row.record_a, row.record_b),
        "rows": link_words.side_by_side(row.record_a, row.record_b, protected),
        "for_one": for_one,
        "against": against,
        "likely": round(100 * row.probability) if is_told and row.probability is not None else None,
    }


def _hazard(row: LinkCandidate) -> str:
    return str(Hazard(row.hazard).label) if row.hazard else ""


def _line(row: LinkCandidate) -> dict[str, Any]:
    return {
        "names": link_words.names(row.record_a, row.record_b),
        "page": reverse("people:pair", args=[row.pk]),
        "likely": round(100 * row.probability),
        "hazard": _hazard(row),
        "waits": ago_words(row.created_at),
    }


def _decided(row: LinkDecision) -> dict[str, Any]:
    model = _("The matching model, version %(n)s") % {"n": row.model_version}
    return {
        "names": link_words.names(row.record_a, row.record_b),
        "page": reverse("people:link_decision", args=[row.pk]),
        "verdict": str(Verdict(row.verdict).label),
        "who": model if row.origin == Origin.MODEL else row.by_name,
        "when": when_words(row.created_at),
        "taken_back": _("Taken back %(when)s: %(why)s")
        % {"when": when_words(row.revoked_at), "why": row.revoked_reason}
        if row.revoked_at
        else "",
    }

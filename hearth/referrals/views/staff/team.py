"""The team's work: what waits for a decision across its services, who has what, and the duty lead."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access.guards import staff
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.drafts import keeps_typing, kept_form
from hearth.core.words import ago_words
from hearth.referrals import actions, queries
from hearth.referrals.forms import staff_moves as forms
from hearth.referrals.models import Referral, State
from hearth.referrals.staff import summary, wording
from hearth.referrals.urgency import urgency_words
from hearth.referrals.views.staff.deciding import decide, not_now, page
from hearth.referrals.views.staff.scope import actor_of, received
from hearth.referrals.views.staff.taking_away import as_file, downloads

SHOWN = 100


@staff("referrals.accept")
def triage(request: HttpRequest) -> HttpResponse:
    """What is not decided yet, of all services, most urgent first; several can be given to a colleague at once."""
    actor = actor_of(request)
    rows = queries.received_by(actor).filter(state__in=[State.SENT, State.NEEDS_INFORMATION])
    workers = queries.workers(actor)
    form = forms.GiveForm(request.POST if request.method == "POST" else None, workers=workers)
    chosen = set(request.POST.getlist("chosen"))
    if request.method == "POST" and form.is_valid():
        if chosen:
            count = actions.give_many(
                referrals=rows.filter(reference__in=chosen),
                by=actor,
                now=clock.now(),
                worker=UUID(form.cleaned_data["worker"]),
            )
            said = ngettext("%(n)s request is given.", "%(n)s requests are given.", count) % {"n": count}
            pages.say(request, said)
            return redirect("referrals:triage")
        form.add_error(None, _("Tick at least one request"))
    every = queries.for_list(rows).order_by(F("due_by").asc(nulls_last=True), "sent_at")
    if (file := as_file(request, "to-decide", _heads(), map(_line, every))) is not None:
        return file
    shown = every[:SHOWN]
    names = {one.user_id: one.name for one in workers}
    context = {
        "form": form,
        "rows": [_row(row, names, row.reference in chosen) for row in shown],
        "total": rows.count(),
        "workers": [(one, forms.load_words(one.load)) for one in workers],
        "downloads": downloads(),
    }
    actions.record_export(what="listed", count=len(shown), by=actor, kind=EntryKind.VIEW)
    return pages.render(request, "referrals/staff/triage.html", context)


def _heads() -> list[str]:
    return [
        *(_("Reference"), _("Service"), _("About"), _("Area"), _("Urgency"), _("Sent"), _("How it stands")),
        *(_("Who has it"), _("Due")),
    ]


def _line(row: Referral) -> list[str]:
    """One of them as a line of a file, its days as a computer reads them."""
    due = queries.due(row)
    return [
        row.reference,
        row.service.name,
        summary.children(row.people.all()),
        summary.area(row),
        urgency_words(row.urgency),
        clock.today(row.sent_at).isoformat(),
        wording.state_words(row.state),
        row.worker_name,
        due.by.isoformat() if due else "",
    ]


def _row(row: Referral, names: dict[UUID, str], ticked: bool) -> dict[str, object]:
    due, late = summary.due_words(row)
    found = queries.due(row)
    return {
        "referral": row,
        "about": summary.children(row.people.all()),
        "sent": ago_words(row.sent_at),
        "urgency": urgency_words(row.urgency) if row.urgency != "usual" else "",
        "tag": summary.state_tag(row),
        "due": due,
        "late": late,
        "soon": found is not None and found.is_soon(clock.today()),
        "worker": names.get(row.allocated_to, row.worker_name) if row.allocated_to else "",
        "action": wording.next_action(row),
        "ticked": ticked,
    }


@staff("referrals.accept")
@keeps_typing("referrals.give")
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Give one to a colleague, by how much each has."""
    referral = received(request, reference)
    decided = referral.state not in {State.SENT, State.NEEDS_INFORMATION}
    if (elsewhere := not_now(request, referral, "allocate" if decided else "assign")) is not None:
        return elsewhere
    workers = queries.workers(actor_of(request))
    form = kept_form(request, forms.GiveForm, workers=workers)
    if request.method == "POST" and form.is_valid():
        by, worker = actor_of(request), UUID(form.cleaned_data["worker"])
        return decide(
            request,
            referral,
            _("It is given to your colleague."),
            lambda: actions.give(referral=referral, by=by, now=clock.now(), worker=worker),
        )
    before = (
        _("The family sees the name and the role of whoever you choose.")
        if decided
        else _("Your colleague decides about it. The family sees a name once you have said yes.")
    )
    telling = {} if decided else {"telling": ""}
    return page(
        request, referral, form, "move", heading=_("Give to a colleague"), before=before, button=_("Give it"), **telling
    )


@staff("referrals.open")
@keeps_typing("referrals.escalate")
def escalate(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the duty lead to look at it."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "escalate")) is not None:
        return elsewhere
    form = kept_form(request, forms.EscalateForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("The duty lead is told."),
            lambda: actions.escalate(referral=referral, by=by, now=clock.now(), words=words),
        )
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Tell the duty lead"),
        before=_("They get an email now, and see it on Today. What is late is told to them without you."),
        button=_("Tell them"),
        telling="",
    )


@staff("referrals.lead")
def interim(request: HttpRequest) -> HttpResponse:
    """What helps families while they wait: the organisation's rules, and a new one."""
    actor = actor_of(request)
    here = reverse("referrals:interim")
    if request.method == "POST" and "remove" in request.POST:
        rule = next((one for one in queries.rules_of(actor) if str(one.pk) == request.POST["remove"]), None)
        if rule is not None:
            actions.remove_interim_rule(by=actor, rule=rule)
            pages.say(request, _("The rule is removed."))
        return redirect(here)
    typed = request.POST if request.method == "POST" else request.GET
    need = next((one.pk for one in queries.needs() if str(one.pk) == typed.get("need")), None)
    found = queries.suggestions(
        typed.get("find", ""), chosen=typed.get("offered", ""), other_than=None, kinds=[need] if need else ()
    )
    looking = "look" in request.POST
    form = forms.InterimForm(
        request.POST if request.method == "POST" else None,
        quiet=looking,
        own=queries.own_services(actor),
        needs=queries.needs(),
        found=found,
    )
    if request.method == "POST" and not looking and form.is_valid():
        said = form.cleaned_data
        actions.add_interim_rule(
            by=actor,
            offered=form.found[said["offered"]],
            service=UUID(said["service"]) if said["service"] else None,
            need=UUID(said["need"]) if said["need"] else None,
            from_weeks=said["from_weeks"],
            words=said["words"],
        )
        pages.say(request, _("The rule is saved. Families who wait see it from now on."))
        return redirect(here)
    context = {"form": form, "rules": list(queries.rules_of(actor)), "looked": bool(typed.get("find", "").strip())}
    return pages.render(request, "referrals/staff/interim.html", context)

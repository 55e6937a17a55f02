"""The front desk: who waits, and one enquiry in thirty seconds. Nothing typed here is kept until it is saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.directory.models import Site
from hearth.referrals import enquiries as rules
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.forms.staff_desk import EnquiryForm, QueueForm
from hearth.referrals.models import Enquiry, EnquiryState
from hearth.referrals.queries import enquiries as queries
from hearth.referrals.queries import handovers, services_chosen, suggestions
from hearth.referrals.refused import DeskRefused, EnquiryMoved
from hearth.referrals.staff import desk_words

HUB = "desk_hub"  # which hub's desk this browser stands at


def hub_here(request: MemberRequest) -> tuple[Site | None, list[Site]]:
    """The hub whose desk this is: chosen in this browser, else where this colleague stood last; and all of them."""
    hubs = queries.hubs_of(request.actor)
    chosen = request.GET.get("hub") or request.session.get(HUB, "")
    hub = next((one for one in hubs if one.slug == chosen), None)
    if hub is None and hubs:
        last = queries.last_hub(request.actor)
        hub = next((one for one in hubs if last and one.pk == last.pk), hubs[0])
    if hub is not None and request.GET.get("hub") == hub.slug:
        request.session[HUB] = hub.slug
    return hub, hubs


def _site_id(request: MemberRequest) -> UUID | None:
    hub, _hubs = hub_here(request)
    return hub.pk if hub else None


@staff("enquiries.log")
def desk(request: MemberRequest) -> HttpResponse:
    """The queue, the handovers that go on, and the form for somebody who is helped at once."""
    return _form_page(request, None)


@staff("enquiries.log")
def enquiry(request: MemberRequest, enquiry_id: UUID) -> HttpResponse:
    """Somebody from the queue: note what was offered and finish. A finished one is shown."""
    found = _one(request, enquiry_id)
    if found.state == EnquiryState.FINISHED and request.method != "POST":
        return _finished_page(request, found)
    return _form_page(request, found)


@staff("enquiries.log")
@require_POST
def queue_up(request: MemberRequest) -> HttpResponse:
    """One, two or three people wait."""
    form = QueueForm(request.POST)
    if not form.is_valid():
        return _page(request, None, _blank(request, None), queue_form=form)
    count = int(request.POST.get("count", "1")) if request.POST.get("count") in {"1", "2", "3"} else 1
    topic = form.cleaned_data["topic"]
    added = actions.queue_up(
        by=request.actor,
        now=clock.now(),
        site_id=_site_id(request),
        count=count,
        first_names=form.names(),
        topics=[topic] if topic else [],
    )
    pages.say(request, ngettext("%(n)s more waits.", "%(n)s more wait.", len(added)) % {"n": len(added)})
    return redirect("referrals:desk")


@staff("enquiries.log")
@require_POST
def take_next(request: MemberRequest) -> HttpResponse:
    """Whoever has waited longest."""
    found = actions.take_next(by=request.actor, now=clock.now(), site_id=_site_id(request))
    if found is None:
        pages.say(request, _("Nobody is waiting."), "important")
        return redirect("referrals:desk")
    return redirect("referrals:enquiry", found.pk)


@staff("enquiries.log")
@require_POST
def take_from_queue(request: MemberRequest, enquiry_id: UUID) -> HttpResponse:
    """This one, out of turn."""
    found = _one(request, enquiry_id)
    try:
        actions.take_from_queue(enquiry_id=found.pk, by=request.actor, now=clock.now())
    except EnquiryMoved:
        return _moved(request)
    return redirect("referrals:enquiry", found.pk)


@staff("enquiries.log")
@require_POST
def put_back(request: MemberRequest, enquiry_id: UUID) -> HttpResponse:
    """Back to where they stood."""
    found = _one(request, enquiry_id)
    try:
        actions.put_back(enquiry_id=found.pk, by=request.actor)
    except EnquiryMoved:
        return _moved(request)
    return redirect("referrals:desk")


@staff("enquiries.log")
@require_POST
def leave(request: MemberRequest, enquiry_id: UUID) -> HttpResponse:
    """They left before anybody could talk with them."""
    found = _one(request, enquiry_id)
    try:
        actions.leave(enquiry_id=found.pk, by=request.actor, now=clock.now())
    except EnquiryMoved:
        return _moved(request)
    pages.say(request, _("Noted: they left before anybody could talk with them."))
    return redirect("referrals:desk")


# The parts ------------------------------------------------------------------------------------------------------------


def _one(request: MemberRequest, enquiry_id: UUID) -> Enquiry:
    found = queries.open_enquiry(request.actor, enquiry_id)
    if found is None:
        raise Http404
    return found


def _moved(request: MemberRequest) -> HttpResponse:
    return pages.conflict(request, _("A colleague was first. Nothing was changed."), back=reverse("referrals:desk"))


def _form(request: MemberRequest, typed: Any = None, **options: Any) -> EnquiryForm:
    """The form with the services looked for or chosen already, and everybody who may take somebody over."""
    words = typed.get("find", "") if typed is not None else ""
    chosen = typed.getlist("services") if typed is not None else []
    services = {one.pk: one for one in [*services_chosen(chosen), *suggestions(words, chosen="", other_than=None)]}
    every = [one.code for one in rules.choices("topics")]
    return EnquiryForm(typed, services=list(services.values()), takers=handovers.takers(every), **options)


def _blank(request: MemberRequest, found: Enquiry | None) -> EnquiryForm:
    return _form(request, initial={"topics": found.topics} if found else None)


def _form_page(request: MemberRequest, found: Enquiry | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, _blank(request, found))
    typed = request.POST
    # Whoever typed words and pressed Enter wanted to look: it is saved once the words were looked for.
    unlooked = typed.get("find", "").strip() != typed.get("looked", "").strip() and "service" in typed.getlist(
        "offered"
    )
    if "look" in typed or unlooked:
        shown = typed.copy()
        shown["looked"] = typed.get("find", "")
        if "service" not in shown.getlist("offered"):
            shown.appendlist("offered", "service")
        form = _form(request, shown, quiet=True)
        return _page(request, found, form, looked=True)
    form = _form(request, typed)
    if form.is_valid():
        try:
            return _saved(request, found, form)
        except DeskRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except EnquiryMoved:
            return _moved(request)
    return _page(request, found, form)


def _saved(request: MemberRequest, found: Enquiry | None, form: EnquiryForm) -> HttpResponse:
    noted, handover = actions.finish(
        noted=form.noted(),
        to=form.to(),
        by=request.actor,
        now=clock.now(),
        enquiry_id=found.pk if found else None,
        site_id=_site_id(request),
    )
    if handover is not None:
        said = _("Saved. %(name)s is asked to take them over and has been told.") % {"name": handover.to_name}
    else:
        said = _("Saved: %(topics)s.") % {"topics": desk_words.named("topics", noted.topics) or _("no topic")}
    pages.say(request, said)
    for urgent in desk_words.danger_in(noted.topics):
        ring = "; ".join(f"{one.name} {one.phone}" for one in urgent.help[:2])
        pages.say(request, f"{urgent.title}: {ring}", "important")
    return redirect("referrals:desk")


def _page(request: MemberRequest, found: Enquiry | None, form: EnquiryForm, **more: Any) -> HttpResponse:
    now, (hub, hubs) = clock.now(), hub_here(request)
    chosen = form["topics"].value() or []
    context = {
        "form": form,
        "enquiry": found,
        "called": desk_words.called(found) if found else "",
        "hub": hub,
        "hubs": hubs,
        "queue": queries.queue(request.actor, hub.pk if hub else None, clock.today(now)),
        "queue_form": QueueForm(),
        "wait_words": lambda row: desk_words.wait_words(row, now),
        "called_words": desk_words.called,
        "topic_words": lambda row: desk_words.named("topics", row.topics),
        "dangers": [(one.code, desk_words.danger_in([one.code])) for one in rules.choices("topics") if one.danger],
        "chosen": chosen,
        "topics": rules.choices("topics"),
        "looked": False,
        "may_lead": request.may(queries.LEAD),
        "may_register": request.may("families.register"),
        "handovers": _handover_rows(request),
    }
    template = "enquiry" if found else "desk"
    return pages.render(request, f"referrals/staff/desk/{template}.html", context | more)


def _handover_rows(request: MemberRequest) -> list[dict[str, Any]]:
    now = clock.now()
    rows = handovers.of_desk(request.actor).filter(state__in=handovers.LIVE).order_by("answer_by")[:20]
    found = []
    for row in rows:
        when, late = desk_words.handover_when(row, now)
        found.append(
            {
                "url": reverse("referrals:desk_handover", args=[row.pk]),
                "about": desk_words.named("topics", row.enquiry.topics),
                "state": desk_words.handover_state(row),
                "when": when,
                "late": late,
            }
        )
    return sorted(found, key=lambda one: not one["late"])


def _finished_page(request: MemberRequest, found: Enquiry) -> HttpResponse:
    handover = handovers.of_desk(request.actor).filter(enquiry=found).first()
    facts = [
        (_("Hub"), found.site.name if found.site else ""),
        (_("What about"), desk_words.named("topics", found.topics)),
        (_("Who came"), desk_words.who_words(found)),
        (_("How"), rules.words("ways", found.way) if found.way else ""),
        (_("Offered"), desk_words.offered_words(found)),
        (_("What came of it"), rules.words("outcomes", found.outcome)),
        (_("Talked with"), found.taken_by_name),
        (_("Note"), found.words),
    ]
    actions.record_view(enquiry=found, by=request.actor)
    return pages.render(
        request,
        "referrals/staff/desk/finished.html",
        {
            "enquiry": found,
            "facts_shown": facts,
            "handover": handover,
            "handover_words": desk_words.handover_state(handover) if handover else "",
        },
    )

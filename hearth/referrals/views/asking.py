"""A family's pages of asking, and of the reference and the code that it gets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import family
from hearth.core import clock, pages
from hearth.core.flow.views import start as start_flow
from hearth.core.words import date_words
from hearth.directory.models import Service
from hearth.families import safe_contact
from hearth.families.told import Told, told
from hearth.referrals import flows, queries, retelling

SHOWN_FOR = 10 * 60  # seconds for which the page with the code can be looked at again


@family
def ask(request: HttpRequest) -> HttpResponse:
    """Begin to ask the service of `?service=`, or say kindly why that cannot be done here."""
    wanted = request.GET.get("service", "")
    service = queries.service_to_ask(wanted) if wanted else None
    if wanted and service is None:
        return pages.render(request, "referrals/no_service.html", status=404)
    if service is not None and not queries.takes_requests(service):
        return pages.render(request, "referrals/not_taking.html", {"service": service})
    if service is not None and "again" not in request.GET and _asked_before(request, service):
        return pages.render(request, "referrals/asked_before.html", {"service": service})
    if service is not None and not _has_draft(request, service):
        known = told(request) if request.GET.get("told") != "no" else None
        if known is not None and request.GET.get("told") == "yes":
            retelling.begin_with(request, service, known)
        elif known is not None:
            return pages.render(request, "referrals/told.html", _offered(service, known))
    if service is None and not _has_draft(request):
        return pages.render(request, "referrals/no_service.html")
    return start_flow(flows.AskForSupport(request))


def _offered(service: Service, known: Told) -> dict[str, Any]:
    people = [known.adult, *known.children]
    return {
        "names": [person.name or _("Baby due %(date)s") % {"date": date_words(person.due_date)} for person in people],
        "ask_url": f"{reverse('referrals:ask')}?service={service.pk}",
        "back_url": flows.service_url(service),
    }


def _asked_before(request: HttpRequest, service: Service) -> bool:
    """Whether this browser already sent a request to the service. Nobody is told what another browser sent: that
    somebody asked for help is not for whoever knows their phone number."""
    return any(pair[0] == str(service.pk) for pair in request.session.get(flows.ASKED_BEFORE, []))


def _has_draft(request: HttpRequest, service: Service | None = None) -> bool:
    """Whether something is begun here and not sent; to this service, where one is named."""
    from hearth.core import drafts

    with drafts.holding(request):
        draft = drafts.find(request, flows.AskForSupport.kind)
    if draft is None or service is None:
        return draft is not None
    return str(draft.data.get("start", {}).get("service")) == str(service.pk)


@family
def asked(request: HttpRequest) -> HttpResponse:
    """The reference and the code, once, and what happens next."""
    shown = request.session.get(flows.ASKED)
    if not shown or clock.now().timestamp() - shown["at"] > SHOWN_FOR:
        request.session.pop(flows.ASKED, None)
        return redirect("referrals:follow")
    read_by, decide_by = (date_words(date.fromisoformat(shown[key])) for key in ("acknowledge_by", "decide_by"))
    service = queries.service_to_ask(shown["service"])
    organisation = service.organisation.name if service else _("the service")
    steps = [_("Somebody at %(organisation)s reads it by %(date)s.") % {"organisation": organisation, "date": read_by}]
    is_held = shown["outcome"] == safe_contact.Outcome.HELD
    answered = (
        _("They decide by %(date)s if they can help.") if is_held else _("They tell you by %(date)s if they can help.")
    )
    steps.append(answered % {"date": decide_by})
    if is_held:
        steps.append(_("We do not contact you. Come back here with your reference and code to see the answer."))
    elif shown["outcome"] == safe_contact.Outcome.RING:
        steps.append(_("They ring you at the times you said are safe."))
    context = {
        "title": _("Your request is sent"),
        "reference": shown["reference"],
        "code": shown["code"],
        "also_sent": _also_sent(shown),
        "next_steps": steps,
        "sensitive": bool(service and service.is_sensitive),
    }
    return pages.render(request, "referrals/asked.html", context)


def _also_sent(shown: dict[str, Any]) -> str:
    """Where else the reference and the code go, and when."""
    if shown["outcome"] != safe_contact.Outcome.SENT:
        return ""
    if shown["waits"]:
        return _("We also send you both in the way you chose, at the next time that is safe.")
    return _("We also send you both now, in the way you chose.")

"""The reader's list of services, and a list that somebody was given."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import family, public
from hearth.core import clock, pages
from hearth.directory import cards, queries, saved
from hearth.directory.queries import merged

# What the buttons of a list are called, and how many places each moves a service.
STEPS = {"up": -1, "down": 1}


@family
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What this browser has saved, in the reader's order."""
    ids = merged.followed(saved.read(request.session))
    shown = _cards(ids)
    return pages.render(request, "directory/saved.html", {"cards": shown, **_to_hand_on(ids)})


@family
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Save, remove or move one service, save a whole list, or forget everything; then back to the page it came from."""
    given = request.POST
    saved.replace(request.session, merged.followed(saved.read(request.session)))
    if "forget" in given:
        saved.forget(request.session)
        pages.say(request, _("We have forgotten your list."))
        return redirect("directory:saved")
    if given.get("of"):
        fitted = saved.add(request.session, _shown(merged.followed(saved.from_text(given["of"]))))
        return _back(request, "" if fitted else _full_words())
    for name in ("add", "remove", *STEPS):
        service_id = _id(given.get(name, ""))
        if service_id is None:
            continue
        words = ""
        if name == "add":
            if not _shown([service_id]):
                raise Http404
            words = "" if saved.add(request.session, [service_id]) else _full_words()
        elif name == "remove":
            saved.remove(request.session, service_id)
        else:
            saved.move(request.session, service_id, STEPS[name])
        return _back(request, words, service_id)
    return redirect("directory:saved")


@public
@require_safe
def given(request: HttpRequest) -> HttpResponse:
    """A list that somebody put together: its services stand in the address, and nothing about anybody."""
    ids = merged.followed(saved.from_text(request.GET.get("of", "")))
    shown = _cards(ids)
    gone = len(ids) - len(shown)
    context = {
        "cards": shown,
        "gone": ngettext(
            "%(n)s service of this list is no longer there.", "%(n)s services of this list are no longer there.", gone
        )
        % {"n": gone}
        if gone
        else "",
        **_to_hand_on(ids),
    }
    return pages.render(request, "directory/list.html", context)


def _cards(ids: list[UUID]) -> list[object]:
    now = clock.now()
    facts = queries.services(ids)
    return [cards.result_card(facts[one], now=now) for one in ids if one in facts]


def _shown(ids: list[UUID]) -> list[UUID]:
    known = queries.services(ids)
    return [one for one in ids if one in known]


def _to_hand_on(ids: list[UUID]) -> dict[str, str]:
    """The list as a link."""
    path = saved.link(ids) if ids else ""
    return {"of": saved.to_text(ids), "list_path": path, "list_url": f"{settings.PUBLIC_URL}{path}" if path else ""}


def _full_words() -> str:
    return ngettext(
        "Your list is full: it holds %(n)s service. Remove one to save another.",
        "Your list is full: it holds %(n)s services. Remove one to save another.",
        saved.MOST,
    ) % {"n": saved.MOST}


def _back(request: HttpRequest, words: str, service_id: UUID | None = None) -> HttpResponse:
    """To the page whose button was pressed, at the service it was pressed for."""
    if words:
        pages.say(request, words, kind="important")
    target = request.POST.get("back", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("directory:saved")
    return redirect(f"{target.split('#')[0]}#s-{service_id}" if service_id and not words else target)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""To hang up and to fill in by hand: a hub's poster with the QR code of its registration, and the paper form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.access.requests import address_of
from hearth.core import clock, pages, tries
from hearth.directory.leaflets import press, qr
from hearth.directory.models import Site
from hearth.families import notices, vocabulary
from hearth.families.queries import registrations as queries

MOST, STRETCH_SECONDS = 60, 600  # of one address: a whole office prints behind one
CHILDREN = 4  # on one sheet


@public
@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The poster of a hub, in the reader's language and in a line of each other one."""
    site = _site(slug)
    return _poster(request, site, site.name, reverse("register:hub", args=[site.slug]), f"{site.slug}-register")


@public
@require_safe
def session_poster(request: HttpRequest, slug: str, service_id: UUID) -> HttpResponse:
    """The poster of one session at a hub: its code leads to the same questions, and says by which session they came."""
    site = _site(slug)
    session = queries.session_at(site, service_id)
    if session is None:
        raise Http404
    address = reverse("register:session", args=[site.slug, session.service_id])
    name = f"{site.slug}-{slugify(session.name)}-register"
    return _poster(request, site, f"{session.name} · {site.name}", address, name)


def _poster(request: HttpRequest, site: Site, where: str, path: str, name: str) -> HttpResponse:
    """What is typed from paper is the hub's own address: nobody types a session's."""
    address, typed = settings.PUBLIC_URL + path, settings.PUBLIC_URL + reverse("register:hub", args=[site.slug])
    words = vocabulary.shipped()["poster"]
    others = [text for code, text in words.items() if code != (get_language() or "en")]
    content = {
        "title": vocabulary.in_language(words),
        "summary": where,
        "lines": [{"words": text, "plain": False} for text in others],
        "qr": {
            "svg": qr.svg(address),
            "alt": _("QR code that opens %(address)s") % {"address": address},
            "words": _("Scan it with your phone’s camera"),
            "shown": typed.removeprefix("https://").removeprefix("http://"),
        },
        "footer": "",
    }
    return _pdf(request, "poster", name, content)


@public
@require_safe
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The registration as a form on paper: the questions of the pages, in the order in which the desk types them."""
    return _pdf(request, "form", "registration", _form(_site(slug)))


def _form(site: Site) -> dict[str, Any]:
    notice = notices.current(clock.today())
    blank = {"rows": [], "ticks": [], "words": ""}

    def ticks(kind: str, words: str = "") -> dict[str, Any]:
        return {"words": words, "choices": [text for _code, text in vocabulary.choices(kind)]}

    yes_no = [_("Yes"), _("No")]
    child = {"blanks": [_("Child’s first name"), _("Last name"), _("Date of birth")]}
    return {
        "title": _("Register your family"),
        "lead": [site.name, notice.summary],
        "footer": f"{site.name} · {_('Privacy notice')} {notice.version}",
        "parts": [
            blank
            | {
                "title": _("About you"),
                "rows": [
                    {"blanks": [_("First name"), _("Last name"), _("Date of birth")]},
                    {"blanks": [_("House number and street"), _("Postcode")]},
                    {"blanks": [_("Language")]},
                ],
                "ticks": [{"words": _("Do you want an interpreter?"), "choices": yes_no}],
            },
            blank
            | {
                "title": _("Your children"),
                "words": _("For a baby on the way, write the day on which it is due."),
                "rows": [child] * CHILDREN,
                "ticks": [ticks("relations", _("Who are you to this child?"))],
            },
            blank
            | {
                "title": _("How is it safe to contact you?"),
                "words": _("Someone else may see your phone or your emails. We only use the way that you choose here."),
                "rows": [{"blanks": [_("Email address"), _("Mobile number")]}, {"blanks": [_("Safe times")]}],
                "ticks": [
                    {
                        "words": "",
                        "choices": [_("Email"), _("Text message"), _("Phone call"), _("Do not contact me")],
                    }
                ],
            },
            blank
            | {
                "title": _("What would make it easy for you here?"),
                "rows": [{"blanks": [_("Anything else?")]}],
                "ticks": [ticks("access"), ticks("dietary", _("What do we need to know about food?"))],
            },
            blank
            | {
                "title": _("Do you agree to any of these?"),
                "words": _("You are registered either way, and you can change your mind."),
                "rows": [{"blanks": [_("Signature"), _("The date")]}],
                "ticks": [{"words": "", "choices": [words]} for _code, words, _hint in notice.choices()],
            },
        ],
    }


def _site(slug: str) -> Site:
    site = queries.site_to_register_at(slug)
    if site is None:
        raise Http404
    return site


def _pdf(request: HttpRequest, template: str, name: str, content: dict[str, Any]) -> HttpResponse:
    at = clock.now().timestamp()
    if not tries.take(f"leaflet/{address_of(request)}", slots=MOST, seconds=STRETCH_SECONDS, at=at):
        return _later(request)
    try:
        made = press.pdf(template, content)
    except press.Busy:
        return _later(request)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _later(request: HttpRequest) -> HttpResponse:
    return pages.error_page(
        request, 429, _("Many leaflets are being made just now"), _("Wait a few minutes and try again.")
    )

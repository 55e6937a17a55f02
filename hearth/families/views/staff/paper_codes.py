"""The desk hands a code over on paper, which opens a family's own page once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import when_words
from hearth.directory.leaflets import press, qr
from hearth.families import vocabulary
from hearth.families.actions import paper_codes
from hearth.families.actions.paper_codes import Handed
from hearth.families.models import Registration
from hearth.families.queries import registrations as queries
from hearth.families.reaching import message_language
from hearth.families.views.staff.registering import registration_here


@staff("families.register")
def hand_over(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """First what it means; then the paper itself, once."""
    found = registration_here(request, registration_id)
    back = reverse("register:registration", args=[found.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Hand over a code on paper?"),
            body=_(
                "Only to the adult who registered, standing in front of you. The code opens their family’s own page "
                "once, within two days. An older one stops working. It is written down that you handed it over, and "
                "they read that on their page."
            ),
            yes=_("Make the paper to print"),
            back=back,
            sensitive=True,
        )
    try:
        with transaction.atomic():
            handed = paper_codes.hand_over(registration=found, by=request.actor, now=clock.now())
            made = _slip(found, handed)
    except paper_codes.NotMet:
        return pages.conflict(request, _("First somebody must have met them."), back=back)
    except press.Busy:
        return pages.conflict(request, _("The paper could not be made just now. Try again in a minute."), back=back)
    response = pages.kept_nowhere(made, "code.pdf")
    response["Content-Disposition"] = 'inline; filename="code.pdf"'
    return response


def _slip(registration: Registration, handed: Handed) -> bytes:
    """In the language in which we write to the family."""
    contact = queries.contact_of(registration)
    address = settings.PUBLIC_URL + reverse("your_family:reference")
    spoken = contact.language if contact else queries.people_of(registration)[0].language
    with translation.override(message_language(spoken)):
        said = {name: vocabulary.in_language(words) for name, words in vocabulary.shipped()["slip"].items()}
        content = {
            "title": said["title"],
            "summary": said["how"],
            "qr": {
                "svg": qr.svg(address),
                "alt": said["alt"],
                "words": said["scan"],
                "shown": address.removeprefix("https://").removeprefix("http://"),
            },
            "typed": [
                {"label": said["reference"], "words": registration.reference},
                {"label": said["code"], "words": handed.code},
            ],
            "rows": [{"label": said["until"], "lines": [when_words(handed.until)], "plain": False}],
            "note": said["keep"],
            "footer": registration.site.name,
        }
        return press.pdf("slip", content)

"""What stands on a service's public page about asking it (directory.beside)."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.directory.beside import Beside
from hearth.referrals import before_words, queries
from hearth.referrals.queries.before import before_one


def beside(service_id: UUID) -> Beside:
    """How long the wait has been, and the way to its pathway."""
    service = queries.service_to_ask(service_id)
    if service is None or not queries.takes_requests(service):
        return Beside()
    found = before_one(service, now=clock.now())
    rows = [(_("The wait so far"), before_words.wait(found))]
    links = [(_("For professionals: refer a family"), reverse("referrals:pathway", args=[service_id]))]
    return Beside(rows, links)

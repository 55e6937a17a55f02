"""What may be done about the guarding of a person's record, on that person's page."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.queries import may
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.words import time_words
from hearth.families import trust
from hearth.families.beside import PanelRow, PersonPanel
from hearth.families.queries.openings import open_for


def beside_person(actor: Actor, records: Collection[UUID]) -> PersonPanel | None:
    """Opening more in an emergency, keeping the record for named colleagues, who looked: as far as the role allows."""
    record = next(iter(records), None)
    offered = [
        (
            "families.open_in_emergency",
            "trust:open_record",
            _("Open more in an emergency"),
            _("Told to the information lead at once"),
        ),
        (
            "families.restrict",
            "trust:restrict",
            _("Keep something of this person for named colleagues"),
            _("The whole person, where they live, or who a child was before"),
        ),
        ("families.view", "trust:sealed", _("Sealed parts"), _("For the people they name alone")),
        ("families.answer_access", "trust:looks", _("Who looked at this record"), _("From the log")),
    ]
    rows = [
        PanelRow(text=text, words=words, url=reverse(page, args=[record]))
        for permission, page, text, words in offered
        if record and may(actor, permission)
    ]
    still_open = open_for(actor, records, now=clock.now()) if may(actor, "families.open_in_emergency") else []
    rows = [
        PanelRow(
            text=_("What you opened in an emergency"),
            words=_("%(tier)s. Open until %(time)s")
            % {"tier": trust.words("tiers", one.tier), "time": time_words(one.until)},
            url=reverse("trust:opening", args=[one.pk]),
        )
        for one in still_open
    ] + rows
    return PersonPanel(title=_("Looking after this record"), rows=rows, is_last=True) if rows else None

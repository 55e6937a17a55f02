"""The copies that families asked for: for whoever answers for them, and for the family itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from hearth.access.queries import may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.families.models import CopyFile, CopyHandover, CopyPart, CopySignOff, FamilyAsk, Registration
from hearth.families.queries.registrations import KeptFromReader

ANSWER = "families.answer_access"


def registrations_asking(actor: Actor) -> QuerySet[Registration]:
    """Families that asked for a copy: of the information lead's own organisation, for the host's everywhere; without
    those with somebody who is kept from the lead. `families_answers_for` says the same in SQL."""
    rows = Registration.objects.filter(asks__kind=FamilyAsk.Kind.COPY).distinct()
    if not may_everywhere(actor, ANSWER):
        rows = rows.filter(organisation_id__in=organisations_where(actor, ANSWER))
    return rows.exclude(KeptFromReader(F("id")))


def asks_visible_to(actor: Actor) -> QuerySet[FamilyAsk]:
    """What they asked, the oldest first."""
    rows = FamilyAsk.objects.filter(
        kind=FamilyAsk.Kind.COPY, registration__in=registrations_asking(actor).values("pk")
    ).select_related("registration__site", "registration__organisation", "file__sign_off")
    return rows.order_by("asked_at")


def files_visible_to(actor: Actor) -> QuerySet[CopyFile]:
    """What is being put together, and what was."""
    return CopyFile.objects.filter(registration__in=registrations_asking(actor).values("pk")).select_related(
        "ask", "registration__site", "organisation"
    )


def sign_off_of(file: CopyFile, *, with_files: bool = False) -> CopySignOff | None:
    """Who signed it off and when; the files themselves only where they are asked for."""
    rows = CopySignOff.objects.filter(file=file)
    return (rows if with_files else rows.defer("pdf", "data")).first()


def next_undecided(file: CopyFile, *, after: int) -> CopyPart | None:
    """The next part of which nobody has decided, from the beginning again where none follows."""
    waiting = CopyPart.objects.filter(file=file, decided_at=None).order_by("number")
    return waiting.filter(number__gt=after).first() or waiting.first()


def could_sign(file: CopyFile) -> int:
    """How many others may sign this off: not who prepared any of it."""
    with connection.cursor() as cursor:
        cursor.execute("select families_could_sign(%s)", [file.pk])
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def prepared_by(file: CopyFile) -> set[UUID]:
    """Who began it or decided a part of it."""
    deciders = file.parts.values_list("decided_by", flat=True)
    return {file.begun_by, *(one for one in deciders if one is not None)}


def open_copy(registration: Registration, *, now: datetime) -> CopySignOff | None:
    """The newest copy that a family may take from its own page now."""
    newest = _offered(registration, now)
    return CopySignOff.objects.filter(file=newest.file_id).first() if newest else None


def offered_until(registration: Registration, *, now: datetime) -> datetime | None:
    """Until when the newest copy is offered there; None where none is."""
    newest = _offered(registration, now)
    return newest.open_until if newest else None


def _offered(registration: Registration, now: datetime) -> CopyHandover | None:
    rows = CopyHandover.objects.filter(
        file__registration=registration, how=CopyHandover.How.OWN_PAGE, open_until__gt=now
    )
    return rows.order_by("-created_at").first()

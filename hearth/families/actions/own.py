"""What a family does on its own page: corrects, says how to reach it, and asks for its rights."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.queries import may, organisations
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import FAMILY, Actor
from hearth.core.words import date_words
from hearth.families import safe_contact as safe
from hearth.families.actions.errors import NotAllowed
from hearth.families.actions.recording import Contact, Person, record_person, set_safe_contact
from hearth.families.actions.relating import Needs, note_needs
from hearth.families.actions.sign_in import untie
from hearth.families.events import FamilyAsked
from hearth.families.models import (
    AccessNeeds,
    FamilyAsk,
    RegisteredPerson,
    Registration,
    SafeContact,
    SourceKind,
    SourceRecord,
)
from hearth.families.queries import registrations as queries

ANSWERS_COPIES, RUNS_HUB = "families.answer_access", "families.restrict"
PURPOSE_ASKED = "families.asked"


@transaction.atomic
def correct(*, registration: Registration, record: SourceRecord, person: Person, now: datetime) -> SourceRecord:
    """Say anew who somebody is. What was said before is kept, as what was said then. Whoever was said to
    live where the adult lived moves along with the adult."""
    order = RegisteredPerson.objects.get(registration=registration, source_record=record).order
    people = queries.people_of(registration)
    said = _said_anew(registration, record, order, person, now)
    moved = {name: getattr(person, name) for name in ("address", "postcode", "lsoa_code")}
    if order == 0 and _home(record) != (person.address, person.postcode):
        for place, one in enumerate(people):
            if place and _home(one) == _home(record) and any(_home(one)):
                place_of = RegisteredPerson.objects.get(registration=registration, source_record=one).order
                _said_anew(registration, one, place_of, Person(**_held(one) | moved), now)
    return said


def _held(record: SourceRecord) -> dict[str, Any]:
    """Everything that a record says of a person, to be said again with a change."""
    return {field.name: getattr(record, field.name) for field in fields(Person)}


def _home(record: SourceRecord) -> tuple[str, str]:
    return (record.address, record.postcode)


def _said_anew(
    registration: Registration, record: SourceRecord, order: int, person: Person, now: datetime
) -> SourceRecord:
    said = record_person(
        person=person,
        kind=SourceKind.REGISTRATION,
        by=FAMILY,
        now=now,
        source_organisation_id=registration.organisation_id,
        source_ref=f"{registration.pk}/{order}",
        corrects=record,
        owner_organisation_id=registration.organisation_id,
    )
    RegisteredPerson.objects.create(registration=registration, source_record=said, order=order, created_at=now)
    return said


@transaction.atomic
def say_needs(
    *, registration: Registration, needs: Needs, language: str, needs_interpreter: bool, now: datetime
) -> AccessNeeds:
    """Say anew what would make it easy for the family, its language among it. What was said before is kept."""
    adult = queries.people_of(registration)[0]
    if (language, needs_interpreter) != (adult.language, adult.needs_interpreter):
        said = _held(adult) | {"language": language, "needs_interpreter": needs_interpreter}
        order = RegisteredPerson.objects.get(registration=registration, source_record=adult).order
        adult = _said_anew(registration, adult, order, Person(**said), now)
    return note_needs(record=adult, needs=needs, by=FAMILY, now=now)


@transaction.atomic
def choose_contact(*, registration: Registration, contact: Contact, now: datetime) -> SafeContact:
    """Say anew how it is safe to be reached. What still waits to be sent in the old way is held back, and a sign-in
    that was tied while it counted opens the page no longer."""
    adult = queries.people_of(registration)[0]
    said = set_safe_contact(
        source_record=adult, contact=contact, by=FAMILY, now=now, owner_organisation_id=registration.organisation_id
    )
    safe.hold_older(safe_contact=said, subject_id=registration.pk)
    untie(registration=registration, why="contact")
    return said


def ask_for_copy(*, registration: Registration, now: datetime) -> FamilyAsk:
    """The family asks for a copy of all that is held about it. Asking again while one is open changes nothing."""
    return _ask(registration, FamilyAsk.Kind.COPY, now)


def ask_without_record(*, registration: Registration, now: datetime) -> FamilyAsk:
    """The family asks to be helped without a record from now on."""
    return _ask(registration, FamilyAsk.Kind.NO_RECORD, now)


@transaction.atomic
def _ask(registration: Registration, kind: FamilyAsk.Kind, now: datetime) -> FamilyAsk:
    open_one = FamilyAsk.objects.filter(registration=registration, kind=kind, answered_at__isnull=True).first()
    if open_one is not None:
        return open_one
    asked = FamilyAsk.objects.create(registration=registration, kind=kind, asked_at=now)
    audit.record(
        action="families.asked",
        by=FAMILY,
        organisation_id=registration.organisation_id,
        subject_type="families.Registration",
        subject_id=registration.pk,
        detail={"kind": kind.value},
    )
    events.publish(FamilyAsked(ask_id=asked.pk, registration_id=registration.pk, kind=kind.value), by=FAMILY)
    _tell_who_answers(asked, registration)
    return asked


def _tell_who_answers(asked: FamilyAsk, registration: Registration) -> None:
    """Whoever runs the hub hears of it at once, with the way to the registration. A copy is due within a month (UK GDPR
    article 12(3)): the information leads there and at the host hear of it besides. The messages name nobody."""
    is_copy = asked.kind == FamilyAsk.Kind.COPY
    own = registration.organisation_id
    link = settings.PUBLIC_URL + reverse("register:registration", args=[registration.pk])
    with translation.override("en"):  # members read English
        subject = _("A family asked for a copy") if is_copy else _("A family asks for help without a record")
        said = _("A family that registered at %(hub)s asked on its own page.") % {"hub": registration.site.name}
        due = _("A copy is due by %(date)s.") % {"date": date_words(copy_due(asked))}
        to_hub = _("Which family it is, and what it asked for, stands here: %(link)s") % {"link": link}
        to_lead = _("Whoever runs the hub knows which family it is: reference %(reference)s.") % {
            "reference": registration.reference
        }
    told = [(own, RUNS_HUB, [said, to_hub, due] if is_copy else [said, to_hub])]
    if is_copy:
        host = organisations().filter(is_host=True).values_list("pk", flat=True)
        told += [(one, ANSWERS_COPIES, [said, to_lead, due]) for one in sorted({own, *host})]
    for organisation_id, permission, words in told:
        notify_staff(
            organisation_id=organisation_id,
            permission=permission,
            subject=subject,
            body="\n\n".join(words),
            purpose=PURPOSE_ASKED,
            key=f"{PURPOSE_ASKED}:{asked.pk}:{permission}:{organisation_id.hex[:8]}",
            subject_type="families.Registration",
            subject_id=registration.pk,
        )


def copy_due(asked: FamilyAsk) -> date:
    """The last day on which a copy may be given: a calendar month after it was asked for, or that month's last day."""
    day = clock.today(asked.asked_at)
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_ask(*, ask: FamilyAsk, by: Actor, now: datetime) -> bool:
    """Somebody at the hub has talked with the family about what it asked for, or given it. False where a colleague was
    first.

    Raises NotAllowed.
    """
    if not may(by, queries.REGISTER):
        raise NotAllowed
    with transaction.atomic():
        changed = FamilyAsk.objects.filter(pk=ask.pk, answered_at__isnull=True).update(
            answered_at=now, answered_by=by.user_id
        )
        if changed:
            audit.record(
                action="families.ask_answered",
                by=by,
                subject_type="families.Registration",
                subject_id=ask.registration_id,
                detail={"kind": ask.kind},
            )
    return bool(changed)

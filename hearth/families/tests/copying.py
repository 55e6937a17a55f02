"""A family that asked for a copy, with everything in its records that must not get out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from hearth.access.models import Guest, Organisation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.actions import copies
from hearth.families.models import (
    CopyFile,
    CopyPart,
    FamilyAsk,
    LinkDecision,
    PersonLink,
    RegisteredPerson,
    Registration,
    Relationship,
    SealedPart,
    SourceRecord,
)
from hearth.families.tests.cast import make_hub, registered
from hearth.families.tests.factories import make_involvement, make_record
from hearth.referrals.models import Referral, ReferralPerson, StatusRow
from hearth.referrals.tests.factories import make_service


@dataclass
class Scene:
    """Marek Kowalski asked; Gareth prepares, Ruth signs off."""

    host: Organisation
    lead: User
    second: User
    registration: Registration
    adult: SourceRecord
    ask: FamilyAsk
    known: SourceRecord  # what health visiting knows of the same man


def make_scene(*, met: bool = True) -> Scene:
    """The family, met unless said otherwise, and what others hold about it."""
    host = make_organisation(name="Larkmere Council", kind="council", is_host=True)
    lead = make_member("information-lead", host, name="Gareth Llewellyn")
    second = make_member("information-lead", host, name="Ruth Ademola")
    registration = registered(make_hub()).registration
    nurses = make_organisation(name="Health visiting", kind="nhs")
    with as_owner():
        now = clock.now()
        adult = RegisteredPerson.objects.get(registration=registration, order=0).source_record
        if met:
            Registration.objects.filter(pk=registration.pk).update(met_at=now, met_by=lead.pk, met_by_name="Qxdesk")
        ask = FamilyAsk.objects.create(registration=registration, kind="copy", asked_at=now)
    known = make_record(nurses, given_name="Marek", family_name="Kowalski", birth_date=adult.birth_date,
                        source_ref="HV-1", phone="+447700900999")  # fmt: skip
    same(adult, known)
    make_involvement(known, nurses, service_name="Qxvisiting")
    return Scene(host, lead, second, registration, adult, ask, known)


def same(one: SourceRecord, other: SourceRecord) -> None:
    """Two records are of one person."""
    with as_owner():
        first, second = sorted((one.pk, other.pk))
        LinkDecision.objects.create(record_a_id=first, record_b_id=second, verdict="same", origin="person",
                                    by_name="Qxclerk")  # fmt: skip
        person = PersonLink.objects.get(pk=one.pk).person
        PersonLink.objects.filter(pk=other.pk).update(person=person)


def third_party(scene: Scene) -> SourceRecord:
    """A former partner, named in a relationship and in the words of a referral that a surgery's nurse sent."""
    other = make_record(given_name="Quentin", family_name="Xavier")
    with as_owner():
        Relationship.objects.create(record=scene.known, to_record=other, kind="former-partner")
    return other


def referral_of(scene: Scene, record: SourceRecord, *, sensitive: bool = False, **values: object) -> Referral:
    """A request in which this record stands first."""
    service = make_service()
    with as_owner():
        if sensitive:
            type(service).objects.filter(pk=service.pk).update(is_sensitive=True, name="Qxrefuge")
        now, today = clock.now(), clock.today()
        made = Referral.objects.create(
            **{
                "reference": f"QX{uuid4().hex[:6]}".upper(), "kind": "request", "service": service,
                "provider": service.organisation, "state": "sent", "state_at": now, "sent_at": now - timedelta(days=2),
                "sent_key": uuid4(), "acknowledge_by": today, "decide_by": today, "first_contact_by": today,
                "code_hash": "", "what_help": "Quentin shouts at night. We do not sleep. Help us with bedtimes.",
            }
            | values
        )  # fmt: skip
        ReferralPerson.objects.create(referral=made, source_record=record, role="sender", order=0)
        StatusRow.objects.create(referral=made, number=1, to_state="sent", move="send", at=now, actor_kind="family")
        return made


def guest() -> Guest:
    """A nurse without an account."""
    with as_owner():
        return Guest.objects.create(
            email="nurse@surgery.example", name="Qxguest Nurse", job="Nurse", organisation="A surgery",
            verified_at=clock.now(),
        )  # fmt: skip


def sealed_part(scene: Scene) -> None:
    """Something that opens to named people only."""
    with as_owner():
        SealedPart.objects.create(
            source_record=scene.known, organisation=scene.known.source_organisation, kind="abuse", words="Qxsealed",
            by_user_id=scene.lead.pk, by_name="Qxsealer",
        )  # fmt: skip


def begun(scene: Scene, by: User | None = None) -> CopyFile:
    """What the lead gathered."""
    who = by or scene.lead
    with acting_as(user_id=who.pk):
        return copies.begin_copy(ask_id=scene.ask.pk, by=actor(who), now=clock.now())


def parts_of(file: CopyFile) -> list[CopyPart]:
    with as_owner():
        return list(CopyPart.objects.filter(file=file).order_by("number"))


def part(file: CopyFile, kind: str, containing: str = "") -> CopyPart:
    """The one part of a kind in which these words stand."""
    return next(
        one for one in parts_of(file) if one.kind == kind and containing in "\n".join(i["text"] for i in one.items)
    )


def decide_as_proposed(file: CopyFile, who: User) -> None:
    """The lead agrees with everything that was proposed."""
    with acting_as(user_id=who.pk):
        for one in parts_of(file):
            if one.decided_at is None:
                decide(file, one, who, one.decision, one.reason or "another-person", one.pieces, one.passages)


def decide(file, one, who, decision, reason="another-person", pieces=(), passages=(), note=""):
    with acting_as(user_id=who.pk):
        return copies.decide_part(
            file_id=file.pk, number=one.number, decision=decision, reason=reason, note=note, pieces=pieces,
            passages=passages, by=actor(who), now=clock.now(),
        )  # fmt: skip


def does(action, file: CopyFile, who: User, **values):
    """One of the actions on a file."""
    by: Actor = actor(who)
    with acting_as(user_id=who.pk):
        return action(file_id=file.pk, by=by, now=clock.now(), **values)


def signed(scene: Scene, file: CopyFile):
    """Decided as proposed, and signed off by the second lead."""
    decide_as_proposed(file, scene.lead)
    does(copies.put_for_sign_off, file, scene.lead)
    return does(copies.sign_off, file, scene.second)

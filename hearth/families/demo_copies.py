"""The demo's copies for families: one that waits to be signed off, and one that nobody has begun. Invented, and made by
the program's own actions at the times they tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from hearth.access.models import User
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind, job
from hearth.core.rowcontext import acting_as
from hearth.directory.models import OrganisationListing
from hearth.families.actions import Person, begin_involvement, copies, decide, own, record_person, relate
from hearth.families.actions.registering import as_family
from hearth.families.demo import NAMESPACE
from hearth.families.models import (
    CopyPart,
    FamilyAsk,
    RegisteredPerson,
    Registration,
    RelationshipKind,
    SourceKind,
    Verdict,
)

LEAD, CLERK = "gareth.llewellyn@larkmere-council.example", "beth.lindqvist@larkmere-council.example"
KWAME, LEANNE = uuid5(NAMESPACE, "osei"), uuid5(NAMESPACE, "brightwell")
DEMO = job("demo")
WHY = "Same name, date of birth and telephone. Abena Mensah, his former partner, confirmed it at the clinic."


def load_copies(*, now: datetime) -> int:
    """How many were made; nothing where they are there."""
    with as_family(KWAME):
        if FamilyAsk.objects.filter(registration=KWAME).exists():
            return 0
        own_record = RegisteredPerson.objects.get(registration=KWAME, order=0).source_record_id
    _known_elsewhere(own_record, now)
    asked = {KWAME: now - timedelta(days=12), LEANNE: now - timedelta(hours=20)}
    for registration_id, at in asked.items():
        with clock.standing_at(at), as_family(registration_id):
            registration = Registration.objects.select_related("site").get(pk=registration_id)
            own.ask_for_copy(registration=registration, now=at)
    _put_together(now)
    return len(asked)


def _known_elsewhere(own_record: UUID, now: datetime) -> None:
    """What health visiting knows of the father, and of the children's mother."""
    at = now - timedelta(days=500)
    trust = OrganisationListing.objects.get(source="demo", source_ref="nhs-community").organisation_id
    with clock.standing_at(at), acting_as(job="demo"):
        father, mother = (
            record_person(
                person=person, kind=SourceKind.FEED, source_organisation_id=trust, source_ref=ref, by=DEMO, now=at,
                owner_organisation_id=trust,
            )
            for ref, person in (
                ("HV-17755", Person(given_name="Kwame", family_name="Osei", birth_date=date(1984, 7, 30), sex="m",
                                    phone="07700 900481", postcode="ZZ1 1AA", address="88 Granary Wharf")),
                ("HV-17754", Person(given_name="Abena", family_name="Mensah", birth_date=date(1986, 1, 17), sex="f",
                                    phone="07700 900482", postcode="ZZ5 1AA", address="6 Teasel Close")),
            )
        )  # fmt: skip
        relate(record=mother, to_record=father, kind=RelationshipKind.FORMER_PARTNER, lives_with=False, by=DEMO, now=at)
        begin_involvement(
            source_record_ids=[father.pk], organisation_id=trust, service_name="Health visiting, Weir team",
            since=clock.today(at), contact_name="Lucy Brandreth", contact_phone="01632 960203", origin="feed",
            by=DEMO, now=at,
        )  # fmt: skip
    with clock.standing_at(now - timedelta(days=14)), acting_as_member(CLERK) as clerk:
        decide(pair=(own_record, father.pk), verdict=Verdict.SAME, reason=WHY, by=clerk, now=now - timedelta(days=14))


def _put_together(now: datetime) -> None:
    """The lead gathers, agrees with what was proposed, and puts it before somebody else."""
    at = now - timedelta(days=1, hours=3)
    with clock.standing_at(at), acting_as_member(LEAD) as lead:
        ask = FamilyAsk.objects.get(registration=KWAME, kind=FamilyAsk.Kind.COPY)
        file = copies.begin_copy(ask_id=ask.pk, by=lead, now=at)
        copies.give_the_rest(file_id=file.pk, by=lead, now=at)
        for part in CopyPart.objects.filter(file=file, decided_at=None):
            copies.decide_part(
                file_id=file.pk, number=part.number, decision=part.decision, reason=part.reason or "another-person",
                note="She is not part of his family any more.", pieces=part.pieces, passages=part.passages, by=lead,
                now=at,
            )  # fmt: skip
        copies.put_for_sign_off(file_id=file.pk, by=lead, now=at)


@contextmanager
def acting_as_member(email: str) -> Iterator[Actor]:
    """Act as a member of the demo."""
    with acting_as(purpose="sign-in"):
        user = User.objects.select_related("active_membership").get(email=email)
        membership = user.active_membership
    with acting_as(user_id=user.pk):
        yield Actor(ActorKind.STAFF, user.pk, membership.organisation_id if membership else None, user.name)

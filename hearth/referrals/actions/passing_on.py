"""A request that goes on at another service: as a new one, linked to the old, with what was said already."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.core import clock, working_days
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.directory.models import Service
from hearth.families.models import SafeContact
from hearth.referrals import queries, references
from hearth.referrals.actions import moving, telling
from hearth.referrals.actions.moving import Given, Incomplete, make
from hearth.referrals.actions.sending import ATTEMPTS, ConsentNeeded, NotAccepting, Sending
from hearth.referrals.machine import DRAFT, SENDER, machine
from hearth.referrals.models import Attachment, FamilyContact, Referral, ReferralPerson, StatusRow
from hearth.referrals.queries.before import CONSENT, lacks_consent
from hearth.referrals.urgency import clocks_of


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Both ends: the one that ended, and the new one that goes on."""

    old: Referral
    new: Referral


def redirect(*, referral: Referral, service: Service | None, by: Actor, now: datetime, words: str = "") -> PassedOn:
    """Pass it on to a service that can help more: a new request begins there with all that was said. Raises
    NotAccepting where that service takes none, ConsentNeeded where it needs the family's and there is none, Incomplete
    where it is none or the same."""
    with transaction.atomic():
        reference = _next_reference(referral, service, by)
        given = Given(alternative_service=service, words=words, linked_reference=reference)
        old = make(referral=referral, code="redirect", by=by, now=now, given=given)
        assert service is not None  # make() refused that
        ended = StatusRow.objects.select_related("referral").filter(referral=old, move="redirect").get()
        return PassedOn(old, _begin(old, service, reference, by=by, now=now, ended=ended).referral)


def settle(
    *,
    referral: Referral,
    by: Actor,
    now: datetime,
    reason: str,
    service: Service | None = None,
    words: str = "",
    family_agrees: bool = False,
) -> Referral:
    """After a no the sender says how it goes on: sent to another service, helped by themselves, or closed. Gives the
    new request, or the old one where none begins. `family_agrees`: the sender asked them about that service. Raises
    what `redirect` raises."""
    sends = reason == "sent-again"
    with transaction.atomic():
        reference = _next_reference(referral, service, by, family_agrees) if sends else ""
        given = Given(
            reason=reason,
            words=words,
            alternative_service=service if sends else None,
            linked_reference=reference,
        )
        old = make(referral=referral, code="settle", by=by, now=now, given=given)
        if not sends or service is None:
            return old
        begun = _begin(old, service, reference, by=by, now=now, sender=by, family_agrees=family_agrees)
        return begun.referral


def reopen(
    *, referral: Referral, by: Actor, now: datetime, reason: str, words: str = "", family_agrees: bool = False
) -> Sending:
    """What had ended goes on as a new request to the same service, with all that was said and clocks of its own.

    `words` say what is different now; `family_agrees`: the actor asked the family. A family that asks again itself
    agrees. Raises AlreadyMoved where it goes on already or ended too long ago, NotAccepting where the service takes no
    requests any more, ConsentNeeded where the family must agree: it had taken it back, or the service asks for it.
    """
    service, by_family = referral.service, by.kind is ActorKind.FAMILY
    agrees = family_agrees or by_family
    with transaction.atomic():
        if not agrees and needs_family(referral):
            raise ConsentNeeded
        reference = _next_reference(referral, service, by, agrees, again=True)
        given = Given(reason=reason, words=words, linked_reference=reference)
        old = make(referral=referral, code="reopen", by=by, now=now, given=given)
        ended = StatusRow.objects.select_related("referral").get(referral=old, move="reopen")
        as_sender = by.kind is ActorKind.STAFF and queries.parties_of(old, by) == {SENDER}
        consents = agrees and lacks_consent(service, old.family_knows, old.lawful_basis)
        return _begin(
            old, service, reference, by=by, now=now, ended=ended, sender=by if as_sender else None,
            family_agrees=consents, again=True,
        )  # fmt: skip


def needs_family(referral: Referral) -> bool:
    """Whether it can go on only where the family agrees: it took it back, or the service takes nothing without."""
    taken_back = StatusRow.objects.filter(referral=referral, move="withdraw", actor_kind=ActorKind.FAMILY.value)
    return taken_back.exists() or lacks_consent(referral.service, referral.family_knows, referral.lawful_basis)


def _next_reference(
    referral: Referral, service: Service | None, by: Actor, family_agrees: bool = False, *, again: bool = False
) -> str:
    """The reference of the one to come; checks that it can come at all. `again`: to the same service."""
    if service is None or (service.pk == referral.service_id) != again:
        raise Incomplete("alternative")
    if not queries.takes_requests(service):
        raise NotAccepting
    if not family_agrees and lacks_consent(service, referral.family_knows, referral.lawful_basis):
        raise ConsentNeeded
    key = uuid4()
    for attempt in range(ATTEMPTS):
        reference = references.reference_for(key, attempt)
        with _party(by, reference):
            if not Referral.objects.filter(reference=reference).exists():
                return reference
    raise RuntimeError("No free reference was found.")


def _party(by: Actor, reference: str) -> AbstractContextManager[None]:
    """Who passes it on is no party to the new one; while it begins they act by its reference too."""
    return acting_as(user_id=by.user_id, reference=reference)


def _begin(
    old: Referral,
    service: Service,
    reference: str,
    *,
    by: Actor,
    now: datetime,
    sender: Actor | None = None,
    ended: StatusRow | None = None,
    family_agrees: bool = False,
    again: bool = False,
) -> Sending:
    with moving.seeing_whole(old, by):
        people = [(one.source_record_id, one.role, one.order) for one in queries.people_of(old)]
        contact = queries.contact_of(old)
        documents = list(old.attachments.all())
    with _party(by, reference):
        new = _copy(old, service, reference, now, sender, family_agrees, again)
        for record, role, order in people:
            ReferralPerson.objects.create(referral=new, source_record_id=record, role=role, order=order)
        for one in documents:
            said = {name: getattr(one, name) for name in ("name", "kind", "size", "digest", "content")}
            Attachment.objects.bulk_create([Attachment(referral=new, by_id=one.by_id, by_name=one.by_name, **said)])
        if contact is not None:
            FamilyContact.objects.create(referral=new, safe_contact=contact, created_at=now)
        return _say(new, old, contact, ended, by, now, again)


def _copy(
    old: Referral,
    service: Service,
    reference: str,
    now: datetime,
    sender: Actor | None,
    family_agrees: bool,
    again: bool,
) -> Referral:
    day, days = clock.today(now), clocks_of(old.urgency)
    said = {
        name: getattr(old, name)
        for name in (
            *("kind", "language", "lsoa_code", "what_help", "what_tried", "what_better", "urgency"),
            *("lawful_basis", "family_knows", "family_knows_why_not"),
        )
    }
    if family_agrees:
        said |= {"lawful_basis": CONSENT, "family_knows": True, "family_knows_why_not": ""}
    user: UUID | None = sender.user_id if sender else old.sender_user_id
    guest: UUID | None = None if sender else old.sender_guest_id
    return Referral.objects.create(
        reference=reference,
        service=service,
        provider_id=service.organisation_id,
        sender_user_id=user,
        sender_guest_id=guest,
        sender_organisation_id=sender.organisation_id if sender else old.sender_organisation_id,
        sent_key=uuid4(),
        state=machine().moves["send"].to,
        state_at=now,
        sent_at=now,
        acknowledge_by=working_days.after(day, days["acknowledge"]),
        decide_by=working_days.after(day, days["decide"]),
        first_contact_by=working_days.after(day, days["first-contact"]),
        reopens=old,
        came_from=old if again else None,  # who sees the one may see the other
        **said,
    )


def _say(
    new: Referral,
    old: Referral,
    contact: SafeContact | None,
    ended: StatusRow | None,
    by: Actor,
    now: datetime,
    again: bool,
) -> Sending:
    """The first row of its story, the family's new code, and the word to the service and the sender. Where the old one
    ended by this, or goes on by it, the family's receipt is what it hears of that. The new one of the same service says
    what is different now; whoever comes from elsewhere finds the way back."""
    code = references.new_code()
    new.code_hash = references.hash_code(new.reference, code)
    new.save(update_fields=["code_hash"])
    move = machine().moves["send"]
    given = Given(words=ended.words) if again and ended else Given(linked_reference=old.reference)
    row = moving.add_row(new, move, before=DRAFT, by=by, now=now, given=given)
    told = telling.tell_receipt(referral=new, row=ended or row, safe_contact=contact, code=code, by=by, now=now)
    moving.publish(new, move, row, by=by)
    return Sending(new, code, told, is_new=True)

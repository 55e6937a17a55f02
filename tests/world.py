"""One small network for the guard tests: two providers, a council, members of every role in every situation, a request
in every state. Every personal word in it is one that stands nowhere else, so that a leak can be searched for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from PIL import Image

from hearth.access.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Guest,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Portrait,
    Role,
    RolePermission,
    User,
)
from hearth.access.portraits import drawn_anew
from hearth.audit.models import Entry, EntryKind
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind
from hearth.core.models import Channel, Draft, MessageStatus, OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.directory.models import (
    Alert,
    ChangeStep,
    DuplicatePair,
    EmailSubscription,
    EmbedOrigin,
    Feed,
    FeedConflict,
    FeedTerm,
    Follow,
    FollowChoice,
    FollowSuggestion,
    FreshnessStep,
    ListingChange,
    ListingNews,
    ListingVersion,
    Load,
    LoadRow,
    Merge,
    NoteMark,
    PartnerAgreement,
    ProblemReport,
    ProblemReporter,
    ReviewDates,
    Schedule,
    ScheduleException,
    SchoolTerm,
    Service,
    ServiceNote,
    ServicePlace,
    ServiceStatus,
    Site,
    SiteClosure,
    SiteKind,
    SourceRow,
    Standing,
    Synonym,
    SynonymVersion,
    Term,
    Why,
)
from hearth.families.models import (
    AgreedLater,
    CopyFile,
    CopyHandover,
    CopyPart,
    CopySignOff,
    CountedVisit,
    Destruction,
    DueItem,
    FamilyAsk,
    FamilySignIn,
    LegalHold,
    Opening,
    OpeningReview,
    PaperCode,
    RegisteredPerson,
    Registration,
    Restriction,
    RetentionPeriod,
    SafeContact,
    SealedPart,
    SealedReader,
    SentCode,
    SourceKind,
    SourceRecord,
)
from hearth.referrals import references
from hearth.referrals.machine import machine
from hearth.referrals.models import (
    ApiKey,
    Attachment,
    Enquiry,
    EnquiryOffer,
    FamilyContact,
    Handover,
    HandoverStep,
    HandoverTopic,
    PersonRole,
    Referral,
    ReferralKind,
    ReferralPerson,
    Reminder,
    State,
    StatusRow,
    Webhook,
    WebhookDelivery,
)
from tests.people_world import People, make_people

# Situations of a member towards the first provider ("north"), to which the sample records belong.
OWN = "own organisation"
OTHER = "other organisation"
SECOND = "second organisation inactive"  # belongs to both, and works for the other one now
ENDED = "membership ended"
DEACTIVATED = "account deactivated"
CLOSED = "organisation closed"
HOST = "works for the host"  # the council that runs the network: its network-wide roles only
SITUATIONS = (OWN, OTHER, SECOND, ENDED, DEACTIVATED, CLOSED)
HOST_ROLES = ("administrator", "directory-editor", "information-lead", "records-clerk")
CODE = "7HK3QV"

# What counts for the host's people alone: worked out here anew, so that the product's own list is not asked.
NETWORK_WIDE = {
    *("brand.edit", "directory.approve", "directory.words", "directory.feeds", "directory.embed"),
    *("directory.partners", "access.agreements", "families.link", "families.sources"),
}

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks for a page or a row: a member with a role in a situation; without a user, a stranger."""

    situation: str
    role: str = ""
    user: User | None = None

    def __str__(self) -> str:
        return f"{self.role or 'a stranger'} ({self.situation})"

    @property
    def user_id(self) -> UUID | None:
        return self.user.id if self.user else None

    @property
    def works(self) -> bool:
        """Whether the member works for any organisation at this moment."""
        return self.situation in {OWN, OTHER, SECOND, HOST}

    @property
    def actor(self) -> Actor:
        organisation = self.user.active_membership.organisation_id if self.user and self.works else None
        return Actor(ActorKind.STAFF, self.user_id, organisation, self.user.name if self.user else "")


@dataclass
class Family:
    """What was sent for one family: the request, its people and the words that must not get about."""

    referral: Referral
    records: list[SourceRecord]
    contact: SafeContact
    words: list[str]
    attachment: Attachment


@dataclass
class World:
    """Everything, by the names that the tests use."""

    north: Organisation
    south: Organisation
    council: Organisation
    closed: Organisation
    site: Site
    load: Load
    agreement: PartnerAgreement
    embed_origin: EmbedOrigin | None = None
    webhook: Webhook | None = None  # of north, stopped
    delivery: WebhookDelivery | None = None  # to it, given up
    api_key: ApiKey | None = None  # of north
    closure: SiteClosure | None = None  # of north's own hub
    school_term: SchoolTerm | None = None
    feed: Feed | None = None
    feed_word: FeedTerm | None = None
    load_row: LoadRow | None = None  # of `load`
    services: dict[str, Service] = field(default_factory=dict)
    places: dict[str, ServicePlace] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    exceptions: dict[str, ScheduleException] = field(default_factory=dict)
    changes: dict[str, ListingChange] = field(default_factory=dict)  # not sent yet
    sent_changes: dict[str, ListingChange] = field(default_factory=dict)  # a new listing that waits for approval
    # By north, from families: one in each state that the product's moves lead to, and one not opened yet ("new").
    received: dict[str, Family] = field(default_factory=dict)
    sent: Family | None = None  # by north to the council
    by_guest: Family | None = None  # by a professional without an account, to north
    guest: Guest | None = None
    elsewhere: Family | None = None  # by a family to south: nothing to do with north
    members: list[Principal] = field(default_factory=list)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    messages: dict[str, OutboxMessage] = field(default_factory=dict)
    problems: dict[str, ProblemReport] = field(default_factory=dict)
    notes: dict[str, ServiceNote] = field(default_factory=dict)
    follows: dict[str, Follow] = field(default_factory=dict)
    enquiries: dict[str, Enquiry] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)  # not met yet
    synonym: Synonym | None = None
    pair: DuplicatePair | None = None  # of the services of north and south
    merge: Merge | None = None  # of two closed ones, undone
    permissions: dict[str, set[str]] = field(default_factory=dict)
    # Data sharing: north and the council, and one of south and the council that has run out.
    sharing: dict[str, Agreement] = field(default_factory=dict)
    sharing_parties: dict[str, AgreementParty] = field(default_factory=dict)  # the council's side of each
    due: dict[str, DueItem] = field(default_factory=dict)
    holds: dict[str, LegalHold] = field(default_factory=dict)
    people: People = field(default_factory=People)
    openings: dict[str, Opening] = field(default_factory=dict)  # in an emergency, by members of north and south
    restriction: Restriction | None = None  # decided by north
    copies: dict[str, CopyFile] = field(default_factory=dict)  # north's is in the making, south's was handed over
    given_copy: CopyFile | None = None  # an earlier one of north's

    def may(self, principal: Principal, permission: str) -> bool:
        """Whether the rules allow this, worked out without the product's own code."""
        allowed = principal.works and permission in self.permissions.get(principal.role, set())
        return allowed and (principal.situation == HOST or permission not in NETWORK_WIDE)

    def who(self, role: str, situation: str = OWN) -> Principal:
        return next(p for p in self.members if p.role == role and p.situation == situation)

    def families(self) -> list[Family]:
        return [*self.received.values(), *[family for family in (self.sent, self.by_guest, self.elsewhere) if family]]

    def secrets_of_families(self) -> list[str]:
        """Words that only the parties of a request may read."""
        return [word for family in self.families() for word in [*family.words, family.referral.reference]]

    def names_of_members(self) -> list[str]:
        """Names and addresses of everybody who works for north."""
        return [
            word
            for principal in self.members
            if principal.situation in {OWN, ENDED, DEACTIVATED} and principal.user
            for word in (principal.user.name, principal.user.email)
        ]


def make_world() -> World:
    """Make it, as the owner, in the test's transaction."""
    with as_owner():
        return _make()


def _make() -> World:
    def organisation(name: str, **values: Any) -> Organisation:
        return Organisation.objects.create(name=name, **{"kind": OrganisationKind.CHARITY} | values)

    council = organisation("Wherevershire Council", kind=OrganisationKind.COUNCIL, is_host=True)
    world = World(
        north=organisation("Northmoor Parents"),
        south=organisation("Southbank Families"),
        council=council,
        site=Site.objects.create(kind=SiteKind.HUB, name="Fernley hub", slug="fernley-hub", organisation=council),
        load=Load.objects.create(
            source="services", file_name="services.csv", file_hash="0" * 64, counts={"rows": 1, "refused": 1}
        ),
        closed=organisation("Gone Away Trust", is_active=False),
        agreement=None,  # type: ignore[arg-type]  # made below, with whom it is
    )
    world.agreement = PartnerAgreement.objects.create(
        organisation=world.north, title="Signposting", covers=["signpost"], starts_on=clock.today()
    )
    world.embed_origin = EmbedOrigin.objects.create(origin="https://www.wherevershire.example")
    address = "https://records.northmoor.example/hooks"
    world.webhook = Webhook.objects.create(organisation=world.north, address=address, is_active=False)
    world.delivery = WebhookDelivery.objects.create(
        webhook=world.webhook, kind="referral.accepted", reference="QXHOOK", state="accepted", status="failed",
        happened_at=clock.now(), next_at=clock.now(),
    )  # fmt: skip
    for owner in (world.north, world.south, world.council):
        key = ApiKey.objects.create(
            organisation=owner, user_id=uuid4(), name="Records", begins="hrt_", token_hash=uuid4().hex
        )
        world.api_key = world.api_key or key
    Webhook.objects.create(organisation=world.council, address="https://records.wherevershire.example/hooks")
    for role, permission in RolePermission.objects.values_list("role_id", "permission"):
        world.permissions.setdefault(role, set()).add(permission)
    for name, owner in (("north", world.north), ("south", world.south), ("council", world.council)):
        world.services[name] = Service.objects.create(
            organisation=owner, name=f"{owner.name} drop-in", summary="Come and talk to us.", accepts_requests=True,
            assured_at=clock.now(),
        )  # fmt: skip
        world.places[name] = ServicePlace.objects.create(
            service=world.services[name], name="Hidden house", address_1=f"{len(name)} Qxhidden Lane", city="Fernley",
            is_confidential=True,
        )  # fmt: skip
    for service in (world.services["north"], world.services["council"]):  # every day, so that pages show times
        Schedule.objects.create(service=service, byday=["MO", "TU", "WE", "TH", "FR", "SA", "SU"], opens="10:00")
    ServicePlace.objects.create(service=world.services["council"], site=world.site)
    hub = Site.objects.create(kind=SiteKind.HUB, name="Northmoor hub", slug="northmoor-hub", organisation=world.north)
    day = clock.today() + timedelta(days=7)
    world.school_term = SchoolTerm.objects.create(year="2026/27", name="Term", first_day=clock.today(), last_day=day)
    world.closure = SiteClosure.objects.create(site=hub, first_day=day, last_day=day, words="Training")
    _fed(world)
    _agreed(world)
    _late(world)
    for role in Role.objects.values_list("code", flat=True):
        for situation in SITUATIONS:
            world.members.append(_member(world, role, situation))
    world.members += [_member(world, role, HOST) for role in HOST_ROLES]
    Portrait.objects.create(user=world.who("front-desk").user, words="Qxportrait of somebody", content=_drawn())
    world.received["new"] = _family(world, provider="north", state=State.SENT, opened=False)
    for state in sorted({move.to for move in machine().moves.values() if move.live and move.to}):
        world.received[state] = _family(world, provider="north", state=state)
    world.sent = _family(world, provider="council", state=State.SENT, sender=world.north)
    world.guest = Guest.objects.create(
        email="qxguest@surgery.example",
        name="Qxguest One",
        job="Nurse",
        organisation="A surgery",
        verified_at=clock.now(),
    )
    world.by_guest = _family(world, provider="north", state=State.SENT, guest=world.guest)
    world.elsewhere = _family(world, provider="south", state=State.SENT)
    for name, owner in (("north", world.north), ("south", world.south)):
        _around(world, name, owner)
    _twins(world)
    world.people = make_people(world)
    _opened(world)
    return world


def _drawn() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 200), "teal").save(out, "PNG")
    return drawn_anew(out.getvalue())


def _late(world: World) -> None:
    """One listing of the host that is due and was given more time, and one that is closed."""
    today = clock.today()
    Service.objects.filter(pk=world.services["council"].pk).update(standing=Standing.DUE)
    ReviewDates.objects.create(
        service=world.services["council"], months=6, due_on=today, asked_from=today, counted_from=today,
        label_on=today + timedelta(days=30), demote_on=today + timedelta(days=60), hide_on=today + timedelta(days=90),
        more_until=today + timedelta(days=7),
    )  # fmt: skip
    Service.objects.create(
        organisation=world.council, name="Wherevershire summer club", status=ServiceStatus.CLOSED, closed_from=today
    )


def _agreed(world: World) -> None:
    """Data sharing agreements."""
    today = clock.today()
    for name, ends, parties in (
        ("north", today + timedelta(days=40), [world.north, world.council]),
        ("south", today - timedelta(days=1), [world.south, world.council]),
    ):
        made = Agreement.objects.create(
            title=f"Qxagreement {name}", purpose="So that families tell their story once", lawful_basis="public-task",
            rules_version=1, starts_on=today - timedelta(days=200), ends_on=ends,
        )  # fmt: skip
        for party in parties:
            world.sharing_parties[name] = AgreementParty.objects.create(
                agreement=made, organisation=party, gives=["involvement"], gets=["summary"]
            )
        AgreementVersion.objects.create(agreement=made, number=1, words={}, by_name=f"Qxkeeper {name}")
        world.sharing[name] = made


def _opened(world: World) -> None:
    """What members opened in an emergency: north's waits for a review, south's was reviewed. And who looked."""
    now, records = clock.now(), world.people.records
    for name, owner, situation in (("north", world.north, OWN), ("south", world.south, OTHER)):
        member = world.who("practitioner", situation)
        world.openings[name] = Opening.objects.create(
            source_record=records[name], user_id=member.user_id, user_name=f"Qxopener {name}", organisation=owner,
            tier="notes", reason="child-at-risk", words=f"Qxemergency {name}", until=now + timedelta(hours=3),
            rules_version=1,
        )  # fmt: skip
        Entry.objects.create(
            kind=EntryKind.VIEW, action="families.emergency_viewed", actor_kind="staff", actor_id=member.user_id,
            actor_name=f"Qxwatcher {name}", actor_organisation_id=owner.id, organisation_id=owner.id,
            subject_type="families.SourceRecord", subject_id=records[name].pk,
        )  # fmt: skip
    OpeningReview.objects.create(
        opening=world.openings["south"], outcome="right", words="Qxreviewed", by_user_id=uuid4(), by_name="Qxreviewer"
    )
    world.restriction = Restriction.objects.get()
    for name, owner, situation in (("north", world.north, OWN), ("south", world.south, OTHER)):
        member = world.who("practitioner", situation).user
        part = SealedPart.objects.create(
            source_record=records[f"shared-{name}"], organisation=owner, kind="abuse", words=f"Qxsealed {name}",
            by_user_id=member.pk, by_name=f"Qxsealer {name}",
        )  # fmt: skip
        for reader in (member, world.who("referrer", situation).user):
            SealedReader.objects.create(part=part, user=reader)
    # Somebody who is named and has left reads nothing any more.
    SealedReader.objects.create(part=part, user=world.who("practitioner", ENDED).user)


def _fed(world: World) -> None:
    """A feed with something of every kind that waits for an editor: north's service is disputed, south's is new, the
    council's is gone."""
    now = clock.now()
    world.feed = feed = Feed.objects.create(code="elsewhere", name="Elsewhere", publisher="Elsewhere Council")
    world.load_row = LoadRow.objects.create(load=world.load, number=1, outcome="refused", raw={"name": "Swings"})
    reading = Load.objects.create(source=feed.source, file_name="elsewhere", feed=feed, finished_at=now)
    for name, values in {
        "north": {},
        "south": {"waits": True},
        "council": {"gone_at": now, "misses": 5},
    }.items():
        SourceRow.objects.create(
            source=feed.source, ref=name, record_kind="service", record_id=world.services[name].pk, load=reading,
            loaded_at=now, raw={"id": name, "name": name}, **values,
        )  # fmt: skip
    FeedConflict.objects.create(
        feed=feed, service=world.services["north"], field="email", theirs={"email": "theirs@elsewhere.example"}
    )
    world.feed_word = FeedTerm.objects.create(feed=feed, term=Term.objects.get(code="housing"), services=1)


def _twins(world: World) -> None:
    """Two listings that may be the same, and two that were brought together and taken apart again."""
    first, second = sorted((world.services["north"], world.services["south"]), key=lambda service: service.pk)
    world.pair = DuplicatePair.objects.create(
        first=first, second=second, score=80, evidence=[{"code": "name", "points": 55}], reason="Qxreason pair"
    )
    world.merge = Merge.objects.create(
        number=1, kept=first, absorbed=second, kept_name=first.name, absorbed_name=second.name, status_before="active",
        reason="Qxreason merge", by_name="Qxmerger", undone_at=clock.now(),
    )  # fmt: skip


def _member(world: World, role: str, situation: str) -> Principal:
    number = next(_numbers)
    user = User(
        name=f"Qxmember{number} {situation.split()[0].title()}",
        email=f"qxmember{number}@staff.example",
        is_active=situation != DEACTIVATED,
    )
    user.set_unusable_password()
    user.save()
    where = {OTHER: world.south, SECOND: world.south, CLOSED: world.closed, HOST: world.council}.get(
        situation, world.north
    )
    ended = situation == ENDED
    active = Membership.objects.create(
        user=user, organisation=where, role_id=role, is_active=not ended, ended_at=clock.now() if ended else None
    )
    if situation == SECOND:
        Membership.objects.create(user=user, organisation=world.north, role_id=role)
    user.active_membership = active
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "not-a-real-one"})
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "not-a-real-one", "used_mask": 0}
    )
    return Principal(situation, role, user)


def _family(
    world: World,
    *,
    provider: str,
    state: str,
    sender: Organisation | None = None,
    guest: Guest | None = None,
    opened: bool = True,
) -> Family:
    """A request with two people, its contact and its story up to the state."""
    number = next(_numbers)
    at, today = clock.now(), clock.today()
    reference = references.reference_for(uuid4())
    help_words, given, family_name = f"Qxhelp{number} we do not sleep", f"Qxgiven{number}", f"Qxfamily{number}"
    email, phone = f"qxfamily{number}@home.example", f"+44770090{number:04d}"
    service = world.services[provider]
    referral = Referral.objects.create(
        reference=reference,
        kind=ReferralKind.REFERRAL if sender or guest else ReferralKind.REQUEST,
        service=service,
        provider=service.organisation,
        sender_organisation=sender,
        sender_guest=guest,
        sender_user_id=world.who("practitioner").user_id if sender else None,
        sent_key=uuid4(),
        state=state,
        state_at=at,
        sent_at=at - timedelta(days=2),
        acknowledged_at=at if opened else None,
        acknowledge_by=today,
        decide_by=today + timedelta(days=7),
        first_contact_by=today + timedelta(days=14),
        code_hash=references.hash_code(reference, references.tidy_code(CODE)),
        answer_by=today + timedelta(days=14),
        review_by=today + timedelta(days=28),
        message_by=today + timedelta(days=2),
        complaint_by=today + timedelta(days=14),
        choose_by=today + timedelta(days=7),
        what_help=help_words,
        what_tried=f"Qxtried{number}",
        what_better=f"Qxbetter{number}",
    )
    records = []
    for order, role in enumerate([PersonRole.SENDER, PersonRole.CHILD]):
        adult = role == PersonRole.SENDER
        record = SourceRecord.objects.create(
            kind=SourceKind.REQUEST,
            said_at=at,
            given_name=given if adult else f"Qxchild{number}",
            family_name=family_name,
            birth_date=None if adult else date(2024, 5, 1),
            phone=phone if adult else "",
            email=email if adult else "",
            postcode="ZZ9 9ZZ",
        )
        ReferralPerson.objects.create(referral=referral, source_record=record, role=role, order=order)
        records.append(record)
    contact = SafeContact.objects.create(
        source_record=records[0], channels=["email", "text"], email=email, phone=phone, notes=f"Qxnotes{number}"
    )
    FamilyContact.objects.create(referral=referral, safe_contact=contact)
    StatusRow.objects.create(
        referral=referral, number=1, to_state=State.SENT, move="send", at=at, actor_kind="family", words=""
    )
    if state != State.SENT:
        move = next(move for move in machine().moves.values() if move.live and move.to == state)
        reasons = machine().reasons
        number_of_row = 2
        if state == State.DECLINED:  # the family wrote before the no, and complains of it
            for place, code in ((2, "message"), (4, "complain")):
                StatusRow.objects.create(
                    referral=referral, number=place, to_state=State.SENT if place == 2 else state, move=code, at=at,
                    actor_kind="family", words=f"Qxwrote{number}",
                )  # fmt: skip
            number_of_row = 3
        StatusRow.objects.create(
            referral=referral, number=number_of_row, from_state=State.SENT, to_state=state, move=move.code, at=at,
            actor_kind="staff", actor_id=world.who("practitioner").user_id, actor_name="Somebody of north",
            actor_organisation=world.north, words=f"Qxsaid{number}",
            reason=next(iter(reasons[move.reason])) if move.reason else "",
            outcome=next(iter(reasons["outcomes"])) if move.outcome else "",
            by_need={"feeding": next(iter(reasons["outcomes"]))} if move.outcome else {},
            alternative_service=world.services["council"] if move.alternative else None,
        )  # fmt: skip
    words = [
        help_words, given, family_name, f"Qxchild{number}", email, phone, f"Qxtried{number}", f"Qxbetter{number}",
        f"Qxnotes{number}", f"Qxsaid{number}", f"Qxwrote{number}",
    ]  # fmt: skip
    attachment = Attachment.objects.create(
        referral=referral, name=f"Qxletter{number}.pdf", kind="pdf", size=9, digest=f"{number:064d}",
        content=f"%PDF-Qxcontent{number}".encode(), by_name="Somebody",
    )  # fmt: skip
    if sender is not None:
        for role in ("referrer", "practitioner"):
            Reminder.objects.create(referral=referral, user_id=world.who(role).user_id, on=clock.today())
    if guest is not None:
        Reminder.objects.create(referral=referral, user_id=guest.pk, on=clock.today())
    words += [f"Qxletter{number}", f"Qxcontent{number}"]
    return Family(referral, records, contact, words, attachment)


def _around(world: World, name: str, owner: Organisation) -> None:
    """What an organisation has besides: an invitation, messages, log entries, drafts."""
    at = clock.now()
    world.invitations[name] = Invitation.objects.create(
        email=f"qxinvited.{name}@staff.example", name=f"Qxinvited {name}", organisation=owner, role_id="practitioner",
        token_hash=uuid4().hex + uuid4().hex, expires_at=at + timedelta(days=7),
    )  # fmt: skip
    world.messages[name] = OutboxMessage.objects.create(
        key=f"world:{name}", channel=Channel.EMAIL, recipient=f"qxrecipient.{name}@home.example", subject="A message",
        body=f"Qxbody {name}", purpose="referrals.accepted", organisation_id=owner.id, status=MessageStatus.FAILED,
        last_error="away", attempts=6,
    )  # fmt: skip
    Entry.objects.create(
        kind=EntryKind.VIEW, action="referrals.viewed", actor_kind="staff", actor_id=uuid4(),
        actor_name=f"Qxlooker {name}", actor_organisation_id=owner.id, organisation_id=owner.id,
        subject_type="referrals.Referral", subject_id=uuid4(), reason="your organisation received it",
    )  # fmt: skip
    world.schedules[name] = Schedule.objects.create(service=world.services[name], byday=["MO"])
    world.exceptions[name] = ScheduleException.objects.create(
        service=world.services[name], kind="cancelled", first_day=clock.today(), last_day=clock.today()
    )
    said = {"value": "Qxnew name", "before": world.services[name].name, "by": f"Qxeditor {name}", "by_id": "",
            "at": at.isoformat()}  # fmt: skip
    world.changes[name] = ListingChange.objects.create(
        service=world.services[name], organisation=owner, maker=owner, parts={"name": said},
        begun_by_name=f"Qxeditor {name}",
    )  # fmt: skip
    world.sent_changes[name] = ListingChange.objects.create(
        service=Service.objects.create(organisation=owner, name=f"{owner.name} choir", status="hidden"),
        organisation=owner, maker=owner, is_new=True, state="waiting", sent_at=at, sent_by_user_id=uuid4(),
        sent_by_name=f"Qxeditor {name}", begun_by_name=f"Qxeditor {name}",
        parts={"status": said | {"value": "active", "before": "hidden"}},
    )  # fmt: skip
    ChangeStep.objects.create(
        change=world.changes[name], number=1, move="take-back", from_state="waiting", to_state="draft", at=at,
        by_user_id=uuid4(), by_name=f"Qxeditor {name}", words="Qxtook it back",
    )  # fmt: skip
    ListingVersion.objects.create(
        service=world.services[name], number=1, document={"shape": 1, "name": f"Qxversion {name}"}, why=Why.EDITED,
        by_user_id=uuid4(), by_name=f"Qxeditor {name}", by_organisation=owner,
    )  # fmt: skip
    synonym = Synonym.objects.create(typed=f"qxtyped {name}", means=["play"], is_ours=True)
    world.synonym = synonym
    SynonymVersion.objects.create(
        synonym=synonym, number=1, typed=synonym.typed, means=["play"], reason=f"Qxreason {name}", by_user_id=uuid4(),
        by_name=f"Qxeditor {name}",
    )  # fmt: skip
    world.problems[name] = ProblemReport.objects.create(
        service=world.services[name], organisation=owner, kind="wrong", words=f"Qxproblem {name}", due_on=at.date(),
        visitor=uuid4().hex, wants_answer=True, escalated_at=at if name == "south" else None,
    )  # fmt: skip
    writer = world.who("practitioner", OWN if name == "north" else OTHER)
    world.notes[name] = ServiceNote.objects.create(
        service=world.services[name], organisation=owner, author_id=writer.user_id, author_name=f"Qxauthor {name}",
        words=f"Qxnote {name}",
    )  # fmt: skip
    NoteMark.objects.create(note=world.notes[name], user_id=uuid4())
    world.follows[name] = Follow.objects.create(user=writer.user, organisation=owner, service=world.services[name])
    FollowChoice.objects.create(user=writer.user, organisation=owner)
    FollowSuggestion.objects.create(user=writer.user, organisation=owner, service=world.services["council"])
    happened = ListingNews.objects.create(service=world.services[name], organisation=owner, kind="reopened")
    Alert.objects.create(user=writer.user, organisation=owner, news=happened, follow=world.follows[name])
    ProblemReporter.objects.create(report=world.problems[name], email=f"qxtold.{name}@home.example")
    EmailSubscription.objects.create(
        email=f"qxsubscriber.{name}@home.example", area_name="Fernley", latitude=53.4, longitude=-2.16, miles=5,
        ages_on=at.date(), confirmed_at=at, since=at, next_on=at.date(), ends_on=at.date() + timedelta(days=365),
    )  # fmt: skip
    FreshnessStep.objects.create(
        service=world.services[name], organisation=owner, step="more-time", at=at, by_kind="staff",
        by_name=f"Qxringer {name}", words=f"Qxrang {name}",
    )  # fmt: skip
    holder = next(p for p in world.members if p.situation == (OWN if name == "north" else OTHER))
    Draft.objects.create(
        kind="referrals.decline", holder=f"member:{holder.user_id}", data={"words": f"Qxdraft {name}"},
        expires_at=at + timedelta(days=1),
    )  # fmt: skip
    Draft.objects.create(
        kind="referrals.ask", holder=f"visitor:{uuid4().hex}", data={"words": f"Qxvisitor {name}"},
        expires_at=at + timedelta(days=1),
    )  # fmt: skip
    _at_the_desk(world, name, owner)
    _registered(world, name, owner)
    _retained(world, name, owner)


REGISTERED_WORDS = ("Qxregistered", "Qxregchild", "qxregistered.")  # with the organisation's name after each


def _registered(world: World, name: str, owner: Organisation) -> None:
    """A family that registered at the organisation's hub, and one that was only counted."""
    site = Site.objects.filter(organisation=owner, kind=SiteKind.HUB).first() or world.site
    registration = world.registrations[name] = Registration.objects.create(
        site=site, organisation=owner, way="phone", registered_at=clock.now(), notice_version="1",
        notice_language="en", reference=references.reference_for(uuid4()), code_hash=uuid4().hex,
    )  # fmt: skip
    for order, given in enumerate([f"Qxregistered {name}", f"Qxregchild {name}"]):
        record = SourceRecord.objects.create(
            kind=SourceKind.REGISTRATION, said_at=clock.now(), given_name=given, family_name="Qxfamilyname",
            birth_date=date(1990 + 30 * order, 5, 1), source_organisation=owner,
        )  # fmt: skip
        RegisteredPerson.objects.create(registration=registration, source_record=record, order=order)
        if order == 0:
            SafeContact.objects.create(
                source_record=record, channels=["email"], email=f"qxregistered.{name}@home.example"
            )
    ask = FamilyAsk.objects.create(registration=registration, kind="copy", asked_at=clock.now())
    AgreedLater.objects.create(registration=registration, code="news", is_agreed=True)
    FamilySignIn.objects.create(registration=registration, subject_hash=name, provider="Somewhere")
    SentCode.objects.create(registration=registration, code_hash="0" * 64, until=clock.now())
    PaperCode.objects.create(
        registration=registration, code_hash="0" * 64, expires_at=clock.now(), by_user=registration.pk
    )
    _copied(world, name, ask)
    CountedVisit.objects.create(
        organisation=owner, site=site, day=clock.today(), tag="walnut-417", adults=1, rules_version="1",
        entered_by=uuid4(),
    )  # fmt: skip


def _retained(world: World, name: str, owner: Organisation) -> None:
    """What is due, held and destroyed of an organisation."""
    today = clock.today()
    common = {"code": "registration", "organisation": owner}
    by = {"by_user_id": uuid4(), "by_name": f"Qxdecider {name}"}
    world.due[name] = DueItem.objects.create(
        subject_id=world.registrations[name].pk, label=f"Qxdue {name}", base_on=today, due_on=today, **common
    )
    world.holds[name] = LegalHold.objects.create(
        subject_id=uuid4(), label=f"Qxheld {name}", reason="court", review_on=today, **common, **by
    )
    Destruction.objects.create(years=6, source="Schedule", due_on=today, counts={"registrations": 1}, **common, **by)
    RetentionPeriod.objects.create(code="registration", years=6, reason="Schedule", **by)


def _copied(world: World, name: str, ask: FamilyAsk) -> None:
    """The copy that it asked for; north's is in the making, and it was given another before."""
    world.copies[name] = _copy_of(name, ask)
    if name == "north":
        before = FamilyAsk.objects.create(
            registration=ask.registration, kind="copy", asked_at=ask.asked_at, answered_at=clock.now()
        )
        world.given_copy = _copy_of(name, before)
    given = world.given_copy if name == "north" else world.copies[name]
    CopySignOff.objects.create(
        file=given, by_user_id=uuid4(), by_name=f"Qxsigner {name}", pdf=b"%PDF", data=b"{}", given=1, held_back=0
    )
    CopyHandover.objects.create(file=given, how="collected", by_user_id=uuid4(), by_name=f"Qxsigner {name}")


def _copy_of(name: str, ask: FamilyAsk) -> CopyFile:
    made = CopyFile.objects.create(
        ask=ask, registration=ask.registration, organisation=ask.registration.organisation, begun_by=uuid4(),
        begun_by_name=f"Qxpreparer {name}", gathered_at=clock.now(), rules_version=1,
    )  # fmt: skip
    CopyPart.objects.create(
        file=made, number=1, kind="record", digest="0" * 64, title="What was said of who they are",
        about=f"Qxregistered {name}", items=[{"label": "Name", "text": f"Qxregistered {name}"}], decision="give",
    )  # fmt: skip
    return made


def _at_the_desk(world: World, name: str, owner: Organisation) -> None:
    """Somebody in the queue, and somebody whom a colleague is asked to take over."""
    at, today = clock.now(), clock.today()
    practitioner = world.who("practitioner", OWN if name == "north" else OTHER)
    site = Site.objects.filter(organisation=owner).first()
    common = {"organisation": owner, "site": site, "day": today, "topics": ["housing"], "rules_version": "1"}
    world.enquiries[name] = Enquiry.objects.create(number=1, first_name=f"Qxcalled {name}", **common)
    handed = Enquiry.objects.create(
        number=2, state="finished", finished_at=at, who="family", outcome="handed-over", words=f"Qxnoted {name}",
        **common,
    )  # fmt: skip
    EnquiryOffer.objects.create(enquiry=handed, service=world.services[name])
    world.handovers[name] = Handover.objects.create(
        enquiry=handed, organisation=owner, by_user_id=uuid4(), by_name=f"Qxdesk {name}",
        to_user_id=practitioner.user_id, to_name=f"Qxtaker {name}", to_organisation=owner,
        asked_of=[practitioner.user_id], parties=[owner.id], urgency="waits", answer_by=at,
        contact=f"Qxcontact {name}", words=f"Qxtoknow {name}",
    )  # fmt: skip
    HandoverStep.objects.create(
        handover=world.handovers[name], number=1, move="ask", to_state="asked", at=at, actor_name=f"Qxdesk {name}",
        to_name=f"Qxtaker {name}",
    )  # fmt: skip
    if name == "south":
        HandoverTopic.objects.create(organisation=owner, topic="money")

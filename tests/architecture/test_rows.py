"""The second lock by raw SQL: whoever asks the database past the application gets what the application would show,
and not one row more. Every row-secured table x every role x every situation."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, Q, QuerySet

from hearth.access import queries as access
from hearth.access.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Guest,
    Invitation,
    Membership,
    Organisation,
    Portrait,
    User,
)
from hearth.access.queries import NOWHERE
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import Draft, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.models import (
    Alert,
    ChangeStep,
    DuplicatePair,
    EmailSubscription,
    Follow,
    FollowChoice,
    FollowSuggestion,
    FreshnessStep,
    ListingChange,
    ListingVersion,
    Merge,
    NoteMark,
    ProblemReport,
    ProblemReporter,
    Service,
    ServiceNote,
    ServicePlace,
    SynonymVersion,
)
from hearth.directory.queries import follows, listings, notes, problems
from hearth.families import queries as families
from hearth.families.models import (
    AccessNeeds,
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
    HouseholdPlace,
    Identifier,
    Involvement,
    LegalHold,
    LinkCandidate,
    LinkDecision,
    MatchKey,
    Opening,
    OpeningReview,
    PaperCode,
    PersonLink,
    RegisteredPerson,
    Registration,
    Relationship,
    Restriction,
    RestrictionReader,
    RetentionPeriod,
    SafeContact,
    SealedPart,
    SealedReader,
    SentCode,
    SourceRecord,
)
from hearth.families.queries import copies, finding, registrations, retention
from hearth.families.queries.openings import openings_visible_to
from hearth.families.queries.people import SCHEMES_OF, KeptFromReader
from hearth.families.queries.sealed import sealed_visible_to
from hearth.referrals import queries as referrals
from hearth.referrals.models import (
    ApiKey,
    Attachment,
    Enquiry,
    EnquiryOffer,
    FamilyContact,
    Handover,
    HandoverStep,
    Referral,
    ReferralPerson,
    Reminder,
    StatusRow,
)
from hearth.referrals.queries import after_a_no, connections, enquiries, handovers
from tests.architecture.test_row_security import personal_tables, query
from tests.world import CODE, DEACTIVATED, HOST, OTHER, OWN, SECOND, Principal, World, make_world

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Scope:
    """What a reader may see of a table: the application's own scoped query, run past row security for comparison."""

    model: type
    rows: Callable[[World, Principal], QuerySet]


def read_on(model):
    """Of a request that was declined, its service keeps the least."""
    return Scope(model, lambda _world, who: model.objects.filter(referral__in=referrals.read_on_by(who.actor)))


def steps_seen(world, who):
    """After a no: what was declined and what followed it, and besides only steps in which nothing was said."""
    left = Q(words="") | Q(move__in=after_a_no.KEPT)
    if world.may(who, "referrals.lead"):
        left |= Q(move__in=after_a_no.COMPLAINTS)
    return StatusRow.objects.filter(
        Q(referral__in=referrals.read_on_by(who.actor))
        | (left & Q(referral__in=referrals.referrals_visible_to(who.actor)))
    )


def if_may(permission, rows):
    """The application asks for the permission first (a guard), then scopes."""
    return lambda world, who: rows(who) if world.may(who, permission) else None


def seen_or_own(model, own, seen):
    """What a permission shows, and besides what is the reader's own."""

    def rows(world, who):
        found = seen(world, who)
        mine = model.objects.filter(**{own: who.user_id}) if who.user_id else model.objects.none()
        return (
            mine if found is None else model.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=mine.values("pk")))
        )

    return rows


def own_only(model, path):
    return Scope(
        model, lambda _w, who: model.objects.filter(**{path: who.user_id}) if who.user_id else model.objects.none()
    )


def visible_records(who):
    """Those of requests that the reader is party to, and those of people whom the reader may see."""
    of_requests = ReferralPerson.objects.filter(referral__in=referrals.read_on_by(who.actor))
    return SourceRecord.objects.filter(
        Q(pk__in=of_requests.values("source_record")) | Q(pk__in=visible_to(who).records().values("pk"))
    ).exclude(KeptFromReader(F("pk")))


def visible_to(who):
    """Over everybody whom the network knows."""
    everybody = set(PersonLink.objects.values_list("person", flat=True))
    return families.Visible.of(who.actor, everybody, today=clock.today())


def of_people(model, rows=None):
    """What hangs on records that the reader sees; and, where the rule says more, what that leaves."""

    def seen(_world, who):
        found = model.objects.filter(source_record__in=visible_records(who))
        return found & rows(who) if rows else found

    return Scope(model, seen)


def of_pairs(model):
    def seen(world, who):
        both = {"record_a__in": visible_records(who), "record_b__in": visible_records(who)}
        return model.objects.filter(**both) if world.may(who, "families.link") else None

    return Scope(model, seen)


def kind_of(who):
    found = Organisation.objects.filter(pk=who.actor.organisation_id).first()
    return found.kind if found else ""


def restrictions(world, who):
    """Those of which the reader is a named reader, and those that their organisation decided, for whoever may."""
    named = Q(readers__user=who.user_id) if who.user_id else Q(pk=None)
    if world.may(who, "families.restrict"):
        named |= Q(organisation=who.actor.organisation_id)
    return Restriction.objects.filter(named)


def log_of(who):
    here = who.actor.organisation_id
    return Entry.objects.filter(Q(organisation_id=here) | Q(actor_organisation_id=here))


def overseen(who):
    """The host's people look after all listings, others after their own organisation's."""
    return {} if who.situation == HOST else {"organisation_id": who.actor.organisation_id}


def enquiries_seen(who):
    """The desk's, and those that this colleague was asked to take over."""
    return Enquiry.objects.filter(
        Q(pk__in=enquiries.enquiries_of_desk(who.actor).values("pk"))
        | Q(handover__in=handovers.handovers_visible_to(who.actor))
    )


def registrations_seen(who):
    """Those of the hub, and those of families that asked for a copy, for whoever answers for that."""
    return Registration.objects.filter(
        Q(pk__in=registrations.registrations_visible_to(who.actor).values("pk"))
        | Q(pk__in=copies.registrations_asking(who.actor).values("pk"))
    )


def agreements_seen(model, path):
    """The host's keeper reads the whole register; whoever works for a party, what it agreed to."""

    def rows(world, who):
        if who.situation == HOST and world.may(who, "access.agreements"):
            return model.objects.all()
        mine = AgreementParty.objects.filter(organisation_id=who.actor.organisation_id or access.NOWHERE)
        return model.objects.filter(**{f"{path}__in": mine.values("agreement")})

    return Scope(model, rows)


SCOPES = {
    scope.model._meta.db_table: scope
    for scope in [
        agreements_seen(Agreement, "pk"),
        agreements_seen(AgreementParty, "agreement"),
        agreements_seen(AgreementVersion, "agreement"),
        Scope(Referral, lambda _w, who: referrals.referrals_visible_to(who.actor)),
        read_on(ReferralPerson),
        Scope(StatusRow, steps_seen),
        read_on(FamilyContact),
        Scope(
            Guest,
            lambda _w, who: Guest.objects.filter(referrals_sent__in=referrals.referrals_visible_to(who.actor)),
        ),
        Scope(
            Attachment,
            lambda _w, who: Attachment.objects.filter(
                Q(referral__in=referrals.sent_by(who.actor))
                | Q(referral__in=referrals.read_on_by(who.actor), referral__acknowledged_at__isnull=False)
            ),
        ),
        Scope(
            Reminder,
            lambda _w, who: Reminder.objects.filter(
                user_id=who.actor.user_id or NOWHERE, referral__in=referrals.sent_by(who.actor)
            ),
        ),
        Scope(Registration, lambda _w, who: registrations_seen(who)),
        *(
            Scope(model, lambda _w, who, model=model: model.objects.filter(registration__in=registrations_seen(who)))
            for model in (RegisteredPerson, FamilyAsk, AgreedLater, FamilySignIn, PaperCode)
        ),
        Scope(CopyFile, lambda _w, who: copies.files_visible_to(who.actor)),
        *(
            Scope(model, lambda _w, who, model=model: model.objects.filter(file__in=copies.files_visible_to(who.actor)))
            for model in (CopyPart, CopySignOff, CopyHandover)
        ),
        Scope(
            CountedVisit,
            lambda _w, who: CountedVisit.objects.filter(
                organisation_id__in=access.organisations_where(who.actor, "families.register")
            ),
        ),
        Scope(ApiKey, if_may("referrals.connect", lambda who: connections.keys_of(who.actor))),
        Scope(Enquiry, lambda _w, who: enquiries_seen(who)),
        Scope(EnquiryOffer, lambda _w, who: EnquiryOffer.objects.filter(enquiry__in=enquiries_seen(who))),
        Scope(Handover, lambda _w, who: handovers.handovers_visible_to(who.actor)),
        Scope(
            HandoverStep,
            lambda _w, who: HandoverStep.objects.filter(handover__in=handovers.handovers_visible_to(who.actor)),
        ),
        Scope(SourceRecord, lambda _w, who: visible_records(who)),
        *(of_people(model) for model in (SafeContact, AccessNeeds, HouseholdPlace)),
        Scope(
            PersonLink,  # whose a record is, and whose one is on which an involvement hangs
            lambda _w, who: PersonLink.objects.filter(
                Q(source_record__in=visible_records(who))
                | Q(pk__in=visible_to(who).involvements().values("source_record"))
            ),
        ),
        Scope(
            Identifier,
            lambda _w, who: Identifier.objects.filter(
                Q(scheme__in=SCHEMES_OF.get(kind_of(who), ()))
                | Q(source_record__source_organisation=who.actor.organisation_id or NOWHERE),
                source_record__in=visible_records(who),
            ),
        ),
        Scope(
            Relationship,
            lambda _w, who: Relationship.objects.filter(
                record__in=visible_records(who), to_record__in=visible_records(who)
            ),
        ),
        Scope(SentCode, lambda _w, _who: None),  # what checks codes alone
        Scope(MatchKey, lambda _w, _who: None),  # read by functions alone
        Scope(Involvement, lambda _w, who: visible_to(who).involvements()),
        Scope(Opening, lambda _w, who: openings_visible_to(who.actor)),
        Scope(
            OpeningReview,
            lambda _w, who: OpeningReview.objects.filter(opening__in=openings_visible_to(who.actor)),
        ),
        Scope(SealedPart, lambda _w, who: sealed_visible_to(who.actor)),
        Scope(SealedReader, lambda _w, who: SealedReader.objects.filter(part__in=sealed_visible_to(who.actor))),
        Scope(RetentionPeriod, if_may("families.answer_access", lambda _who: RetentionPeriod.objects.all())),
        Scope(LegalHold, lambda _w, who: retention.holds_visible_to(who.actor)),
        Scope(DueItem, lambda _w, who: retention.items_visible_to(who.actor)),
        Scope(Destruction, lambda _w, who: retention.destructions_visible_to(who.actor)),
        of_pairs(LinkDecision),
        of_pairs(LinkCandidate),
        Scope(Restriction, restrictions),
        Scope(
            RestrictionReader,
            lambda world, who: RestrictionReader.objects.filter(
                Q(restriction__in=restrictions(world, who)) | Q(user=who.user_id)
            ),
        ),
        Scope(
            User,
            seen_or_own(
                User,
                "pk",
                if_may(
                    "access.view",
                    lambda who: User.objects.filter(pk__in=access.colleagues_visible_to(who.actor).values("user")),
                ),
            ),
        ),
        Scope(
            Membership,
            seen_or_own(Membership, "user", if_may("access.view", lambda who: access.colleagues_visible_to(who.actor))),
        ),
        Scope(
            Portrait,
            seen_or_own(
                Portrait, "user", if_may("access.manage", lambda who: access.pictures_of_colleagues(who.actor))
            ),
        ),
        Scope(Invitation, if_may("access.view", lambda who: access.invitations_visible_to(who.actor))),
        Scope(OutboxMessage, if_may("outbox.read", lambda who: access.messages_visible_to(who.actor))),
        Scope(Entry, if_may("audit.read", log_of)),
        Scope(
            Draft,
            lambda _w, who: Draft.objects.filter(holder=f"member:{who.user_id}") if who.user_id else None,
        ),
        Scope(
            ServicePlace,
            lambda world, who: ServicePlace.objects.filter(
                Q(is_confidential=False)
                | Q(
                    service__in=Service.objects.filter(
                        organisation_id=who.actor.organisation_id if world.may(who, "directory.edit") else None
                    )
                )
            ),
        ),
        Scope(
            ListingVersion,
            if_may(
                "directory.edit",
                lambda who: ListingVersion.objects.filter(service__in=listings.listings_of(who.actor)),
            ),
        ),
        Scope(ListingChange, if_may("directory.edit", lambda who: listings.changes_visible_to(who.actor))),
        Scope(
            ChangeStep,
            if_may(
                "directory.edit",
                lambda who: ChangeStep.objects.filter(change__in=listings.changes_visible_to(who.actor)),
            ),
        ),
        *(
            Scope(model, lambda w, who, model=model: model.objects.all() if w.may(who, "directory.approve") else None)
            for model in (DuplicatePair, Merge)
        ),
        Scope(ServiceNote, lambda _w, who: notes.notes_visible_to(who.actor)),
        Scope(NoteMark, if_may("directory.notes", lambda _who: NoteMark.objects.all())),
        *(
            Scope(model, lambda _w, who, model=model: model.objects.filter(follows.own(who.actor)))
            for model in (Alert, Follow, FollowChoice, FollowSuggestion)
        ),
        Scope(ProblemReport, lambda _w, who: problems.problems_visible_to(who.actor)),
        Scope(SynonymVersion, if_may("directory.words", lambda _who: SynonymVersion.objects.all())),
        Scope(ProblemReporter, lambda _w, _who: None),  # the job's that writes to them
        Scope(EmailSubscription, lambda _w, _who: None),  # the job's that writes to them
        Scope(
            FreshnessStep,
            if_may("directory.oversee", lambda who: FreshnessStep.objects.filter(**overseen(who))),
        ),
        own_only(EmailAddress, "user"),
        own_only(Authenticator, "user"),
        own_only(SocialAccount, "user"),
        own_only(SocialToken, "account__user"),
        own_only(EmailConfirmation, "email_address__user"),
    ]
}
OWN_ROWS = {"access_user", "access_membership", "core_draft", "account_emailaddress", "mfa_authenticator"}
# Of a stranger: places that the public may know.
FOR_EVERYBODY = {"directory_serviceplace"}


@pytest.fixture
def world():
    return make_world()


def holder(who):
    return f"member:{who.user_id}" if who.user_id else ""


def ids(table, key="id"):
    with connection.cursor() as cursor:
        cursor.execute(f"select {key} from {table}")
        return {row[0] for row in cursor.fetchall()}


def everybody(world):
    return [*world.members, Principal("a stranger")]


def test_every_row_secured_table_has_its_scope():
    secured = {row[0] for row in query("select relname from pg_class where relrowsecurity and relkind = 'r'")}
    assert secured == set(SCOPES)
    assert personal_tables() <= set(SCOPES)


@pytest.mark.slow
def test_the_database_shows_what_the_application_shows(world):
    wrong = []
    for who in everybody(world):
        with acting_as(user_id=who.user_id, holder=holder(who)):
            shown = {table: ids(table) for table in SCOPES}
        # The owner sees every row; who reads is set all the same, for the rules that ask.
        with as_owner(), acting_as(user_id=who.user_id):
            for table, scope in SCOPES.items():
                rows = scope.rows(world, who)
                expected = set() if rows is None else set(rows.values_list("pk", flat=True))
                if shown[table] != expected:
                    wrong.append(f"{table} for {who}: {len(shown[table])} rows instead of {len(expected)}")
    assert wrong == []


@pytest.mark.slow
def test_the_list_of_people_holds_and_counts_whom_its_reader_sees(world):
    """The database works it out at once for a whole organisation; record by record it comes to the same."""
    wrong, some = [], 0
    for who in everybody(world):
        actor, today = who.actor, clock.today()
        with acting_as(user_id=who.user_id):
            found = finding.people_list(actor, today=today)
            listed = set(found.records)
            counted = finding.people_list(actor, today=today, most=1).count
        with as_owner(), acting_as(user_id=who.user_id):
            visible = visible_to(who)
            own = Q(source_organisation__in=access.organisations_where(actor, "families.view"))
            rows = visible.records().filter(own | Q(pk__in=visible.worked)) if world.may(who, "families.view") else []
            expected = {visible.whose[row.pk] for row in rows}
        some += len(expected)
        if (listed, counted) != (expected, len(expected)):
            wrong.append(f"{who}: {len(listed)} shown, {counted} counted, {len(expected)} seen")
    assert wrong == []
    assert some


def test_the_world_has_something_to_hide_in_every_table(world):
    """A comparison of nothing with nothing would prove nothing."""
    empty = {"socialaccount_socialaccount", "socialaccount_socialtoken", "account_emailconfirmation"}
    with as_owner():
        assert {table for table in SCOPES if not ids(table)} == empty


def test_the_numbers_by_hand(world):
    """The comparison above could be wrong on both sides; these are counted from the world."""
    received = len(world.received)

    def referrals_of(role, situation=OWN):
        with acting_as(user_id=world.who(role, situation).user_id):
            return len(ids("referrals_referral")), len(ids("families_sourcerecord"))

    assert referrals_of("practitioner") == (
        received + 2,
        2 * received - 2 + 4 + 7 + 2,
    )  # received, one of a guest, one that north sent; people: but for those of the one that north declined, four of
    # north's own, one of a request, two of south's, two of a registration
    assert referrals_of("referrer") == (1, 2 + 5 + 2)  # without the one that is kept for named people
    assert referrals_of("administrator") == (0, 0)
    assert referrals_of("information-lead") == (0, 0)
    assert referrals_of("analyst") == (0, 0)
    assert referrals_of("provider-editor") == (0, 0)
    assert referrals_of("practitioner", OTHER) == (1, 2 + 2 + 2)
    assert referrals_of("practitioner", SECOND) == (1, 2 + 2 + 2)


@pytest.mark.slow
def test_who_works_for_nobody_here_sees_nothing_but_their_own_account(world):
    for who in everybody(world):
        if who.works:
            continue
        with acting_as(user_id=who.user_id):
            seen = {table: len(ids(table)) for table in set(SCOPES) - OWN_ROWS - FOR_EVERYBODY}
        assert set(seen.values()) == {0}, f"{who}: {seen}"


def test_a_session_without_a_context_sees_nothing(world):
    assert {len(ids(table)) for table in set(SCOPES) - FOR_EVERYBODY} == {0}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from directory_serviceplace where is_confidential")
        assert cursor.fetchone() == (0,)


def test_a_wrong_reference_or_holder_or_job_opens_nothing(world):
    for context in (
        {"reference": "ZZZZ-ZZZZ"},
        {"reference": "%"},
        {"holder": "member:"},
        {"holder": "%"},
        {"job": "no-such-job"},
        {"purpose": "no-such-purpose"},
        {"guest": "00000000-0000-0000-0000-000000000001"},
    ):
        with acting_as(**context):
            seen = {table: len(ids(table)) for table in set(SCOPES) - FOR_EVERYBODY}
        assert set(seen.values()) == {0}, f"{context}: {seen}"


def test_a_family_sees_its_own_request_and_no_other(world):
    for family in world.families():
        with acting_as(reference=family.referral.reference):
            assert ids("referrals_referral") == {family.referral.id}
            assert ids("families_sourcerecord") == {record.id for record in family.records}
            assert ids("families_safecontact") == {family.contact.id}
            # … and which professional asked for it.
            assert ids("access_guest") == ({world.guest.id} if family is world.by_guest else set())
            rest = set(SCOPES) - FOR_EVERYBODY - {
                "access_guest",
                "referrals_referral", "referrals_referralperson", "referrals_statusrow", "referrals_familycontact",
                "families_sourcerecord", "families_safecontact", "families_personlink",
            }  # fmt: skip
            assert {len(ids(table)) for table in rest} == {0}
    assert CODE  # the code is checked by the application: knowing the reference is the database's key


def test_a_guest_sees_what_they_sent_and_no_other(world):
    family = world.by_guest
    with acting_as(guest=world.guest.id):
        assert ids("referrals_referral") == {family.referral.id}
        assert ids("families_sourcerecord") == {record.id for record in family.records}
        assert ids("families_safecontact") == {family.contact.id}
        assert ids("referrals_attachment") == {family.attachment.id}
        assert ids("access_guest") == {world.guest.id}
        assert len(ids("referrals_reminder")) == 1
        rest = set(SCOPES) - FOR_EVERYBODY - {
            "referrals_referral", "referrals_referralperson", "referrals_statusrow", "referrals_familycontact",
            "families_sourcerecord", "families_safecontact", "families_personlink", "referrals_attachment",
            "access_guest", "referrals_reminder",
        }  # fmt: skip
        assert {len(ids(table)) for table in rest} == {0}


def test_a_guest_writes_nothing_in_another_name(world):
    from hearth.referrals.models import Referral

    with acting_as(guest="00000000-0000-0000-0000-000000000001"), connection.cursor() as cursor:
        for table in ("referrals_referral", "referrals_attachment", "access_guest"):
            try:
                with transaction.atomic():
                    cursor.execute(f"update {table} set created_at = now()")
                    assert cursor.rowcount == 0, table
            except ProgrammingError as error:
                assert "permission denied" in str(error)
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(guest=world.guest.id):
        Referral.objects.filter(pk=world.by_guest.referral.pk).update(sender_guest=None)


@pytest.mark.slow
def test_nobody_changes_or_deletes_a_row_that_they_do_not_see(world):
    with as_owner():
        every = {table: ids(table) for table in SCOPES}
    wrong = []
    for who in everybody(world):
        if who.situation == DEACTIVATED and who.role != "hub-manager":
            continue  # one of them is enough here
        for table in SCOPES:
            with acting_as(user_id=who.user_id, holder=holder(who)):
                hidden = list(every[table] - ids(table))
                if not hidden:
                    continue
                for statement in (
                    f"update {table} set id = id where id = any(%s)",
                    f"delete from {table} where id = any(%s)",
                ):
                    try:
                        with transaction.atomic(), connection.cursor() as cursor:
                            cursor.execute(statement, [hidden])
                            changed = cursor.rowcount
                    except ProgrammingError as error:
                        if "permission denied" not in str(error):
                            raise
                        changed = 0
                    if changed:
                        wrong.append(f"{who}: {statement.split()[0]} changed {changed} of {table}")
    assert wrong == []
    with as_owner():
        assert {table: ids(table) for table in SCOPES} == every


@pytest.mark.slow
def test_nobody_changes_or_deletes_blindly(world):
    """Without a condition a statement reads nothing, so that the rule on reading does not stand in its way."""
    dated = {
        row[0] for row in query("select table_name from information_schema.columns where column_name = 'created_at'")
    }
    wrong = []
    for who in [*(p for p in world.members if p.role in {"hub-manager", "administrator"}), Principal("a stranger")]:
        for table, scope in SCOPES.items():
            with as_owner(), acting_as(user_id=who.user_id):
                rows = scope.rows(world, who)
                allowed = 0 if rows is None else rows.count()
            update = [f"update {table} set created_at = now()"] if table in dated else []
            for statement in (*update, f"delete from {table}"):
                changed = 0
                try:
                    with acting_as(user_id=who.user_id, holder=holder(who)), connection.cursor() as cursor:
                        cursor.execute(statement)
                        changed = cursor.rowcount
                        transaction.set_rollback(True)
                except ProgrammingError as error:
                    assert "permission denied" in str(error) or "row-level security" in str(error)
                except IntegrityError:
                    # Something else rests on the rows: they were the reader's own, or there is a hole.
                    changed = 0 if allowed else 1
                if changed > allowed:
                    wrong.append(f"{who}: {statement} changed {changed}, may see {allowed}")
    assert wrong == []


def test_no_policy_lets_everybody_read_or_change():
    """`with check (true)` adds to a log or a queue; `using (true)` would open a table."""
    assert query("select tablename, policyname from pg_policies where qual = 'true'") == []
    open_to_add = {row[0] for row in query("select tablename from pg_policies where with_check = 'true'")}
    assert open_to_add == {"audit_entry", "core_outbox"}


def test_nobody_gives_themselves_a_place_in_another_organisation(world):
    """Membership and role are what everything else rests on."""
    wrong = []
    for who in world.members:
        if who.situation == OWN:
            continue
        for statement, parameters in (
            (
                "insert into access_membership (id, created_at, user_id, organisation_id, role_id, is_active) "
                "values (gen_random_uuid(), now(), %s, %s, 'hub-manager', true)",
                [who.user_id, world.north.id],
            ),
            ("update access_membership set organisation_id = %s where user_id = %s", [world.north.id, who.user_id]),
            ("update access_membership set is_active = true where user_id = %s and not is_active", [who.user_id]),
        ):
            changed = 0
            try:
                with acting_as(user_id=who.user_id), connection.cursor() as cursor:
                    cursor.execute(statement, parameters)
                    changed = cursor.rowcount
            except ProgrammingError as error:
                assert "row-level security" in str(error) or "permission denied" in str(error)
            if changed:
                wrong.append(f"{who}: {statement[:60]}")
    assert wrong == []


def test_nobody_raises_their_own_role(world):
    wrong = []
    for who in world.members:
        if not who.works or world.may(who, "access.manage"):
            continue
        with acting_as(user_id=who.user_id), connection.cursor() as cursor:
            cursor.execute(
                "update access_membership set role_id = 'provider-manager' where user_id = %s", [who.user_id]
            )
            if cursor.rowcount:
                wrong.append(str(who))
    assert wrong == []


def test_working_for_an_organisation_of_somebody_elses_membership_gives_nothing(world):
    """A member can set which membership counts; one that is not theirs must count for nothing."""
    stranger, insider = world.who("practitioner", OTHER), world.who("practitioner")
    with acting_as(user_id=stranger.user_id), connection.cursor() as cursor:
        cursor.execute(
            "update access_user set active_membership_id = %s where id = %s",
            [insider.user.active_membership_id, stranger.user_id],
        )
        assert ids("referrals_referral") == set()
        assert ids("access_invitation") == set()

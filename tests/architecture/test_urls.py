"""The first lock: every address x every role x every situation x every state of a record, with the answer that the
rules demand. Nothing is listed but what the rules cannot know; an address that nobody classified fails."""

import html
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hearth.access.guards import Reach
from hearth.access.roles import shipped
from hearth.core.tests.support import as_owner
from tests.architecture.addresses import PUBLIC, RECORDS, SPECIAL, Address, addresses
from tests.architecture.browsers import enter, signed_in
from tests.world import (
    CLOSED,
    DEACTIVATED,
    ENDED,
    HOST,
    NETWORK_WIDE,
    OTHER,
    OWN,
    REGISTERED_WORDS,
    SECOND,
    Principal,
    World,
    make_world,
)  # fmt: skip

pytestmark = pytest.mark.django_db

# Views of third parties that wear no guard of ours: why that is right. Route, reason.
UNGUARDED: dict[str, str] = {}
FINE = {200, 302, 303, 400, 405, 409, 410, 422, 429}
# Addresses that answer a POST like a GET, because there is nothing that it could change: why.
NOTHING_TO_FORGE = {
    "open_referral:openapi-json": "the open API's description of itself",
    "referrals_api:send_referral": "for systems: a session opens nothing there, only a key does",
    "referrals_api:read_referral": "for systems: a session opens nothing there, only a key does",
}
# What everybody has for their own organisation's records, and the host's people for all.
OVERSEES_ALL = {"directory.oversee", "directory.calendar", "access.own_agreements"}
OVERSEES_ALL |= {"families.view_openings", "families.answer_access"}
OPEN_TO_ANYBODY = {Reach.PUBLIC, Reach.FAMILY, Reach.SIGN_IN}
# Addresses whose POST ends a session or speaks to another server, and so is not made here: why.
NOT_POSTED = {
    "access:sign_out": "ends the session",
    "access:lock": "ends the session",
}


@pytest.fixture
def world():
    return make_world()


@dataclass
class Asked:
    """What came back, after everything that the request wrote has been undone."""

    status: int
    location: str = ""
    body: str = ""
    failed: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def ask(client: Client, method: str, url: str) -> Asked:
    kept = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    try:
        with transaction.atomic():
            try:
                response = getattr(client, method)(url)
                body = b"".join(response) if response.streaming else response.content
                answer = Asked(
                    response.status_code, response.headers.get("Location", ""), body.decode("utf-8", "replace"),
                    headers=dict(response.headers),
                )  # fmt: skip
            finally:
                transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 (any exception is what we look for)
        answer = Asked(500, failed=f"{type(error).__name__}: {error}"[:300])
    client.cookies = kept
    return answer


def widened(address: Address, who: Principal, world: World) -> bool:
    """Whoever approves changes for the host also edits any organisation's listings, on the pages of their editors."""
    of_listings = {"listing_id", "organisation_id", "change_id"} & set(address.arguments)
    return (
        bool(of_listings)
        and address.guard is not None
        and address.guard.permission == "directory.edit"
        and world.may(who, "directory.approve")
    )


def wanted(address: Address, who: Principal, world: World) -> set[int]:
    """The statuses that the rules allow."""
    guard = address.guard
    assert guard is not None
    anonymous = who.user is None or who.situation == DEACTIVATED
    if address.name.startswith("referrals_api:") and guard.reach is Reach.SIGN_IN:
        return {401}  # for systems with a key, and for nobody who comes with a session
    if guard.reach in OPEN_TO_ANYBODY:
        return FINE | {404}
    if guard.reach is Reach.GUEST:
        return {302}  # nobody of these came in as a guest
    if anonymous:
        return {302}
    if guard.reach is Reach.SIGNED_IN:
        return FINE | {404}
    if who.situation in {ENDED, CLOSED}:
        return {302}  # works for nobody: to choosing an organisation
    if not world.may(who, guard.permission):
        return {403}
    wide = guard.permission in NETWORK_WIDE | OVERSEES_ALL or widened(address, who, world)
    beyond = who.situation == HOST and not wide
    if address.names_a_record and (who.situation in {OTHER, SECOND} or beyond):
        return {404, 405}  # a method that the page has for nobody says nothing about the record
    # Whether one's own record is on this page at all depends on the role: the rows test says which are visible.
    return FINE | {404} if address.names_a_record else FINE


def leaks(answer: Asked, url: str, words: list[str]) -> list[str]:
    """Which of these words the page or the redirect shows; its own address, which the asker typed, aside."""
    text = html.unescape(answer.body)
    for own in (url, quote(url, safe=""), quote(url)):
        text = text.replace(own, "")
    location = answer.location.replace(quote(url), "").replace(quote(url, safe=""), "").replace(url, "")
    return [word for word in words if word in text or word in location]


def test_every_address_wears_a_guard():
    bare = {address.route for address in addresses() if address.guard is None}
    assert bare == set(UNGUARDED), "an address that nobody classified, or an exception that is gone"


def test_every_address_has_a_name():
    """So that links are made by name; a second spelling of a named page needs none."""
    named = {address.view for address in addresses() if address.name}
    assert [address.route for address in addresses() if not address.name and address.view not in named] == []


def test_every_permission_of_a_guard_is_one_that_roles_give():
    known = set(shipped()["permissions"])
    asked = {address.guard.permission for address in addresses() if address.guard and address.guard.permission}
    assert asked - known == set()


def test_every_argument_has_a_sample():
    missing = {f"{address}: {argument}" for address in addresses() for argument in address.unknown_arguments()}
    assert missing == set(), "add samples to tests/architecture/addresses.py"


def test_samples_are_still_needed():
    used = {argument for address in addresses() for argument in address.arguments}
    names = {(address.name, argument) for address in addresses() for argument in address.arguments}
    assert set(RECORDS) - used == set()
    assert set(PUBLIC) - used == set()
    assert set(SPECIAL) - names == set()
    assert (set(NOT_POSTED) | set(NOTHING_TO_FORGE)) - {address.name for address in addresses()} == set()


def people(world: World, situation: str) -> list[Principal]:
    if situation == "a stranger":
        return [Principal("a stranger")]
    return [principal for principal in world.members if principal.situation == situation]


def forbidden_words(world: World, who: Principal) -> list[str]:
    """What this person may see nowhere on the whole site."""
    secrets = world.secrets_of_families()
    if who.situation == OWN and world.permissions.get(who.role, set()) & {"referrals.view", "referrals.view_sent"}:
        sees = [family for family in world.families() if family is not world.elsewhere]
        if "referrals.view" not in world.permissions[who.role]:
            sees = [world.sent]
    elif who.situation in {OTHER, SECOND} and "referrals.view" in world.permissions.get(who.role, set()):
        sees = [world.elsewhere]
    else:
        sees = []
    allowed = {word for family in sees for word in [*family.words, family.referral.reference]}
    words = [word for word in secrets if word not in allowed]
    words += ["qxtold.north@home.example", "qxtold.south@home.example"]  # nobody reads where to write to them
    words += ["qxsubscriber."]
    words += [place.address_1 for place in world.places.values()] if who.situation != OWN else []
    desk = ("Qxcalled", "Qxnoted", "Qxcontact", "Qxtoknow", "Qxtaker", "Qxdesk")
    theirs = {OWN: "north", OTHER: "south", SECOND: "south"}.get(who.situation)
    at_desk = world.may(who, "enquiries.log") or world.may(who, "enquiries.take")
    words += [f"{word} {name}" for word in desk for name in ("north", "south") if not (at_desk and name == theirs)]
    words += world.people.hidden_from(world, who)
    registers = world.may(who, "families.register") or world.may(who, "families.view")
    answers = world.may(who, "families.answer_access")  # in the copies that families asked for
    words += [
        f"{word}{'' if word.endswith('.') else ' '}{name}"
        for word in REGISTERED_WORDS
        for name in world.registrations
        if not (
            ((registers or answers) and name == theirs)
            or (answers and who.situation == HOST)
            or (world.may(who, "families.link") and name == "north")
        )
    ]
    words += [] if world.may(who, "directory.notes") else ["Qxnote north", "Qxnote south", "Qxauthor"]
    words += (
        []
        if who.situation == OWN and who.role in {"practitioner", "referrer"}
        else ["Qxsealed north", "Qxsealer north"]
    )
    if who.situation != OWN and not (who.situation == HOST and world.may(who, "families.answer_access")):
        words += ["Qxemergency north", "Qxopener north", "Qxwatcher north"]
    if who.situation != OWN:
        mine = {who.user.name, who.user.email} if who.user else set()
        words += [word for word in world.names_of_members() if word not in mine]
        words += ["Qxinvited north", "qxinvited.north@", "Qxlooker north", "Qxbody north", "qxrecipient.north@"]
        words += [] if world.may(who, "directory.approve") else ["Qxproblem north"]
    return words


def is_asked(world: World, address: Address, who: Principal) -> bool:
    """Whether the answer may depend on this person. What cannot is asked once in each situation.

    At their own organisation and at the host every role asks for every address. Elsewhere those ask whose role has the
    permission, and one whose role has not.
    """
    guard = address.guard
    assert guard is not None
    if guard.reach in OPEN_TO_ANYBODY:
        return who.role in {"", "hub-manager"}
    if who.situation in {OWN, HOST} or guard.reach is not Reach.STAFF:
        return True
    having = [role for role, permissions in world.permissions.items() if guard.permission in permissions]
    others = [role for role in world.permissions if role not in having]
    asking = having[:1] if who.situation in {ENDED, DEACTIVATED, CLOSED} else having
    return who.role in {*asking, *others[:1]}


def asks_every_state(world: World, address: Address, who: Principal) -> bool:
    """Whether this person asks for a record in each of its states: one of those who may, for with the same right the
    state decides alike for all."""
    permission = address.guard.permission if address.guard else ""
    having = [role for role, permissions in world.permissions.items() if permission in permissions]
    return address.has_states and bool(permission) and who.role in having[:1]


def methods(address: Address, who: Principal, world: World) -> tuple[str, ...]:
    """By which methods somebody asks. Whose role lacks the permission is refused before the view, so that the method
    decides nothing: by the one that could change something. Where it is never right, they read."""
    if address.name in NOT_POSTED:
        return ("get",)
    guard = address.guard
    lacks = guard and guard.reach is Reach.STAFF and who.situation in {OWN, HOST}
    return ("post",) if lacks and not world.may(who, guard.permission) else ("get", "post")


# The quick run asks as a stranger and as the host's people, who may open most; the whole run asks as everybody.
WHOLE_RUN = [
    pytest.param(situation, marks=pytest.mark.slow) for situation in (OWN, OTHER, SECOND, ENDED, DEACTIVATED, CLOSED)
]


@pytest.mark.parametrize("situation", ["a stranger", HOST, *WHOLE_RUN])
def test_the_answer_that_the_rules_demand(world, situation):
    wrong, opened = {}, {}
    for who in people(world, situation):
        client = signed_in(who)
        words = forbidden_words(world, who)
        for address in addresses():
            if not is_asked(world, address, who):
                continue
            states = sorted(world.received) if situation == OWN and asks_every_state(world, address, who) else ["new"]
            for state in states:
                url = address.url(world, state)
                for method in methods(address, who, world):
                    answer = ask(client, method, url)
                    said = ""
                    if answer.failed:
                        said = answer.failed
                    elif answer.status not in wanted(address, who, world):
                        said = f"{answer.status}, not {sorted(wanted(address, who, world))}"
                    elif found := leaks(answer, url, words):
                        said = f"{answer.status} shows {found[:3]}"
                    if said:
                        at = f"{method.upper()} {address}: {said}"
                        wrong.setdefault(at, set()).add(f"{who.role} {state}" if address.has_states else who.role)
                    if method == "get":
                        opened.setdefault(address.name, set()).add(answer.status)
                    elif answer.status == 302 and "login" in answer.location:
                        opened.setdefault(address.name, set()).add(302)
    lines = [f"{at} (for {', '.join(sorted(whom))})" for at, whom in wrong.items()]
    assert not wrong, f"{len(wrong)} wrong answers:\n" + "\n".join(lines[:60])
    if situation in {OWN, HOST}:
        # A page that is 404 for everybody proves nothing.
        dead = [
            address.name
            for address in addresses()
            if address.guard.reach is Reach.STAFF
            and (address.guard.permission in NETWORK_WIDE) == (situation == HOST)
            and opened[address.name] <= {403, 404}
        ]
        assert dead == [], "nobody of the right organisation can open these"


def test_strangers_are_sent_to_sign_in_and_back(world):
    for address in addresses():
        if address.guard.reach in {Reach.STAFF, Reach.SIGNED_IN}:
            url = address.url(world)
            answer = ask(Client(), "get", url)
            assert answer.location.startswith(reverse("account_login")), address
            assert f"next={quote(url)}" in answer.location, address


@pytest.mark.slow
def test_a_password_alone_does_not_open_what_shows_personal_data(world):
    """TRUST 11: without the second step a member of such a role gets no further than setting it up."""
    personal = {role["code"] for role in shipped()["roles"] if role["sees_personal_data"]}
    wrong = []
    for role in sorted(personal):
        who = world.who(role)
        client = Client()
        enter(client, who)
        for address in addresses():
            if address.guard.reach is Reach.STAFF:
                answer = ask(client, "get", address.url(world))
                if answer.status != 302 or leaks(answer, address.url(world), world.secrets_of_families()):
                    wrong.append(f"{address} for {who}: {answer.status}")
    assert wrong == []


@pytest.mark.slow
def test_pages_about_people_stay_out_of_every_cache(world):
    who = world.who("provider-manager")
    client = signed_in(who)
    wrong = []
    for address in addresses():
        if address.guard.reach is Reach.PUBLIC:
            continue
        answer = ask(client, "get", address.url(world, "accepted"))
        if answer.status == 200 and "no-store" not in answer.headers.get("Cache-Control", ""):
            wrong.append(address.name)
    assert wrong == []


def test_public_pages_open_no_transaction_of_a_reader_and_name_nobody(world):
    client = signed_in(world.who("practitioner"))
    words = world.secrets_of_families() + world.names_of_members()
    me = {world.who("practitioner").user.name, world.who("practitioner").user.email}
    wrong = []
    for address in addresses():
        if address.guard.reach is Reach.PUBLIC:
            url = address.url(world)
            found = set(leaks(ask(client, "get", url), url, words)) - me
            if found:
                wrong.append(f"{address}: {sorted(found)}")
    assert wrong == []


def test_security_headers_are_on_every_kind_of_answer(world):
    for client, url in (
        (Client(), "/no-such-page/"),
        (Client(), reverse("account_login")),
        (signed_in(world.who("practitioner")), "/staff/"),
        (signed_in(world.who("analyst")), reverse("access:members")),
    ):
        headers = ask(client, "get", url).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert re.search(r"frame-ancestors 'none'", policy)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.slow
def test_a_forged_form_is_refused(world):
    """Every POST without the form's token: refused, whoever sends it."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(world.who("provider-manager")).cookies
    open_to_forgery = []
    for address in addresses():
        answer = ask(client, "post", address.url(world))
        if answer.status not in {403, 404, 405} and address.name not in NOTHING_TO_FORGE:
            open_to_forgery.append(f"{address}: {answer.status}")
    assert open_to_forgery == []
    with as_owner():
        assert (
            world.received["new"].referral.__class__.objects.get(pk=world.received["new"].referral.pk).state == "sent"
        )

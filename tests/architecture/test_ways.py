"""Every page can be reached by clicking, no link leads nowhere, and no address says anything of a person."""

from urllib.parse import unquote

import pytest
from django.db import transaction

from hearth.access.guards import Reach
from hearth.core import navigation
from tests.architecture.addresses import addresses
from tests.architecture.browsers import Walk, signed_in, walk
from tests.world import HOST, OWN, Principal, World, make_world

pytestmark = pytest.mark.django_db

ONE, FEW = 1, 8  # pages of a kind
# Pages that no link leads to: why.
NOT_LINKED = {
    "health": "for machines",
    "referrals:ask-entry": "by answering the question before it",
    "referrals:ask-remove": "by answering the question before it",
    "referrals:ask-check": "by answering the question before it",
    "referrals:asked": "by sending a request",
    "register:answers-entry": "by answering the question before it",
    "register:answers-remove": "by answering the question before it",
    "register:answers-check": "by answering the question before it",
    "your_family:code": "by asking for a code",
    "your_family:family": "by giving a code",
    "your_family:looked": "by giving a code",
    "your_family:correct": "by giving a code",
    "your_family:contact": "by giving a code",
    "your_family:needs": "by giving a code",
    "your_family:agreed": "by giving a code",
    "your_family:copy": "by giving a code",
    "your_family:copy_pdf": "from one's own page, where a copy is offered",
    "your_family:copy_data": "from one's own page, where a copy is offered",
    "your_family:without_record": "by giving a code",
    "your_family:leave": "by giving a code",
    "your_family:sign_in": "where the network has a sign-in for families",
    "your_family:sign_in_back": "from the sign-in for families",
    "your_family:add_sign_in": "from one's own page, where the network has a sign-in for families",
    "your_family:take_back_sign_in": "from one's own page, once a sign-in was added",
    "register:done": "by registering",
    "register:leave": "by registering",
    "register:kiosk": "by making a device a kiosk",
    "register:begin_kiosk": "by making a device a kiosk",
    "register:leave_kiosk": "by signing in on a kiosk",
    "register:known": "for the script of the paper form",
    "register:session": "by scanning the poster of a session",
    "register:hand_over": "from a registration whose family somebody has met",
    "register:session_poster": "from the page of posters, of a hub at which something is on",
    "copies:begin": "from a copy that nobody has begun",
    "copies:ready": "from a copy of which every part is decided",
    "copies:sign": "from a copy that waits for a sign-off",
    "copies:back": "from a copy that waits for a sign-off",
    "retention:destroy": "from something that is due and that nobody holds",
    "referrals:followed": "by giving a reference and its code",
    "referrals:withdraw": "from a followed request",
    "referrals:who": "shown on a followed request, where who has it gave a picture",
    "referrals:contact": "from a followed request",
    "referrals:answer_question": "from a followed request",
    "referrals:message": "from a followed request",
    "referrals:complain": "from a followed request",
    "referrals:go_on": "from a followed request",
    "referrals:answer": "from what was sent, where the service asked something",
    "referrals:guest_answer": "by coming in as a guest",
    "referrals:guest_reopen": "by coming in as a guest",
    "referrals:reopen_sent": "from what was sent and has ended",
    "referrals:reopen_own": "from a followed request that has ended",
    "referrals:guest_settle": "by coming in as a guest",
    "referrals:new_code": "from a followed request",
    "referrals:leave": "from a followed request",
    "referrals:put_back": "from somebody who was taken from the queue",
    "referrals:read_message": "from a request to which a family wrote",
    "referrals:finish_handover": "from a handover that was taken over",
    "directory:robots": "for search engines",
    "directory:sitemap": "for search engines",
    "directory:sitemap_pages": "for search engines",
    "directory:sitemap_services": "for search engines",
    "directory:saved": "by saving a service",
    "directory:list": "by being given a list",
    "directory:list_leaflet": "from a list",
    "directory:stop_link": "by the link of an email",
    "directory:embed_script": "for other websites",
    "directory:emails_confirm": "by the link of an email",
    "directory:emails_leave": "by the link of an email",
    "directory:emails_go_on": "by the link of an email",
    "directory:propose_again": "from a pair that somebody said is not the same",
    "directory:restore": "from the versions, where there is more than one and changes need no approval",
    "directory:send_face": "by changing what the public reads of the organisation",
    "site:logo": "shown once somebody has given a logo",
    "referrals:forget_draft": "from a referral that is being written",
    "referrals:guest_record": "by coming in as a guest",
    "referrals:guest_remind_me": "by coming in as a guest",
    "referrals:guest_remind_no_more": "by coming in as a guest",
    "referrals:guest_withdraw": "by coming in as a guest",
    "referrals:guest_documents": "by coming in as a guest",
    "referrals:guest_document": "by coming in as a guest",
    "referrals:guest_forget": "by coming in as a guest",
    "referrals:guest_send-step": "by coming in as a guest",
    "referrals:guest_send-entry": "by coming in as a guest",
    "referrals:guest_send-remove": "by coming in as a guest",
    "referrals:guest_send-check": "by coming in as a guest",
    "guest:code": "by asking for a code",
    "guest:leave": "by coming in as a guest",
    "referrals:send-entry": "by answering the question before it",
    "referrals:send-remove": "by answering the question before it",
    "referrals:send-check": "by answering the question before it",
    "directory:asked": "by the link of a letter",
    "directory:asked_again": "by the link of a letter that is too old",
    "directory:asked_changed": "by the link of a letter",
    "directory:asked_edit": "by the link of a letter",
    "directory:restore_words": "from words that were taken away",
    "directory:asked_closed": "by the link of a letter",
    "account_invitation": "by the link of an invitation",
    "account_inactive": "by signing in to a closed account",
    "account_reset_password_done": "by asking for a new password",
    "account_reset_password_from_key": "by the link of an email",
    "account_reset_password_from_key_done": "by setting a new password",
    "account_reauthenticate": "when a page asks who you are again",
    "mfa_authenticate": "by giving the password",
    "mfa_activate_totp": "by signing in without a second step; from one's account page where there is none yet",
    "access:choose": "by working for several organisations",
    "access:switch": "by working for several organisations",
    "account_change_password": "from one's account page, where there is a password",
    "mfa_index": "allauth goes there; it leads to one's account page",
    "openid_connect_login": "on the sign-in page, when an organisation's own sign-in is set up",
    "openid_connect_callback": "from the organisation's own sign-in",
    # allauth builds addresses to these; they answer 404 to everybody.
    "account_signup": "not offered",
    "account_email": "not offered",
    "account_email_verification_sent": "not offered",
    "account_set_password": "not offered",
    "socialaccount_connections": "not offered",
    "socialaccount_signup": "not offered",
    "socialaccount_login_cancelled": "not offered",
    "socialaccount_login_error": "not offered",
    "mfa_download_recovery_codes": "not offered",
}


@pytest.fixture
def world():
    return make_world()


def somebody(world: World) -> list[Principal]:
    """A stranger, and one member of each role."""
    return [Principal("a stranger"), *(who for who in world.members if who.situation in {OWN, HOST})]


def walked(world: World) -> dict[str, Walk]:
    """Each one's walk. Of the pages that the stranger saw members see one of a kind, and of those that a member saw the
    next ones a few: what a reader's role decides, it decides for all of a kind."""
    walks: dict[str, Walk] = {}
    enough: dict[str, int] = {}
    for who in somebody(world):
        with transaction.atomic():
            walks[str(who)] = found = walk(signed_in(who), ["/", "/staff/"], enough=enough)
            transaction.set_rollback(True)
        for kind in found.reached:
            enough.setdefault(kind, ONE if who.user is None else FEW)
    return walks


@pytest.mark.slow
def test_every_page_is_reached_no_link_is_broken_and_no_address_names_anybody(world):
    walks = walked(world)
    broken = {f"{url}: {what}": who for who, found in walks.items() for url, what in found.broken.items()}
    assert not broken, "links that lead nowhere, or where the reader may not go:\n" + "\n".join(
        f"{what} ({who})" for what, who in broken.items()
    )

    reached = {name for found in walks.values() for name in found.reached}
    every = {address.name for address in addresses() if address.name and not address.name.startswith("open-referral")}
    apis = ("open-referral", "api/")
    api = {address.name for address in addresses() if address.route.startswith(apis)}
    lost = every - reached - set(NOT_LINKED) - api
    assert not lost, f"pages that nobody can reach by clicking: {sorted(lost)}"
    assert set(NOT_LINKED) - every == set(), "these are gone"
    linked = set(NOT_LINKED) & reached
    assert not linked, f"linked after all, take these from the list: {sorted(linked)}"

    words = [word for family in world.families() for word in family.words] + [
        part for name in world.names_of_members() for part in (name, *name.split())
    ]
    words = [word for word in words if word.startswith(("Qx", "qx", "+447"))]
    named = {
        f"{who}: {address}"
        for who, found in walks.items()
        for address in found.addresses
        for word in words
        if word in unquote(address)
    }
    assert named == set(), "personal data in addresses"


def test_members_menus_lead_only_where_they_may_go(world):
    """A menu entry that ends in a refusal is a promise broken: the walk above would find it; this says which menu."""
    guards = {address.name: address.guard for address in addresses()}
    for entry in navigation.entries():
        guard = guards[entry.url_name]
        assert guard is not None, entry.url_name
        if guard.reach is Reach.STAFF:
            assert entry.permission == guard.permission, f"{entry.url_name}: the menu and the page disagree"

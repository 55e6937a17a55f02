"""Every address of the site: its name, its guard, its arguments, and a sample of each argument from the test world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hearth.access.guards import Guard, guard_of
from hearth.directory.vocabularies import term_id
from tests.world import OWN, World

# Arguments that name a record of somebody: for anybody who has nothing to do with it the page does not exist (404).
RECORDS: dict[str, Callable[[World, str], Any]] = {
    "reference": lambda world, state: world.received[state].referral.reference,
    "attachment_id": lambda world, state: world.received[state].attachment.id,
    "invitation_id": lambda world, _state: world.invitations["north"].id,
    "membership_id": lambda world, _state: world.who("front-desk", OWN).user.active_membership_id,
    "message_id": lambda world, _state: world.messages["north"].id,
    "note_id": lambda world, _state: world.notes["north"].id,
    "follow_id": lambda world, _state: world.follows["north"].id,
    "problem_id": lambda world, _state: world.problems["north"].id,
    "listing_id": lambda world, _state: world.services["north"].id,
    "site_id": lambda world, _state: world.closure.site_id,
    "closure_id": lambda world, _state: world.closure.id,
    "organisation_id": lambda world, _state: world.north.id,
    "pair_id": lambda world, _state: world.pair.id,
    "merge_id": lambda world, _state: world.merge.id,
    "change_id": lambda world, _state: world.changes["north"].id,
    "key_id": lambda world, _state: world.api_key.id,
    "webhook_id": lambda world, _state: world.webhook.id,
    "delivery_id": lambda world, _state: world.delivery.id,
    "enquiry_id": lambda world, _state: world.enquiries["north"].id,
    "opening_id": lambda world, _state: world.openings["north"].id,
    "restriction_id": lambda world, _state: world.restriction.id,
    "party_id": lambda world, _state: world.sharing_parties["north"].id,
    "sharing_id": lambda world, _state: world.sharing["north"].id,
    "handover_id": lambda world, _state: world.handovers["north"].id,
    "copy_id": lambda world, _state: world.copies["north"].id,
    "ask_id": lambda world, _state: world.copies["north"].ask_id,
    "item_id": lambda world, _state: world.due["north"].id,
    "hold_id": lambda world, _state: world.holds["north"].id,
    "record_id": lambda world, _state: world.people.records["north"].id,
    "registration_id": lambda world, _state: world.registrations["north"].id,
}
# Arguments that name something public, or nothing that exists.
PUBLIC: dict[str, Callable[[World], Any]] = {
    "service_id": lambda world: world.services["north"].id,
    "slug": lambda world: world.site.slug,
    # The open API; the place is a secret one, which must not be there.
    "place_id": lambda world: world.places["north"].id,
    "organization_id": lambda world: world.services["north"].organisation_id,
    "taxonomy_id": lambda _world: term_id("service-expectations", ""),
    "term_id": lambda _world: term_id("service-expectations", "housing"),
    "feed_id": lambda world: world.feed.id,
    "word_id": lambda world: world.feed_word.id,
    "row_id": lambda world: world.load_row.id,
    "load_id": lambda world: world.load.id,
    "synonym_id": lambda world: world.synonym.id,
    "partner_id": lambda world: world.north.id,
    "agreement_id": lambda world: world.agreement.id,
    "step": lambda _world: "help",
    "part": lambda _world: "0",
    "group": lambda _world: "children",
    "number": lambda _world: 1,
    "code": lambda _world: "infant-feeding",
    "school_term_id": lambda world: world.school_term.id,
    "occasion": lambda _world: "2026-01-05-1000",
    "token": lambda _world: "no-such-token",
    "provider_id": lambda _world: "organisation",
    "uidb36": lambda _world: "zz",
    "key": lambda _world: "no-such-key",
    "page": lambda _world: "name",
    "time_id": lambda world: world.schedules["north"].id,
    "exception_id": lambda world: world.exceptions["north"].id,
    "origin_id": lambda world: world.embed_origin.id,
    # Of the whole network: whoever may not decide about links has no permission at all.
    "candidate_id": lambda world: world.people.candidate.id,
    "decision_id": lambda world: world.people.decision.id,
    "record_class": lambda _world: "registration",
    "extract_id": lambda world: world.people.source.id,
}
# The service is public; what this page says of it is its provider's alone.
OF_ONE_PROVIDER = {("referrals:waiting_list", "service_id")}
# Where an address means another record than the one its argument usually names: (name, argument) to a sample.
SPECIAL: dict[tuple[str, str], Callable[[World, str], Any]] = {
    ("directory:approve", "change_id"): lambda world, _state: world.sent_changes["north"].id,
    ("directory:send_back", "change_id"): lambda world, _state: world.sent_changes["north"].id,
    ("copies:pdf", "copy_id"): lambda world, _state: world.given_copy.id,
    ("copies:data", "copy_id"): lambda world, _state: world.given_copy.id,
    ("referrals:sent_record", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals_api:read_referral", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:sent_fhir", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:remind_me", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:remind_no_more", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:withdraw_sent", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:mark_in_error", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:sent_document", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:sent_document", "attachment_id"): lambda world, _state: world.sent.attachment.id,
    ("referrals:add_document", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:answer", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:settle_sent", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:reopen_sent", "reference"): lambda world, _state: world.sent.referral.reference,
    ("referrals:guest_answer", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_settle", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_reopen", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_record", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_remind_me", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_remind_no_more", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_withdraw", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_documents", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_document", "reference"): lambda world, _state: world.by_guest.referral.reference,
    ("referrals:guest_document", "attachment_id"): lambda world, _state: world.by_guest.attachment.id,
    ("referrals:guest_send-step", "step"): lambda _world, _state: "family",
    ("referrals:guest_send-entry", "step"): lambda _world, _state: "child",
    ("referrals:send-step", "step"): lambda _world, _state: "family",
    ("referrals:ask-entry", "step"): lambda _world, _state: "child",
    ("register:session", "service_id"): lambda world, _state: world.services["council"].id,
    ("register:session_poster", "service_id"): lambda world, _state: world.services["council"].id,
    ("register:answers-step", "step"): lambda _world, _state: "name",
    ("register:answers-entry", "step"): lambda _world, _state: "child",
    ("referrals:send-entry", "step"): lambda _world, _state: "child",
}


@dataclass(frozen=True)
class Address:
    """One URL pattern."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Any

    def __str__(self) -> str:
        return self.name or self.route

    @property
    def guard(self) -> Guard | None:
        return guard_of(self.view)

    @property
    def names_a_record(self) -> bool:
        return any(argument in RECORDS or (self.name, argument) in OF_ONE_PROVIDER for argument in self.arguments)

    @property
    def has_states(self) -> bool:
        """Whether the argument that names a record goes through a request's states."""
        return "reference" in self.arguments and (self.name, "reference") not in SPECIAL

    def unknown_arguments(self) -> list[str]:
        return [a for a in self.arguments if a not in RECORDS and a not in PUBLIC and (self.name, a) not in SPECIAL]

    def url(self, world: World, state: str = "new") -> str:
        """The address of the first provider's record in a state."""
        if not self.name:
            return f"/{self.route}"
        values: dict[str, Any] = {}
        for argument in self.arguments:
            special = SPECIAL.get((self.name, argument))
            if special:
                values[argument] = special(world, state)
            elif argument in RECORDS:
                values[argument] = RECORDS[argument](world, state)
            else:
                values[argument] = PUBLIC[argument](world)
        return reverse(self.name, kwargs=values)


def addresses() -> list[Address]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, namespace: str, before: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        arguments = before + tuple(
            getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex  # path() or re_path()
        )
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route, inner, arguments)
        else:
            yield Address(f"{namespace}{pattern.name}" if pattern.name else "", route, arguments, pattern.callback)

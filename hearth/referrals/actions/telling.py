"""Telling the parties of a referral what happened: the family safely, staff without a word about anybody."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hearth.access.actions.guests import write_to_guest
from hearth.access.actions.notices import notify_staff
from hearth.access.models import Organisation
from hearth.core.actors import Actor
from hearth.core.words import date_words
from hearth.families.models import SafeContact
from hearth.families.safe_contact import FamilyWords, Plan, tell_family
from hearth.referrals import queries, wording
from hearth.referrals.events import OF_MOVE, Moved
from hearth.referrals.machine import FAMILY, LEAD, PROVIDER, SENDER, WORKER, machine
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.staff import wording as staff_wording


def message_key(row: StatusRow, party: str) -> str:
    """What makes a message one: a row of the story tells a party once."""
    return f"referrals.{row.move}:{row.referral_id}:{row.number}:{party}"


def purpose_of(row: StatusRow) -> str:
    """What a message is about: the log's word for the move ("referrals.accepted")."""
    return f"referrals.{OF_MOVE[row.move].__name__.lower()}"


def tell_receipt(
    *, referral: Referral, row: StatusRow, safe_contact: SafeContact | None, code: str, by: Actor, now: datetime
) -> Plan:
    """The family's receipt, with the reference and the code: to the safe contact only. `row` is what it is told of:
    the sending, or the passing on or opening again of the earlier one."""
    with translation.override(safe_contact.language if safe_contact else "en"):
        again = row.move == "reopen"
        paragraphs = wording.email_receipt(referral, passed_on=bool(row.linked_reference) and not again, again=again)
    words = FamilyWords(email=paragraphs, reference=referral.reference, code=code)
    return _tell_family(row.referral, row, safe_contact, words, by, now)


def tell_news_again(*, referral: Referral, safe_contact: SafeContact, by: Actor, now: datetime) -> Plan:
    """That there is news, by a contact that was given after the news had been written to another."""
    with translation.override(safe_contact.language):
        words = FamilyWords(email=wording.email_news_again(), reference=referral.reference)
    return tell_family(
        safe_contact=safe_contact,
        purpose="referrals.contact_changed",
        words=words,
        key=f"referrals.news:{referral.id}:{safe_contact.id}",
        by=by,
        now=now,
        subject_type="referrals.Referral",
        subject_id=referral.id,
        organisation_id=referral.provider_id,
        family_knows=referral.family_knows,
    )


def tell_parties(event: Moved, *, by: Actor) -> None:
    """Tell whoever the machine says hears of this move. The receipt of a family goes out with the sending itself, and
    with the passing on or opening again, because it carries the code."""
    row = StatusRow.objects.select_related("referral__provider", "referral__service").get(
        referral_id=event.referral_id, number=event.number
    )
    tells = machine().moves[row.move].tells
    if FAMILY in tells and row.move not in {"send", "redirect", "reopen"}:
        contact = queries.contact_of(row.referral)
        with translation.override(contact.language if contact else "en"):
            words = FamilyWords(email=wording.email_news(row.referral, row), reference=row.referral.reference)
        _tell_family(row.referral, row, contact, words, by, row.at)
    if PROVIDER in tells:
        _tell_provider(row)
    if WORKER in tells and row.referral.allocated_to != row.actor_id:
        _tell_worker(row)
    if LEAD in tells:
        tell_lead(row.referral, key=message_key(row, LEAD), purpose=purpose_of(row))
    if SENDER in tells:
        _tell_sender(row)


def _tell_family(
    referral: Referral, row: StatusRow, contact: SafeContact | None, words: FamilyWords, by: Actor, now: datetime
) -> Plan:
    return tell_family(
        safe_contact=contact,
        purpose=purpose_of(row),
        words=words,
        key=message_key(row, FAMILY),
        by=by,
        now=now,
        subject_type="referrals.Referral",
        subject_id=referral.id,
        organisation_id=referral.provider_id,
        family_knows=referral.family_knows,
    )


def _tell_provider(row: StatusRow) -> None:
    referral = row.referral
    url = _record_url(referral)
    with translation.override("en"):
        if row.move == "send":
            due = date_words(referral.acknowledge_by)
            subject, body = staff_wording.new_request_email(referral.reference, due, url)
        else:
            # What was sent by mistake is gone from the service's pages, so no link leads there.
            gone = row.move == "mark-in-error"
            subject, body = staff_wording.moved_email(row.move, referral.reference, "" if gone else url)
    # Whoever has it; all who open requests, where nobody has it or they have left.
    for only_user_id in (referral.allocated_to, None) if referral.allocated_to else (None,):
        told = notify_staff(
            organisation_id=referral.provider_id,
            permission="referrals.open",
            only_user_id=only_user_id,
            subject=subject,
            body=body,
            purpose=purpose_of(row),
            key=message_key(row, PROVIDER),
            subject_id=referral.id,
        )
        if told:
            return
    if row.move == "send":
        _tell_host(row)


def _tell_worker(row: StatusRow) -> None:
    referral = row.referral
    with translation.override("en"):
        subject, body = staff_wording.given_email(referral.reference, _record_url(referral))
    notify_staff(
        organisation_id=referral.provider_id,
        permission="referrals.open",
        only_user_id=referral.allocated_to,
        subject=subject,
        body=body,
        purpose=purpose_of(row),
        key=message_key(row, WORKER),
        subject_id=referral.id,
    )


def tell_lead(referral: Referral, *, key: str, purpose: str) -> None:
    """The duty leads of the service; where it has none whoever opens requests there, and else the host's leads."""
    with translation.override("en"):
        subject, body = staff_wording.attention_email(referral.reference, _record_url(referral))
    for permission in ("referrals.lead", "referrals.open"):
        if notify_staff(
            organisation_id=referral.provider_id,
            permission=permission,
            subject=subject,
            body=body,
            purpose=purpose,
            key=key,
            subject_id=referral.id,
        ):
            return
    for host in Organisation.objects.filter(is_host=True, is_active=True):
        subject, body = staff_wording.nobody_there_email(referral.provider.name, referral.reference)
        notify_staff(
            organisation_id=host.id,
            permission="referrals.lead",
            subject=subject,
            body=body,
            purpose=purpose,
            key=f"{key}:host",
            subject_id=referral.id,
        )


def _tell_host(row: StatusRow) -> None:
    """Nobody at the service can open it: the council that runs the network hears of it instead."""
    referral = row.referral
    subject, body = staff_wording.nobody_there_email(referral.provider.name, referral.reference)
    for host in Organisation.objects.filter(is_host=True, is_active=True):
        notify_staff(
            organisation_id=host.id,
            permission="referrals.open",
            subject=subject,
            body=body,
            purpose="referrals.nobody-there",
            key=message_key(row, "host"),
            subject_id=referral.id,
        )


def _tell_sender(row: StatusRow) -> None:
    referral = row.referral
    with translation.override("en"):
        subject, body = staff_wording.moved_email(row.move, referral.reference, sender_url(referral))
    write_to_sender(referral, subject=subject, body=body, purpose=purpose_of(row), key=message_key(row, SENDER))


def write_to_sender(referral: Referral, *, subject: str, body: str, purpose: str, key: str) -> None:
    """To the guest or the member who sent it, or to their colleagues should they have left; to nobody where the family
    asked by itself."""
    if referral.sender_guest_id is not None:
        write_to_guest(
            guest_id=referral.sender_guest_id,
            subject=subject,
            body=body,
            purpose=purpose,
            key=key,
            subject_id=referral.id,
        )
        return
    if referral.sender_organisation_id is None:
        return
    for only_user_id in (referral.sender_user_id, None):
        if notify_staff(
            organisation_id=referral.sender_organisation_id,
            permission="referrals.view_sent",
            only_user_id=only_user_id,
            subject=subject,
            body=body,
            purpose=purpose,
            key=key,
            subject_id=referral.id,
        ):
            return


def sender_url(referral: Referral) -> str:
    """The sender's own page of it: the service's is not there for senders. A guest is asked for a code first, so
    whoever reads the email sees nothing by its link alone."""
    page = "referrals:guest_record" if referral.sender_guest_id else "referrals:sent_record"
    return settings.PUBLIC_URL + reverse(page, args=[referral.reference])


def _record_url(referral: Referral) -> str:
    return settings.PUBLIC_URL + reverse("referrals:record", args=[referral.reference])

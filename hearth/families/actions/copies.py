"""The copy that a family asked for: gathering what is held, deciding of each part, a second member's sign-off, and
handing it over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.queries import organisations
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import events
from hearth.core.actors import FAMILY, Actor
from hearth.core.rowcontext import acting_as
from hearth.directory.leaflets import press
from hearth.families import blackout, copies, held, released
from hearth.families.actions.telling import tell_registered
from hearth.families.events import CopyHandedOver, CopySigned
from hearth.families.models import CopyFile, CopyHandover, CopyPart, CopySignOff, Decision, FamilyAsk, Registration
from hearth.families.queries import copies as queries
from hearth.families.queries import registrations

PURPOSE, TOLD = "families.copy_waits", "families.copy_open"
CONTACTS = "families.codes"  # the job that may read a registration's safe contact
DECIDED = ("decision", "reason", "note", "pieces", "passages", "decided_by", "decided_by_name", "decided_at")


class CopyRefused(Exception):
    """Nothing was changed; the message says why."""


@transaction.atomic
def begin_copy(*, ask_id: UUID, by: Actor, now: datetime) -> CopyFile:
    """Begin to put together what a family asked for, and gather what is held. Begun already, it is that one.

    Raises FamilyAsk.DoesNotExist for whoever does not answer for it.
    """
    ask = queries.asks_visible_to(by).get(pk=ask_id)
    found = CopyFile.objects.filter(ask=ask).first()
    if found is not None:
        return found
    assert by.user_id is not None
    try:
        with transaction.atomic():
            file = CopyFile(
                created_at=now, ask=ask, registration=ask.registration,
                organisation_id=ask.registration.organisation_id, begun_by=by.user_id, begun_by_name=by.name,
                rules_version=copies.version(),
            )  # fmt: skip
            file.save(force_insert=True)
    except IntegrityError:  # a colleague began it at the same moment
        return CopyFile.objects.get(ask=ask)
    _log("families.copy_begun", file, by)
    _gather(file, by, now)
    return file


@transaction.atomic
def gather_again(*, file_id: UUID, by: Actor, now: datetime) -> int:
    """Take down what is held now. What was decided of parts that say the same still holds; returns how many parts are
    new or changed. Raises CopyRefused once it waits for a sign-off."""
    return _gather(_preparing(file_id, by), by, now)


def _gather(file: CopyFile, by: Actor, now: datetime) -> int:
    with translation.override("en"):  # members read English, and so do the parts
        found = held.gather(file.registration_id)
    before = {part.digest: part for part in file.parts.all()}
    CopyPart.objects.filter(file=file).delete()
    made, new = [], 0
    for number, one in enumerate(found, start=1):
        part = CopyPart(
            created_at=now, file=file, number=number, kind=one.kind, source_id=one.source_id, digest=one.digest,
            title=one.title, about=one.about[:200], held_at=one.at,
            items=[{"label": item.label, "text": item.text} for item in one.items], is_locked=one.is_locked,
            proposed_why=one.why, decision=one.decision, reason=one.reason, pieces=one.pieces,
            passages=list(one.passages),
        )  # fmt: skip
        if one.is_locked:
            part.decided_at = now  # there is nothing to decide
        earlier = before.get(one.digest)
        if earlier is not None:
            for name in DECIDED:
                setattr(part, name, getattr(earlier, name))
        new += earlier is None
        made.append(part)
    CopyPart.objects.bulk_create(made)
    file.gathered_at, file.is_met = now, registrations.is_met(file.registration)
    file.save(update_fields=["gathered_at", "is_met"])
    _log("families.copy_gathered", file, by, parts=len(made), new=new)
    return new


@transaction.atomic
def decide_part(
    *,
    file_id: UUID,
    number: int,
    decision: str,
    reason: str,
    note: str,
    pieces: Sequence[Sequence[int]],
    passages: Sequence[str],
    by: Actor,
    now: datetime,
) -> CopyPart:
    """Say what becomes of a part. Raises CopyRefused where it may not be, CopyPart.DoesNotExist."""
    file = _preparing(file_id, by)
    part = CopyPart.objects.select_for_update().get(file=file, number=number)
    if part.is_locked:
        raise CopyRefused(_("What is sealed is always held back."))
    known = {code for code, _words, _basis in copies.reasons()}
    if decision not in Decision.values or (decision != Decision.GIVE and reason not in known):
        raise CopyRefused(_("Choose one of the answers that are shown"))
    texts = [str(item["text"]) for item in part.items]
    for passage in passages if decision == Decision.BLACK_OUT else ():
        if not any(blackout.stretches_of(passage, text) for text in texts):
            raise CopyRefused(_("“%(words)s” does not stand in this part") % {"words": passage})
    if decision == Decision.BLACK_OUT and not any(blackout.by_item(pieces, passages, texts)):
        raise CopyRefused(_("Choose what is blacked out"))
    part.decision, part.note = decision, note
    part.reason = "" if decision == Decision.GIVE else reason
    part.pieces = [list(piece) for piece in pieces] if decision == Decision.BLACK_OUT else []
    part.passages = list(passages) if decision == Decision.BLACK_OUT else []
    part.decided_by, part.decided_by_name, part.decided_at = by.user_id, by.name, now
    part.save(update_fields=DECIDED)
    _log("families.copy_part_decided", file, by, part=number, decision=decision)
    return part


@transaction.atomic
def give_the_rest(*, file_id: UUID, by: Actor, now: datetime) -> int:
    """Give every part of which nobody has decided and against which nothing was found; returns how many."""
    file = _preparing(file_id, by)
    rows = CopyPart.objects.filter(file=file, decided_at=None, decision=Decision.GIVE, proposed_why="")
    given = rows.update(decided_by=by.user_id, decided_by_name=by.name, decided_at=now)
    if given:
        _log("families.copy_part_decided", file, by, parts=given, decision=Decision.GIVE.value)
    return given


@transaction.atomic
def put_for_sign_off(*, file_id: UUID, by: Actor, now: datetime) -> CopyFile:
    """Everything is decided: somebody else looks at it. They are told, in words that name nobody."""
    file = _preparing(file_id, by)
    if file.parts.filter(decided_at=None).exists() or not file.parts.exists():
        raise CopyRefused(_("Decide of every part first."))
    file.ready_at = now
    file.save(update_fields=["ready_at"])
    _log("families.copy_ready", file, by)
    host = organisations().filter(is_host=True).values_list("pk", flat=True)
    link = settings.PUBLIC_URL + reverse("copies:file", args=[file.pk])
    for organisation_id in sorted({file.organisation_id, *host}):
        notify_staff(
            organisation_id=organisation_id, permission=queries.ANSWER, subject=_("A copy waits for a second look"),
            body=_("A copy that a family asked for waits to be signed off by somebody who did not prepare it: ") + link,
            purpose=PURPOSE, key=f"{PURPOSE}:{file.pk}:{now:%Y%m%d%H%M}:{organisation_id.hex[:8]}",
            subject_type="families.CopyFile", subject_id=file.pk,
        )  # fmt: skip
    return file


@transaction.atomic
def send_back(*, file_id: UUID, words: str, by: Actor, now: datetime) -> CopyFile:
    """It is not right yet: whoever prepared it goes on. Raises CopyRefused."""
    file = _mine(file_id, by)
    if file.ready_at is None or CopySignOff.objects.filter(file=file).exists():
        raise CopyRefused(_("It does not wait for a sign-off."))
    file.ready_at, file.returned_by_name, file.returned_words = None, by.name, words
    file.save(update_fields=["ready_at", "returned_by_name", "returned_words"])
    _log("families.copy_sent_back", file, by)
    return file


@transaction.atomic
def sign_off(*, file_id: UUID, by: Actor, now: datetime) -> CopySignOff:
    """Answer for it as a second member: the files are made and kept, and nothing changes in it any more.

    Raises CopyRefused for whoever prepared any of it, where it does not wait, and where too much is printed just now.
    """
    file = _mine(file_id, by)
    if CopySignOff.objects.filter(file=file).exists():
        raise CopyRefused(_("A colleague has signed it off already."))
    if file.ready_at is None or file.gathered_at is None:
        raise CopyRefused(_("It does not wait for a sign-off."))
    if by.user_id is None or by.user_id in queries.prepared_by(file):
        raise CopyRefused(_("Somebody who did not prepare it signs it off."))
    parts = list(file.parts.all())
    whose = next((part.about for part in parts if part.kind == "registration"), "")
    try:
        made = released.make(
            parts=parts, whose=whose, reference=file.registration.reference,
            language=file.registration.notice_language, gathered_at=file.gathered_at,
        )  # fmt: skip
    except press.Busy:
        raise CopyRefused(_("Many papers are being made just now. Try again in a minute.")) from None
    pdf_digest, data_digest = made.digests
    signed = CopySignOff(
        created_at=now, file=file, by_user_id=by.user_id, by_name=by.name, pdf=made.pdf, data=made.data,
        pdf_digest=pdf_digest, data_digest=data_digest, given=made.given, held_back=made.held_back,
    )  # fmt: skip
    signed.save(force_insert=True)
    _log("families.copy_signed", file, by, given=made.given, held_back=made.held_back)
    events.publish(CopySigned(file_id=file.pk), by=by)
    return signed


@transaction.atomic
def hand_over(*, file_id: UUID, how: str, words: str, by: Actor, now: datetime) -> CopyHandover:
    """The family has it, or may take it from its own page from now on: what it asked for is answered.

    On its own page only where somebody has met the family: a page that anybody may have opened gives nothing out.
    Raises CopyRefused.
    """
    file = _mine(file_id, by)
    if not CopySignOff.objects.filter(file=file).exists():
        raise CopyRefused(_("It is not signed off yet."))
    if how not in CopyHandover.How.values:
        raise CopyRefused(_("Choose one of the answers that are shown"))
    on_page = how == CopyHandover.How.OWN_PAGE
    if on_page and not registrations.is_met(file.registration):
        raise CopyRefused(_("Nobody at the hub has met this family yet, so it cannot be on its own page."))
    assert by.user_id is not None
    handed = CopyHandover(
        created_at=now, file=file, how=how, words=words, by_user_id=by.user_id, by_name=by.name,
        open_until=now + copies.open_for() if on_page else None,
    )  # fmt: skip
    handed.save(force_insert=True)
    FamilyAsk.objects.filter(pk=file.ask_id, answered_at=None).update(answered_at=now, answered_by=by.user_id)
    _log("families.copy_handed_over", file, by, how=how)
    if on_page:
        _tell(file, handed, by, now)
    events.publish(CopyHandedOver(file_id=file.pk, how=how), by=by)
    return handed


def _tell(file: CopyFile, handed: CopyHandover, by: Actor, now: datetime) -> None:
    """The family hears that something waits on its page, in the safe way and in words that anybody may read."""
    with acting_as(job=CONTACTS):
        contact = registrations.contact_of_id(file.registration_id)
        tell_registered(
            registration=file.registration,
            contact=contact,
            purpose=TOLD,
            says=(lazy(copies.cover, str)("waits"),),
            about=handed.pk,
            by=by,
            now=now,
        )


def record_view(*, file: CopyFile, by: Actor) -> None:
    """Somebody looked at what is in it."""
    _log("families.copy_viewed", file, by, kind=EntryKind.VIEW)


def record_taken(*, file: CopyFile, form: str, by: Actor) -> None:
    """Somebody took the file away; `form` is "pdf" or "json"."""
    _log("families.copy_taken", file, by, kind=EntryKind.EXPORT, form=form)


def record_family_took(*, registration: Registration, form: str) -> None:
    """The family took its copy from its own page."""
    audit.record(
        action="families.copy_taken",
        by=FAMILY,
        kind=EntryKind.EXPORT,
        organisation_id=registration.organisation_id,
        subject_type="families.Registration",
        subject_id=registration.pk,
        detail={"form": form},
    )


def _mine(file_id: UUID, by: Actor) -> CopyFile:
    """The file, locked. Raises CopyFile.DoesNotExist for whoever does not answer for it."""
    return queries.files_visible_to(by).select_for_update(of=("self",)).get(pk=file_id)


def _preparing(file_id: UUID, by: Actor) -> CopyFile:
    file = _mine(file_id, by)
    if file.ready_at is not None:
        raise CopyRefused(_("It waits for a sign-off, or is signed off: nothing changes in it."))
    return file


def _log(action: str, file: CopyFile, by: Actor, *, kind: EntryKind = EntryKind.CHANGE, **detail: str | int) -> None:
    audit.record(
        action=action,
        by=by,
        kind=kind,
        organisation_id=file.organisation_id,
        subject_type="families.Registration",
        subject_id=file.registration_id,
        detail={"file": str(file.pk), **detail},
    )

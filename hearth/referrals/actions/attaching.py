"""Adding a document to what was sent, taking it away again, and reading one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import events
from hearth.core.actors import Actor
from hearth.referrals import files, queries
from hearth.referrals.events import DocumentAdded, DocumentRemoved
from hearth.referrals.files import NotTaken
from hearth.referrals.machine import SENDER, machine
from hearth.referrals.models import Attachment, Referral


def attach(*, referral: Referral, name: str, content: bytes, by: Actor, now: datetime) -> Attachment:
    """Add a document to a referral that the actor's side sent and that is still going on. The same one twice is one.

    Raises files.NotTaken with words for the page, Referral.DoesNotExist for anybody else's referral.
    """
    checked = files.check(name=name, content=content)
    digest = hashlib.sha256(checked.content).hexdigest()
    with transaction.atomic():
        held = _held(referral, by)
        if not machine().is_open(held.state):
            raise NotTaken(_("It has come to an end, so nothing can be added any more"))
        again = Attachment.objects.filter(referral=held, digest=digest).first()
        if again is not None:
            return again
        if Attachment.objects.filter(referral=held).count() >= files.MOST:
            raise NotTaken(_("Five documents are the most. Take one away first"))
        made = Attachment.objects.create(
            created_at=now,
            referral=held,
            name=checked.name,
            kind=checked.kind,
            size=len(checked.content),
            digest=digest,
            content=checked.content,
            by_id=by.user_id,
            by_name=by.name,
        )
        _log("referrals.document_added", held, made.pk, by)
        events.publish(DocumentAdded(referral_id=held.pk, attachment_id=made.pk), by=by)
    return made


@transaction.atomic
def take_away(*, referral: Referral, attachment_id: UUID, by: Actor) -> None:
    """Delete a document that should not have come along. Raises Attachment.DoesNotExist, Referral.DoesNotExist."""
    held = _held(referral, by)
    found = Attachment.objects.defer("content").get(pk=attachment_id, referral=held)
    found.delete()
    _log("referrals.document_removed", held, attachment_id, by)
    events.publish(DocumentRemoved(referral_id=held.pk, attachment_id=attachment_id), by=by)


@transaction.atomic
def read(*, referral: Referral, attachment_id: UUID, by: Actor) -> Attachment:
    """The document with its content, and a note in the log that it was read. Raises Attachment.DoesNotExist."""
    found = queries.attachments_of(referral, by).get(pk=attachment_id)
    _log("referrals.document_read", referral, attachment_id, by, kind=EntryKind.VIEW)
    return found


def _held(referral: Referral, by: Actor) -> Referral:
    """The actor's side sent it; locked."""
    held = queries.sent_by(by).select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if held is None or SENDER not in queries.parties_of(held, by):
        raise Referral.DoesNotExist
    return held


def _log(action: str, referral: Referral, attachment_id: UUID, by: Actor, kind: EntryKind = EntryKind.CHANGE) -> None:
    audit.record(
        action=action,
        kind=kind,
        by=by,
        organisation_id=referral.provider_id,
        subject_type="referrals.Referral",
        subject_id=referral.pk,
        detail={"document": str(attachment_id)},
    )

"""Everyday words that staff keep: added, changed, taken away and brought back, each time with a reason.

Nothing is deleted. A word that came with the product and is changed here is ours from then on: no upgrade touches it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hearth.access.queries import works_for_host
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory.events import SynonymChanged
from hearth.directory.models import Synonym, SynonymVersion
from hearth.directory.queries.lexicon import Saying


class SynonymRefused(Exception):
    """The change cannot be made; the message says why, for whoever asked."""


@transaction.atomic
def add_synonym(*, saying: Saying, reason: str, by: Actor, now: datetime) -> Synonym:
    """Add what is typed and what it means. One that was taken away comes back with the new meaning.

    Raises SynonymRefused where there is one for these words already, and for anybody but the host's people.
    """
    _host_only(by)
    there = Synonym.objects.select_for_update().filter(typed=saying.typed).first()
    if there is not None:
        if there.removed_at is None:
            raise _taken(saying.typed)
        return _write(there, saying, reason=reason, by=by, now=now, action="directory.synonym_restored")
    made = Synonym(typed=saying.typed, is_ours=True, version=0, created_at=now)
    try:
        with transaction.atomic():
            return _write(made, saying, reason=reason, by=by, now=now, action="directory.synonym_added")
    except IntegrityError:  # a colleague added the same words at the same moment
        raise _taken(saying.typed) from None


@transaction.atomic
def change_synonym(
    *, synonym_id: UUID, saying: Saying, reason: str, seen_version: int, by: Actor, now: datetime
) -> Synonym:
    """Change what is typed or what it means. Raises SynonymRefused where somebody changed it since `seen_version`."""
    kept = _locked(synonym_id, by)
    if kept.version != seen_version:
        raise SynonymRefused(_("A colleague has changed these words since you opened them. Look at them again."))
    if kept.removed_at is not None:
        raise SynonymRefused(_("These words were taken away. Bring them back first."))
    if Synonym.objects.filter(typed=saying.typed).exclude(pk=kept.pk).exists():
        raise _taken(saying.typed)
    return _write(kept, saying, reason=reason, by=by, now=now, action="directory.synonym_changed")


@transaction.atomic
def remove_synonym(*, synonym_id: UUID, reason: str, by: Actor, now: datetime) -> Synonym:
    """Take the words away: searches no longer know them. Raises SynonymRefused where they were taken away before."""
    kept = _locked(synonym_id, by)
    if kept.removed_at is not None:
        raise SynonymRefused(_("These words were taken away before."))
    same = Saying(kept.typed, tuple(kept.means), tuple(kept.leads_to))
    return _write(kept, same, reason=reason, by=by, now=now, action="directory.synonym_removed", removed=True)


@transaction.atomic
def restore_synonym(*, synonym_id: UUID, number: int, reason: str, by: Actor, now: datetime) -> Synonym:
    """Make the words mean again what they meant in that version; a removed one comes back.

    Raises SynonymRefused where there is no such version, or other words are typed the same now.
    """
    kept = _locked(synonym_id, by)
    older = SynonymVersion.objects.filter(synonym=kept, number=number).first()
    if older is None:
        raise SynonymRefused(_("There is no such version of these words."))
    if Synonym.objects.filter(typed=older.typed).exclude(pk=kept.pk).exists():
        raise _taken(older.typed)
    saying = Saying(older.typed, tuple(older.means), tuple(older.leads_to))
    return _write(kept, saying, reason=reason, by=by, now=now, action="directory.synonym_restored")


def _write(
    kept: Synonym, saying: Saying, *, reason: str, by: Actor, now: datetime, action: str, removed: bool = False
) -> Synonym:
    """The one way in which a synonym changes: the row, its version, the log and the event."""
    if kept.version == 1 and not kept.is_ours:
        _keep_version(kept, reason="", by=None, at=kept.updated_at)  # as it came with the product
    kept.typed, kept.means, kept.leads_to = saying.typed, list(saying.means), list(saying.leads_to)
    kept.removed_at = now if removed else None
    kept.is_ours = True
    kept.version += 1
    kept.updated_at = now
    kept.save()
    _keep_version(kept, reason=reason, by=by, at=now)
    audit.record(
        action=action,
        by=by,
        subject_type="synonym",
        subject_id=kept.pk,
        reason=reason,
        detail={"version": kept.version},
    )
    events.publish(SynonymChanged(synonym_id=kept.pk, version=kept.version, removed=removed), by=by)
    return kept


def _keep_version(kept: Synonym, *, reason: str, by: Actor | None, at: datetime) -> None:
    SynonymVersion.objects.create(
        synonym=kept,
        number=kept.version,
        typed=kept.typed,
        means=kept.means,
        leads_to=kept.leads_to,
        is_removed=kept.removed_at is not None,
        reason=reason,
        at=at,
        by_user_id=by.user_id if by else None,
        by_name=by.name if by else "",
    )


def _locked(synonym_id: UUID, by: Actor) -> Synonym:
    _host_only(by)
    return Synonym.objects.select_for_update().get(pk=synonym_id)


def _taken(typed: str) -> SynonymRefused:
    return SynonymRefused(_("There are words for “%(typed)s” already. Change those instead.") % {"typed": typed})


def _host_only(by: Actor) -> None:
    if not works_for_host(by):
        raise SynonymRefused(_("Only the council that runs this network changes its everyday words."))

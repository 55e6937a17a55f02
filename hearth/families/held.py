"""What is held about a family, in parts, for the copy that it asked for: each app above families adds its own. The
settings name them (`HEARTH_HELD`); each such module has `held(registration_id, family) -> list[Held]`, made of what the
database gives to whoever answers for it. What is sealed is in none of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings

from hearth.families import blackout
from hearth.families.models import Decision

CHILD_ELSEWHERE = "child-elsewhere"  # why a part about a child that was said elsewhere is looked at by itself
ANOTHER, HARM, SEALED = "another-person", "serious-harm", "sealed"  # codes of data/copies.yaml
SHORTEST = 3  # letters of a name that is looked for in what was written


@dataclass(slots=True)
class Family:
    """Who they are: what each is called by the newest that was said, and which of them registered. The first app of the
    settings fills it in."""

    names: dict[UUID, str] = field(default_factory=dict)
    adults: set[UUID] = field(default_factory=set)

    def is_child(self, person: UUID | None) -> bool:
        """Whether this is one of the children, whose other parent may have told others something."""
        return person is not None and person not in self.adults


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a part. `is_others`: it is another person's, and is proposed to be blacked out whole."""

    label: str
    text: str
    is_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that is held, with what speaks for and against giving it. `others` are names of people in it who did
    not ask for the copy."""

    kind: str
    title: str
    items: Sequence[Item]
    source_id: UUID | None = None
    about: str = ""
    at: datetime | None = None
    others: Sequence[str] = ()
    decision: Decision = Decision.GIVE
    reason: str = ""
    why: str = ""
    passages: Sequence[str] = ()
    is_locked: bool = False

    @property
    def pieces(self) -> list[list[int]]:
        """Items that are blacked out whole, as [which, start, end]."""
        return [[which, 0, len(item.text)] for which, item in enumerate(self.items) if item.is_others and item.text]

    @property
    def digest(self) -> str:
        """Of what it says: two that say the same are one, also when it is gathered again."""
        said = [
            self.kind,
            str(self.source_id),
            self.title,
            self.about,
            [[item.label, item.text] for item in self.items],
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def gather(registration_id: UUID) -> list[Held]:
    """Everything, in the order of the settings and by day, with proposals. Empty for whoever may not ask."""
    family = Family()
    found: list[Held] = []
    for path in settings.HEARTH_HELD:
        found += import_module(path).held(registration_id, family)
    kept = [tidied(one) for one in found]
    others = {name for one in kept for name in one.others if name}
    return [proposed(one, others, set(family.names.values())) for one in kept if one.items]


def tidied(one: Held) -> Held:
    """Without lines that say nothing, and in composed letters, so that what is typed finds what stands there."""
    items = [replace(item, text=blackout.tidy(item.text)) for item in one.items]
    return replace(one, items=[item for item in items if item.text], others=[blackout.tidy(o) for o in one.others])


def proposed(one: Held, others: Iterable[str], own: Iterable[str]) -> Held:
    """Other people's lines, and their names wherever they stand, are proposed to be blacked out: a person decides."""
    if one.decision == Decision.HOLD:
        return one
    ours = {word.casefold() for name in own for word in (name, *name.split())}
    names = {word for name in others for word in (name, *name.split()) if len(word) >= SHORTEST}
    texts = [item.text for item in one.items]
    passages = sorted(
        (
            word
            for word in names
            if word.casefold() not in ours and any(blackout.stretches_of(word, text) for text in texts)
        ),
        key=lambda word: (-len(word), word),
    )
    passages = [word for i, word in enumerate(passages) if not any(word in longer for longer in passages[:i])]
    if not passages and not one.pieces:
        return one
    return replace(
        one,
        decision=Decision.BLACK_OUT,
        reason=one.reason or ANOTHER,
        why=one.why or "somebody-else",
        passages=passages,
    )

"""What apps above access add to the page of an agreement. The settings name them (`HEARTH_BESIDE_AGREEMENT`); each such
module has `beside_loss(actor, giver_id, taker_id, categories) -> list[Seen]`: what of it is seen today."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings

from hearth.access.queries.agreements import Loss
from hearth.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one category that goes from one organisation to another, in words: of how many people it is, and how many
    members of the taker see it."""

    people: str
    members: str


def beside_loss(actor: Actor, loss: Loss) -> list[Seen]:
    """Everything that is added about one loss, in the order of the settings."""
    return [
        seen
        for path in getattr(settings, "HEARTH_BESIDE_AGREEMENT", ())
        for seen in import_module(path).beside_loss(actor, loss.giver.pk, loss.taker.pk, loss.categories)
    ]

"""What apps above access add to the page of an agreement. The settings name them (`HEARTH_BESIDE_AGREEMENT`); each such
module has `beside_loss(actor, giver_id, taker_id, categories) -> list[str]`: sentences about what would be lost."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from hearth.access.queries.agreements import Loss
from hearth.core.actors import Actor


def beside_loss(actor: Actor, loss: Loss) -> list[str]:
    """Everything that is added about one loss, in the order of the settings."""
    return [
        words
        for path in getattr(settings, "HEARTH_BESIDE_AGREEMENT", ())
        for words in import_module(path).beside_loss(actor, loss.giver.pk, loss.taker.pk, loss.categories)
    ]

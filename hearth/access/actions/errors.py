"""Why an action on accounts was refused, in words for the page."""

from __future__ import annotations

from hearth.core.actors import Actor


class AccessRefused(Exception):
    """The action was refused and nothing was changed. The message says why, to whoever asked."""


def require_organisation(by: Actor, organisation_id: object) -> None:
    """Raise AccessRefused unless the actor works, at this moment, for that organisation."""
    if by.organisation_id is None or by.organisation_id != organisation_id:
        raise AccessRefused("The actor works for another organisation.")

"""What actions of registration refuse."""

from __future__ import annotations


class NotAllowed(Exception):
    """The actor's role does not allow this here."""

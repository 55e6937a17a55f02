"""What the front desk's actions refuse."""

from __future__ import annotations


class DeskRefused(Exception):
    """It cannot be done so; `field` names the field of the form, and the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class EnquiryMoved(Exception):
    """A colleague was first: it no longer stands as the page showed it."""

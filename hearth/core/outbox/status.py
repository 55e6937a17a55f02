"""What a fault means in words, for the page that shows whether messages went out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from hearth.core.outbox.gateways import Fault

WORDS: dict[str, StrPromise] = {
    Fault.BAD_ADDRESS: _("The address or number does not exist, or does not take messages."),
    Fault.REFUSED: _("The messaging service refused this message."),
    Fault.AWAY: _("The messaging service could not be reached."),
    Fault.BUSY: _("The messaging service was too busy."),
    Fault.NOT_LET_IN: _("The messaging service did not accept our key or password. Tell your administrator."),
    Fault.INTERRUPTED: _("Sending was interrupted. It may or may not have arrived."),
    Fault.OUR_MISTAKE: _("Something is wrong on our side. Tell your administrator."),
}


def fault_words(code: str) -> str:
    """A message's `last_error` in words; empty when there was no fault."""
    return str(WORDS.get(code, ""))

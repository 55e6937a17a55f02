"""Emails and texts on their way out: written in the transaction that causes them, sent after it, each once.

Only `access.actions` (to staff) and `families.safe_contact` (to families) may queue; a test holds that. Sending is in
`sending`, what keeps it whole in `upkeep`, the ways out in `gateways`.
"""

from hearth.core.outbox.queue import Backlog, backlog, hold_for, queue
from hearth.core.outbox.status import fault_words
from hearth.core.outbox.upkeep import retry

__all__ = ["Backlog", "backlog", "fault_words", "hold_for", "queue", "retry"]

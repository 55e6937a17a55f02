"""Emails and texts on their way out: written in the transaction that causes them, sent after it, each once.

Only `access.actions` (to staff) and `families.safe_contact` (to families) may queue; a test holds that.
"""

from hearth.core.outbox.queue import Backlog, backlog, queue

__all__ = ["Backlog", "backlog", "queue"]

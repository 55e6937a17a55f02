"""Messages on the terminal, for a developer who watches. Not for a served site: its logs would hold what families
read."""

from __future__ import annotations

import sys

from hearth.core.outbox.gateways.base import EVERY_CHANNEL, Outgoing


class ConsoleGateway:
    """Prints each message. A repeat prints again."""

    channels = EVERY_CHANNEL

    def send(self, message: Outgoing) -> str:
        """Print it."""
        lines = [f"--- {message.channel} {message.id}", f"To: {message.recipient}"]
        if message.subject:
            lines.append(f"Subject: {message.subject}")
        sys.stdout.write("\n".join([*lines, "", message.body, "---\n"]))
        sys.stdout.flush()
        return str(message.id)

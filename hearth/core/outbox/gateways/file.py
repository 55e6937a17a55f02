"""One file a message: for the demo, for tests, and for a council that collects them with a program of its own."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from django.conf import settings

from hearth.core.models import Channel
from hearth.core.outbox.gateways.base import EVERY_CHANNEL, Fault, Outgoing, Passing
from hearth.core.outbox.gateways.envelope import one_click_headers


class FileGateway:
    """Writes `<message id>.eml` or `<message id>.txt`: a few header lines, an empty line, the words.

    The file appears whole and only once, whatever is killed when: it is written under another name and then linked to
    its own, which the file system refuses to do twice.
    """

    channels = EVERY_CHANNEL

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(folder or settings.OUTBOX_FOLDER)

    def send(self, message: Outgoing) -> str:
        """Write the file, unless it is there. Raises Passing when the disk is full or the folder may not be used."""
        name = f"{message.id}.{'eml' if message.channel == Channel.EMAIL else 'txt'}"
        # Named by process too: of two that write the same message, neither writes into the other's.
        part = self.folder / f".{name}.{os.getpid()}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(self._text(message))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(part, self.folder / name)
            part.unlink()
        except OSError as error:
            raise Passing(Fault.AWAY) from error
        return name

    @staticmethod
    def _text(message: Outgoing) -> str:
        headers = {
            "Message-ID": f"<{message.id}>",
            "From": settings.DEFAULT_FROM_EMAIL if message.channel == Channel.EMAIL else "",
            "To": message.recipient,
            "Subject": " ".join(message.subject.split()),
            "Content-Language": message.language,
            **one_click_headers(message),
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        }
        lines = [f"{name}: {value}" for name, value in headers.items() if value]
        return "\n".join([*lines, "", message.body, ""])

"""What the editors of a listing are told of their change, by email. Nothing of a person stands in it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.directory.models import ListingChange


def decided(change: ListingChange, move: str, by: str, words: str) -> tuple[str, str]:
    """Subject and body, in English, for "approve" and "send-back"."""
    with translation.override("en"):
        name = change.service.name if change.service else change.organisation.name
        corrected = any("sent" in said for said in change.parts.values())
        if move == "approve":
            subject = _("Your change is public now")
            lines = [_("%(who)s approved your change of “%(listing)s”. Families read it now.")]
            if corrected:
                lines.append(_("Something was corrected first: you see what on the page below."))
        else:
            subject = _("Please look at your change again")
            lines = [
                _("%(who)s looked at your change of “%(listing)s” and asks you to change something first."),
                _("Nothing you wrote is lost: your draft is open again."),
            ]
        if words:
            lines.append(_("They say:\n%(words)s"))
        lines.append("%(link)s")
        link = settings.PUBLIC_URL + reverse("directory:change", args=[change.pk])
        return subject, "\n\n".join(lines) % {"who": by, "listing": name, "words": words, "link": link}

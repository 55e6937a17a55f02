"""Writing and taking down notes on a service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, TextAreaField


class NoteForm(HearthForm):
    """What a colleague should know."""

    words = TextAreaField(
        _("What should colleagues know?"),
        required=_("Write what colleagues should know"),
        hint=_("For example: ring the bell at the side door; they are good with anxious children; ask for Joan."),
        rows=4,
        max_length=1000,
    )


class RemoveNoteForm(HearthForm):
    """Why somebody else's note is taken down."""

    reason = TextAreaField(
        _("Why do you take it down?"),
        required=_("Say why you take it down"),
        hint=_("The author reads this. For example: it says something of a family."),
        rows=2,
        max_length=255,
    )

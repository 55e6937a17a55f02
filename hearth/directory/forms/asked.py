"""What somebody fills in who opened the link of a letter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, TextAreaField


class ChangedForm(HearthForm):
    """What is no longer right, in their words."""

    words = TextAreaField(
        _("What has changed?"),
        required=_("Tell us what has changed"),
        hint=_("For example: from May we meet on Wednesdays, 10am to noon, at the library."),
        rows=5,
        max_length=2000,
    )


class ClosedForm(HearthForm):
    """Why, and where families can go instead."""

    words = TextAreaField(
        _("Is there anything that families should know?"),
        optional=True,
        hint=_("For example: the library runs a group like it now."),
        rows=3,
        max_length=1000,
    )

"""What a family writes to the service while it follows its request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, TextAreaField


class AnswerForm(HearthForm):
    words = TextAreaField(_("Your answer"), required=_("Write your answer"), rows=5, max_length=2000)


class MessageForm(HearthForm):
    words = TextAreaField(
        _("What do you want to tell them?"), required=_("Write what you want to tell them"), rows=5, max_length=2000
    )


class AskAgainForm(HearthForm):
    words = TextAreaField(
        _("What has changed, or what do you need now?"),
        required=_("Write what has changed, or what you need now"),
        rows=5,
        max_length=2000,
    )


class ComplainForm(HearthForm):
    words = TextAreaField(_("What went wrong?"), required=_("Write what went wrong"), rows=6, max_length=2000)

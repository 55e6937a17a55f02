"""What whoever decides about links fills in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, RadioField, TextField
from hearth.families.models import Verdict

SAME, NEVER = Verdict.SAME.value, Verdict.NEVER.value


class DecideForm(HearthForm):
    verdict = RadioField(
        label=_("Are these two records of one person?"),
        required=_("Choose whether they are one person"),
        choices=[(SAME, _("Yes, the same person")), (NEVER, _("No, never the same person"))],
    )
    reason = TextField(
        label=_("How do you know?"), required=_("Say how you know"), max_length=255,
        hint=_("For instance: asked the mother on the phone. Whoever looks at this later reads it."),
    )  # fmt: skip


class TakeBackForm(HearthForm):
    reason = TextField(
        label=_("Why do you take it back?"), required=_("Say why you take it back"), max_length=255,
    )  # fmt: skip

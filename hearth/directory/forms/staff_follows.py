"""What to follow, and how to hear of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, RadioField, SelectField
from hearth.directory.models import TellHow
from hearth.directory.queries import follows


class HowForm(HearthForm):
    """How to hear by email."""

    how = RadioField(
        _("How do you want to hear?"),
        required=_("Choose how you want to hear"),
        hint=_("All that has changed is also on your page here."),
        choices=[
            (TellHow.AT_ONCE.value, _("An email at once")),
            (TellHow.DAILY.value, _("One email a day, in the morning")),
            (TellHow.NEVER.value, _("No email")),
        ],
    )


class FollowForm(HearthForm):
    """A hub, or a kind of help near it."""

    hub = SelectField(
        _("Hub"),
        required=_("Choose a hub"),
        choices=lambda: [("", ""), *((str(site.pk), site.name) for site in follows.hubs_to_follow())],
    )
    kind = SelectField(
        _("Kind of help"),
        optional=True,
        hint=_("Leave it empty to hear of everything that is on at the hub."),
        choices=lambda: [("", ""), *((str(term.pk), term.name) for term in follows.terms_to_follow())],
    )

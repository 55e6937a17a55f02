"""Finding a pathway."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import HearthForm, SelectField, TextField
from hearth.referrals.pathways import referrer_words, referrers


class FindPathwayForm(HearthForm):
    """Words and who refers. Sent in the address: nothing of a person is asked."""

    q = TextField(
        _("What does the family need?"),
        optional=True,
        hint=_("Words from the name of a service or what it does"),
        max_length=100,
        autocomplete="off",
        width=20,
    )
    who = SelectField(
        _("Who refers"),
        optional=True,
        prompt=_("Anybody"),
        choices=lambda: [(code, referrer_words(code)) for code in referrers()],
    )

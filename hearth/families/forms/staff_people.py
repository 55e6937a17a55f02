"""Looking for somebody: what was typed goes by POST, never into an address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import DateField, HearthForm, TextField


class FindPersonForm(HearthForm):
    name = TextField(label=_("Name"), hint=_("Any part of it, in any order"), optional=True, max_length=80)
    born = DateField(label=_("Date of birth"), optional=True)

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        data = super().clean() or {}
        if not self.errors and not data.get("name") and not data.get("born"):
            self.add_error("name", _("Enter a name or a date of birth"))
        return data

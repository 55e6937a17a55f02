"""Days on which a service's times do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import DateField, HearthForm, HiddenField, RadioField, SelectField, TextField
from hearth.directory.forms.staff_schedule import TimeField, day_of, plain, time_of
from hearth.directory.models import ExceptionKind


class ExceptionForm(HearthForm):
    """Days on which a rule does not hold."""

    seen = HiddenField(optional=True)
    kind = RadioField(
        lazy("What is different?"),
        required=lazy("Say what is different"),
        choices=[
            (ExceptionKind.CANCELLED.value, lazy("It is not on")),
            (ExceptionKind.CHANGED.value, lazy("It is at another time")),
            (ExceptionKind.EXTRA.value, lazy("It is on as well, on a day when it usually is not")),
        ],
    )
    first_day = DateField(lazy("From which day?"), required=lazy("Enter the first day"), name=lazy("The first day"))
    last_day = DateField(lazy("Until which day?"), optional=True, name=lazy("The last day"),
                         hint=lazy("Leave it empty if it is one day only."))  # fmt: skip
    opens = TimeField(lazy("From what time?"), optional=True, hint=lazy("Leave it empty where it is not on."))
    closes = TimeField(lazy("Until what time?"), optional=True)
    schedule = SelectField(lazy("Of which time?"), optional=True, prompt=lazy("All of them"))
    words = TextField(lazy("What should families know?"), optional=True, max_length=160,
                      hint=lazy("For example: Merry Christmas! We are back on 4 January."))  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        schedules: list[tuple[str, str]],
        kept: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.kept = dict(kept or {})
        if len(schedules) > 1:
            self.fields["schedule"].offer(schedules)  # type: ignore[attr-defined]
        else:
            del self.fields["schedule"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = found.get("first_day"), found.get("last_day")
        if start and end and end < start:
            self.add_error("last_day", _("The last day must be the first day or later"))
        kind = found.get("kind")
        if kind in (ExceptionKind.CHANGED, ExceptionKind.EXTRA) and not found.get("opens") and not self.errors:
            self.add_error("opens", _("Enter from what time it is on"))
        return found

    def exception(self) -> dict[str, Any]:
        """The exception, without id and created_at. Of a valid form."""
        found = self.cleaned_data
        off = found["kind"] == ExceptionKind.CANCELLED
        return {
            "schedule_id": (found["schedule"] or None) if "schedule" in self.fields else self.kept.get("schedule_id"),
            "place_id": self.kept.get("place_id"),
            "kind": found["kind"],
            "first_day": plain(found["first_day"]),
            "last_day": plain(found["last_day"] or found["first_day"]),
            "opens": None if off else plain(found["opens"]),
            "closes": None if off else plain(found["closes"]),
            "words": found["words"],
        }


def shown_exception(one: Mapping[str, Any]) -> dict[str, Any]:
    """An exception's answers, by field."""
    first, last = day_of(one.get("first_day")), day_of(one.get("last_day"))
    return {
        "kind": one.get("kind"),
        "first_day": first,
        "last_day": last if last != first else None,
        "opens": time_of(one.get("opens")),
        "closes": time_of(one.get("closes")),
        "schedule": one.get("schedule_id") or "",
        "words": one.get("words"),
    }

"""The periods for which numbers can be asked: whole months from a first day, so that no two differ by a day or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hearth.core.words import date_words

QUARTERS = 5  # the one that runs, and those before it


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: `end` is the day after the last one."""

    code: str
    label: str
    start: date
    end: date

    @property
    def words(self) -> str:
        """ "1 April 2026 to 30 June 2026"."""
        last = self.end - timedelta(days=1)
        return _("%(start)s to %(end)s") % {
            "start": date_words(self.start, weekday=False),
            "end": date_words(last, weekday=False),
        }


def periods(today: date) -> list[Period]:
    """The last twelve months first, then quarters and financial years (from April), the newest first. Those that run
    end with today."""
    tomorrow = today + timedelta(days=1)
    found = [Period("year", _("Last 12 months"), _months_before(today.replace(day=1), 11), tomorrow)]
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    for back in range(QUARTERS):
        start = _months_before(quarter, 3 * back)
        end = min(_months_before(start, -3), tomorrow)
        label = _("This quarter so far") if back == 0 else _("Quarter from %(day)s") % {"day": _day(start)}
        found.append(Period(f"{start:%Y}-q{(start.month + 2) // 3}", label, start, end))
    april = today.year if today.month >= 4 else today.year - 1
    for year in (april, april - 1):
        end = min(date(year + 1, 4, 1), tomorrow)
        label = _("Financial year %(years)s") % {"years": f"{year}–{(year + 1) % 100:02}"}
        found.append(Period(f"{year}-{year + 1}", label, date(year, 4, 1), end))
    return found


def chosen(found: Sequence[Period], code: str) -> Period:
    """The period with a code; the first for any other."""
    return next((one for one in found if one.code == code), found[0])


def _day(day: date) -> str:
    return date_words(day, weekday=False)


def _months_before(first: date, months: int) -> date:
    """The first of the month so many months before a first of a month."""
    counted = first.year * 12 + first.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)

"""How Hearth says dates, times, distances, ages and money: British English, no jargon, ready for translation.

Every function takes plain values and gives plain text. Dates and times are London's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from hearth.core import clock

METRES_IN_MILE = 1609.344
WALKING_METRES_A_MINUTE = 80  # an adult with a child or a pram: 4.8 km an hour
WALKABLE_METRES = 2400  # beyond half an hour on foot a distance in miles says more


def _local_date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(clock.LONDON).date() if value.tzinfo else value.date()
    return value


def date_words(value: date | datetime | None, weekday: bool = True) -> str:
    """ "Tuesday 3 March"; with the year when it is not this year's. Nothing for None."""
    if value is None:
        return ""
    day = _local_date(value)
    # "E" is the month as it stands in a date ("3 marca"): it differs from its name in some languages.
    pattern = "l j E" if weekday else "j E"
    if day.year != clock.today().year:
        pattern += " Y"
    words = str(formats.date_format(day, pattern))
    # Only English writes weekdays with a capital in a sentence.
    return words if (get_language() or "en").startswith("en") else words[:1].lower() + words[1:]


def time_words(value: time | datetime | None) -> str:
    """ "9:30am", "noon" is "12pm"; other languages use the 24-hour clock."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LONDON).time() if value.tzinfo else value.time()
    if not (get_language() or "en").startswith("en"):
        return f"{value.hour}:{value.minute:02d}"
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}{half}" if value.minute == 0 else f"{hour}:{value.minute:02d}{half}"


def when_words(value: datetime | None) -> str:
    """ "Tuesday 3 March, 9:30am"."""
    if value is None:
        return ""
    return _("%(date)s, %(time)s") % {"date": date_words(value), "time": time_words(value)}


def distance_words(metres: float | None) -> str:
    """ "about 10 minutes' walk (0.5 miles)" within half an hour on foot, else "6 miles". As the crow flies."""
    if metres is None:
        return ""
    miles = metres / METRES_IN_MILE
    if metres <= WALKABLE_METRES:
        raw = metres / WALKING_METRES_A_MINUTE
        minutes = 1 if raw < 2 else round(raw) if raw < 5 else 5 * round(raw / 5)
        return ngettext(
            "about %(minutes)s minute’s walk (%(miles)s miles)",
            "about %(minutes)s minutes’ walk (%(miles)s miles)",
            minutes,
        ) % {"minutes": minutes, "miles": formats.number_format(max(0.1, round(miles, 1)), 1)}
    shown = round(miles) if miles >= 10 else round(miles, 1)
    if shown != int(shown):
        text = formats.number_format(shown, 1)
        return pgettext("not a whole number, such as 3.5", "%(miles)s miles") % {"miles": text}
    whole = int(shown)
    return ngettext("%(miles)s mile", "%(miles)s miles", whole) % {"miles": formats.number_format(whole, 0)}


def ago_words(value: date | datetime | None) -> str:
    """ "today", "yesterday", "3 days ago", "3 weeks ago", "5 months ago", "2 years ago"; rounds down."""
    if value is None:
        return ""
    days = (clock.today() - _local_date(value)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)s week ago", "%(n)s weeks ago", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)s month ago", "%(n)s months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)s year ago", "%(n)s years ago", days // 365) % {"n": days // 365}


def age_in_words(months: int) -> str:
    """One age: "6 months" below two years, else "4 years"."""
    if months < 24 and months % 12:
        return _in_months(months)
    return ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12}


def _in_months(months: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def age_words(from_months: int | None, to_months: int | None) -> str:
    """Whom a service is for: "0 to 5 years", "from 6 months", "up to 19 years", "any age". Both bounds inclusive."""
    if not from_months and to_months is None:
        return _("any age")
    if to_months is None:
        return _("from %(age)s") % {"age": age_in_words(from_months or 0)}
    if not from_months:
        return _("up to %(age)s") % {"age": age_in_words(to_months)}
    if from_months % 12 == 0 and to_months % 12 == 0:
        return _("%(low)s to %(high)s years") % {"low": from_months // 12, "high": to_months // 12}
    low, high = age_in_words(from_months), age_in_words(to_months)
    if low == high:  # 24 to 30 months: both are two years
        low, high = _in_months(from_months), _in_months(to_months)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def money_words(pence: int | None) -> str:
    """ "Free" for nothing, "£3", "£3.50"."""
    if pence is None:
        return ""
    if pence == 0:
        return _("Free")
    return f"£{pence // 100}" if pence % 100 == 0 else f"£{pence // 100}.{pence % 100:02d}"


def count_words(number: int) -> str:
    """A count with the reader's thousands separator: "12,345"."""
    return str(formats.number_format(number, 0, use_l10n=True, force_grouping=True))


def list_words(parts: list[str]) -> str:
    """ "day", "day and month", "day, month and year"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(most)s and %(last)s") % {"most": ", ".join(parts[:-1]), "last": parts[-1]}


def label_list_words(labels: list[str], names: Sequence[str] = ()) -> str:
    """ "A talk, a leaflet and SEND": labels that each begin with a capital as one list, names after them as they are.
    Abbreviations and "I" keep their capital."""
    inner = [one[:1].lower() + one[1:] if one[1:2].islower() or one.startswith("A ") else one for one in labels[1:]]
    return list_words([*labels[:1], *inner, *names])

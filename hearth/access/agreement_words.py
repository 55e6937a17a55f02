"""How an agreement stands, in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hearth.access.models import Agreement
from hearth.access.queries.agreements import State, state_of
from hearth.core.words import date_words

STATES = [
    (State.FORCE.value, gettext_lazy("In force")),
    (State.SOON.value, gettext_lazy("Ends within 60 days")),
    (State.FUTURE.value, gettext_lazy("Not begun yet")),
    (State.EXPIRED.value, gettext_lazy("Has run out")),
    (State.ENDED.value, gettext_lazy("Was ended")),
]


def state_words(agreement: Agreement, today: date) -> str:
    """ "In force", "Ends in 12 days", "Starts on 3 March", "Ran out on 3 March", "Was ended on 3 March"."""
    state = state_of(agreement, today)
    if state is State.FUTURE:
        return _("Starts on %(date)s") % {"date": date_words(agreement.starts_on, weekday=False)}
    if state is State.EXPIRED:
        return _("Ran out on %(date)s") % {"date": date_words(agreement.ends_on, weekday=False)}
    if state is State.ENDED:
        return _("Was ended on %(date)s") % {"date": date_words(agreement.ended_at, weekday=False)}
    if state is State.SOON:
        left = (agreement.ends_on - today).days
        if not left:
            return _("Ends tonight")
        return ngettext("Ends in %(n)s day", "Ends in %(n)s days", left) % {"n": left}
    return _("In force")


def days_words(agreement: Agreement) -> str:
    """ "1 January to 31 December 2027"."""
    return _("%(first)s to %(last)s") % {
        "first": date_words(agreement.starts_on, weekday=False),
        "last": date_words(agreement.ends_on, weekday=False),
    }

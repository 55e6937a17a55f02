"""Rules and counts of retention in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.families.retention import Rule


def period_words(years: int, until_age: int | None) -> str:
    """ "6 years, and until the youngest child is 25"."""
    first = ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    if until_age is None:
        return first
    return _("%(years)s, and until the youngest child is %(age)s") % {"years": first, "age": until_age}


def rule_words(rule: Rule) -> str:
    """The period of a rule."""
    return period_words(rule.years, rule.until_age)


def counts_words(counts: dict[str, int]) -> str:
    """ "registrations: 1, source records: 2": kinds of rows as the database names them."""
    return ", ".join(f"{kind}: {number}" for kind, number in sorted(counts.items()))

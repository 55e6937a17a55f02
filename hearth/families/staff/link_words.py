"""Two records side by side, and what speaks for and against one person, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.core.words import date_words
from hearth.families.models import SourceRecord

WORDS: dict[tuple[str, str], StrOrPromise] = {
    ("first", "exact"): lazy("The given names are the same"),
    ("first", "swapped"): lazy("Given and family name are the other way round"),
    ("first", "form"): lazy("One given name is a form of the other"),
    ("first", "close"): lazy("The given names differ by a letter or two"),
    ("first", "near"): lazy("The given names are alike"),
    ("first", "different"): lazy("The given names are different"),
    ("surname", "exact"): lazy("The family names are the same"),
    ("surname", "close"): lazy("The family names differ by a letter or two"),
    ("surname", "part"): lazy("One family name is a part of the other"),
    ("surname", "near"): lazy("The family names are alike"),
    ("surname", "different"): lazy("The family names are different"),
    ("dob", "exact"): lazy("The dates of birth are the same"),
    ("dob", "turned"): lazy("Day and month of birth are the other way round"),
    ("dob", "edit"): lazy("The dates of birth differ by one figure"),
    ("dob", "year"): lazy("The years of birth are the same"),
    ("dob", "different"): lazy("The dates of birth are different"),
    ("home", "same"): lazy("They live at one address"),
    ("home", "alike"): lazy("Their addresses are alike"),
    ("home", "street"): lazy("They live in one street"),
    ("home", "postcode"): lazy("They have one postcode"),
    ("home", "different"): lazy("Their addresses are different"),
    ("town", "same"): lazy("They live in one town"),
    ("town", "close"): lazy("Their towns are near each other"),
    ("town", "different"): lazy("Their towns are different"),
    ("sex", "same"): lazy("Both records say the same sex"),
    ("sex", "different"): lazy("The records say a different sex"),
    ("nhs", "same"): lazy("They have one NHS number"),
    ("nhs", "different"): lazy("They have two different NHS numbers"),
}
OF_HOME = ("home", "town")
STRONG = 4.0  # bits: sixteen times likelier among records of one person, or the other way round


@dataclass(frozen=True, slots=True)
class Said:
    """One comparison: its words, and whether it weighs much."""

    words: str
    strong: bool


def evidence(found: Sequence[Sequence[Any]], *, but_for_home: bool = False) -> tuple[list[Said], list[Said]]:
    """What speaks for one person, and what against, the strongest first; `but_for_home` leaves out where they live. A
    comparison of an earlier model that nobody knows any more is shown by its code."""
    said = [
        (float(weight), Said(str(WORDS.get((name, level), f"{name}: {level}")), abs(float(weight)) >= STRONG))
        for name, level, weight in found
        if not (but_for_home and name in OF_HOME)
    ]
    said.sort(key=lambda one: -abs(one[0]))
    return [one for weight, one in said if weight >= 0], [one for weight, one in said if weight < 0]


def side_by_side(
    one: SourceRecord, other: SourceRecord, protected: Collection[UUID] = ()
) -> list[tuple[str, str, str, bool]]:
    """Label, what the first says, what the second says, whether they differ. Of two records of which one is of somebody
    with a protected address, neither's home is shown: they may be the same."""
    home = [] if protected else [
        (_("Address"), one.address, other.address),
        (_("Postcode"), one.postcode, other.postcode),
        (_("Phone"), one.phone, other.phone),
    ]  # fmt: skip
    rows = [
        (_("Name"), one.name, other.name),
        (_("Born"), _day(one.birth_date), _day(other.birth_date)),
        (_("Due"), _day(one.due_date), _day(other.due_date)),
        (_("Sex"), one.get_sex_display(), other.get_sex_display()),
        *home,
    ]
    shown = [(label, a, b, bool(a and b and a != b)) for label, a, b in rows if a or b]
    if protected:
        a, b = (_("Protected") if row.pk in protected else _("Not shown") for row in (one, other))
        shown.append((_("Address"), a, b, False))
    # That others said it, and on another day, tells nothing of whether they are one person.
    return [
        *shown,
        (_("Said by"), _who(one), _who(other), False),
        (_("Said on"), _day(one.said_at), _day(other.said_at), False),
    ]


def names(one: SourceRecord, other: SourceRecord) -> str:
    """ "Zara Hussain and Zahra Hussain"."""
    words = {"one": one.name or _("Name not given"), "other": other.name or _("Name not given")}
    return _("%(one)s and %(other)s") % words


def one_record(row: SourceRecord) -> str:
    """ "Zara Hussain (Sorrel Vale NHS)"."""
    return _("%(name)s (%(who)s)") % {"name": row.name or _("Name not given"), "who": _who(row)}


def _day(value: Any) -> str:
    return date_words(value, weekday=False) if value else ""


def _who(row: SourceRecord) -> str:
    return row.source_organisation.name if row.source_organisation else _("The family itself")

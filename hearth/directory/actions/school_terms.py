"""School terms: added, changed, taken away. They are the whole network's, so the host's people alone may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.queries import may_everywhere
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.words import date_words
from hearth.directory.events import SchoolTermsChanged
from hearth.directory.models import SchoolTerm
from hearth.directory.queries import school


class TermRefused(Exception):
    """The change cannot be made; the message says why, for whoever asked. `field` is the field to change."""

    def __init__(self, message: str, field: str = "first_day") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class TermValues:
    """One stretch of school days, both included. An empty council is everybody who has no terms of their own."""

    name: str
    first_day: date
    last_day: date
    council_code: str = ""

    @property
    def year(self) -> str:
        """ "2026/27": the school year in which it starts, counted from 1 August."""
        start = self.first_day.year - (self.first_day.month < 8)
        return f"{start}/{(start + 1) % 100:02d}"


@transaction.atomic
def add_terms(*, terms: Sequence[TermValues], by: Actor) -> list[SchoolTerm]:
    """Add them all, or none. Raises TermRefused: not the host's, in the wrong order, or in the way of another."""
    _host_only(by)
    made = []
    for values in terms:
        _check(values, except_id=None)
        made.append(SchoolTerm.objects.create(year=values.year, **_fields(values)))
        _tell("directory.school_term_added", made[-1], by)
    return made


@transaction.atomic
def change_term(*, term_id: int, values: TermValues, by: Actor) -> SchoolTerm:
    """Change the name or the days of one. Raises TermRefused, SchoolTerm.DoesNotExist."""
    _host_only(by)
    term = SchoolTerm.objects.select_for_update().get(pk=term_id)
    _check(values, except_id=term_id)
    for name, value in {**_fields(values), "year": values.year}.items():
        setattr(term, name, value)
    term.save()
    _tell("directory.school_term_changed", term, by)
    return term


@transaction.atomic
def remove_term(*, term_id: int, by: Actor) -> None:
    """Take one away. Raises TermRefused, SchoolTerm.DoesNotExist."""
    _host_only(by)
    term = SchoolTerm.objects.select_for_update().get(pk=term_id)
    _tell("directory.school_term_removed", term, by)
    term.delete()


def _host_only(by: Actor) -> None:
    if not may_everywhere(by, "directory.calendar"):
        raise TermRefused(_("Only the council that runs this network can change school terms."), field="")


def _check(values: TermValues, *, except_id: int | None) -> None:
    if values.last_day < values.first_day:
        raise TermRefused(_("The last day must be the same as or after the first day"), field="last_day")
    others = SchoolTerm.objects.select_for_update().filter(council_code=values.council_code)
    if except_id is not None:
        others = others.exclude(pk=except_id)
    clash = others.filter(first_day__lte=values.last_day, last_day__gte=values.first_day).first()
    if clash:
        words = _("These days overlap with %(name)s, %(first)s to %(last)s")
        given = {"name": clash.name, "first": date_words(clash.first_day), "last": date_words(clash.last_day)}
        raise TermRefused(words % given)


def _fields(values: TermValues) -> dict[str, object]:
    return {
        "council_code": values.council_code,
        "name": values.name,
        "first_day": values.first_day,
        "last_day": values.last_day,
    }


def _tell(action: str, term: SchoolTerm, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        subject_type="school_term",
        detail={"term": term.pk, "first": term.first_day.isoformat(), "last": term.last_day.isoformat()},
    )
    events.publish(SchoolTermsChanged(council_code=term.council_code, year=term.year), by=by)
    transaction.on_commit(school.forget)

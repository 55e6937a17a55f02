"""When a hub is open and on which days it is shut: changed by whoever runs it, or by the network's directory editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.words import date_words
from hearth.directory.events import OpeningChanged, SiteShut
from hearth.directory.models import Site, SiteClosure, SiteHours
from hearth.directory.queries.opening import closures_of, sites_of


class OpeningRefused(Exception):
    """The change cannot be made; the message says why, for whoever asked. `field` is the field to change."""

    def __init__(self, message: str, field: str = "first_day") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Days:
    """Days on which a site is shut, both included, and what families read about why."""

    first_day: date
    last_day: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of opening on a weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time
    notes: str = ""


@transaction.atomic
def shut_sites(*, site_ids: Sequence[UUID], days: Days, by: Actor) -> list[SiteClosure]:
    """Shut all these sites on these days, or none. Raises OpeningRefused; Site.DoesNotExist for one that is not the
    actor's to change."""
    made = []
    for site in _locked(site_ids, by):
        _check(site, days, except_id=None)
        closure = SiteClosure.objects.create(
            site=site, first_day=days.first_day, last_day=days.last_day, words=days.words
        )
        _tell("directory.site_shut", site, closure, by)
        made.append(closure)
    return made


@transaction.atomic
def change_closure(*, closure_id: UUID, days: Days, by: Actor) -> SiteClosure:
    """Change the days or the words of a closure. Raises OpeningRefused, SiteClosure.DoesNotExist."""
    closure = closures_of(by).select_for_update(of=("self",)).get(pk=closure_id)
    _check(closure.site, days, except_id=closure_id)
    closure.first_day, closure.last_day, closure.words = days.first_day, days.last_day, days.words
    closure.save()
    _tell("directory.closure_changed", closure.site, closure, by)
    return closure


@transaction.atomic
def remove_closure(*, closure_id: UUID, by: Actor) -> None:
    """Open on those days after all. Raises SiteClosure.DoesNotExist."""
    closure = closures_of(by).select_for_update(of=("self",)).get(pk=closure_id)
    _tell("directory.closure_removed", closure.site, closure, by)
    closure.delete()


@transaction.atomic
def change_hours(*, site_id: UUID, hours: Sequence[Stretch], bank_holidays: str, by: Actor) -> bool:
    """Give a site another usual week; whether anything became different. Raises OpeningRefused for stretches that
    overlap, Site.DoesNotExist."""
    (site,) = _locked([site_id], by)
    _check_week(hours)
    before = set(site.hours.values_list("weekday", "opens", "closes", "notes"))
    after = {(one.weekday, one.opens, one.closes, one.notes) for one in hours}
    if before == after and site.bank_holidays == bank_holidays:
        return False
    site.hours.all().delete()
    SiteHours.objects.bulk_create(
        SiteHours(site=site, weekday=day, opens=opens, closes=closes, notes=notes)
        for day, opens, closes, notes in sorted(after)
    )
    site.bank_holidays = bank_holidays
    site.save(update_fields=["bank_holidays"])
    audit.record(
        action="directory.hours_changed",
        by=by,
        organisation_id=site.organisation_id,
        subject_type="site",
        subject_id=site.pk,
        detail={"count": len(after)},
    )
    events.publish(OpeningChanged(site_id=site.pk, organisation_id=site.organisation_id), by=by)
    return True


def _locked(site_ids: Sequence[UUID], by: Actor) -> list[Site]:
    """The sites by name, locked. Raises Site.DoesNotExist unless all of them are the actor's to change."""
    wanted = set(site_ids)
    found = list(sites_of(by).filter(pk__in=wanted).order_by("name", "pk").select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise Site.DoesNotExist
    return found


def _check(site: Site, days: Days, *, except_id: UUID | None) -> None:
    if days.last_day < days.first_day:
        raise OpeningRefused(_("The last day must be the same as or after the first day"), field="last_day")
    others = site.closures.all() if except_id is None else site.closures.exclude(pk=except_id)
    clash = others.filter(first_day__lte=days.last_day, last_day__gte=days.first_day).first()
    if clash:
        words = _("%(site)s is already shut from %(first)s to %(last)s")
        given = {"site": site.name, "first": date_words(clash.first_day), "last": date_words(clash.last_day)}
        raise OpeningRefused(words % given)


def _check_week(hours: Sequence[Stretch]) -> None:
    for day in range(7):
        ordered = sorted((one for one in hours if one.weekday == day), key=lambda one: one.opens)
        if any(one.closes <= one.opens for one in ordered):
            raise OpeningRefused(_("It must close after it opens"), field=f"day_{day}")
        if any(after.opens < before.closes for before, after in pairwise(ordered)):
            raise OpeningRefused(_("These hours overlap"), field=f"day_{day}")


def _tell(action: str, site: Site, closure: SiteClosure, by: Actor) -> None:
    first, last = closure.first_day.isoformat(), closure.last_day.isoformat()
    audit.record(
        action=action,
        by=by,
        organisation_id=site.organisation_id,
        subject_type="site",
        subject_id=site.pk,
        detail={"first": first, "last": last},
    )
    events.publish(
        SiteShut(
            site_id=site.pk,
            organisation_id=site.organisation_id,
            first_day=first,
            last_day=last,
            removed=action == "directory.closure_removed",
        ),
        by=by,
    )

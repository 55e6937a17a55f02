"""A referral in a few words, for lists and headings: never more than a queue may show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from hearth.core import clock
from hearth.core.words import age_in_words, date_words, list_words
from hearth.referrals import queries
from hearth.referrals.models import PersonRole, Referral, ReferralPerson, State
from hearth.referrals.queries import Due
from hearth.referrals.staff import wording

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')


def state_tag(row: Referral) -> Markup:
    """The state as a tag; a request that nobody opened is new."""
    if row.state == State.SENT and row.acknowledged_at is None:
        return TAG.format("wait", _("New"))
    if row.state == State.SENT:
        return TAG.format("wait", _("Opened"))
    return TAG.format(wording.TAGS[State(row.state)], wording.state_words(row.state))


def months_old(born: date, on: date) -> int:
    """Whole months of age."""
    return max(0, (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day))


def age(born: date, on: date) -> str:
    """ "3 weeks" for a baby under three months, then months and years."""
    months = months_old(born, on)
    if months >= 3:
        return age_in_words(months)
    weeks = max(0, (on - born).days // 7)
    return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}


def ages(people: Iterable[ReferralPerson]) -> str:
    """ "4 months and due Monday 1 June"; nothing when it is about no child."""
    found = []
    for person in people:
        if person.role != PersonRole.CHILD:
            continue
        said = person.source_record
        if said.birth_date:
            found.append(age(said.birth_date, clock.today()))
        elif said.due_date:
            found.append(_("due %(date)s") % {"date": date_words(said.due_date, weekday=False)})
        else:
            found.append(said.age_words or _("age not given"))
    return list_words(found)


def children(people: Iterable[ReferralPerson]) -> str:
    """ "2 children (4 months and due 1 June)"; "An adult" when it is about no child."""
    people = list(people)
    count = sum(person.role == PersonRole.CHILD for person in people)
    if not count:
        return _("An adult")
    return ngettext("%(n)s child (%(ages)s)", "%(n)s children (%(ages)s)", count) % {"n": count, "ages": ages(people)}


def area(row: Referral) -> str:
    """The area from which it comes, of a row of `queries.for_list`. It is kept where somebody's address is protected,
    and after a no it is no longer for the service."""
    if row.state == State.DECLINED:
        return ""
    if any(person.source_record.is_protected for person in row.people.all()):  # type: ignore[attr-defined]
        return _("Protected")
    name: str = row.area_name  # type: ignore[attr-defined]
    return name


def due_words(referral: Referral, *, for_sender: bool = False) -> tuple[str, bool]:
    """ "Answer by Tuesday 3 March" and whether that day has passed; empty when nothing is due. `for_sender` says it to
    whoever sent it, who after a no must say how it goes on."""
    due = queries.due(referral)
    if for_sender and due is None and referral.choose_by is not None:
        due = Due("choose", referral.choose_by)
    if due is None:
        return "", False
    clocks = wording.SENDER_CLOCKS if for_sender else wording.CLOCKS
    words = f"{clocks[due.clock]} {date_words(due.by)}"
    late = due.is_late(clock.today())
    return (_("Late: %(words)s") % {"words": words[0].lower() + words[1:]} if late else words), late

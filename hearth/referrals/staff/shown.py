"""What a page of one referral says to staff: the least, the story, and all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.core.words import ago_words, date_words, when_words
from hearth.families.queries.people import protected_among
from hearth.families.reaching import language_name
from hearth.referrals import needs, queries
from hearth.referrals.machine import machine
from hearth.referrals.models import PersonRole, Referral, ReferralPerson, StatusRow, Step
from hearth.referrals.queries import steps
from hearth.referrals.staff import reaching, summary, wording
from hearth.referrals.urgency import urgency_words

PROTECTED = gettext_lazy("Protected: ask before you share anything about where they are")


def common(
    referral: Referral,
    rows: list[StatusRow],
    *,
    opened: bool = True,
    for_sender: bool = False,
    with_people: bool = True,
) -> dict[str, Any]:
    """What anybody who may see a request at all sees; `rows` is the story as it is for the reader, told without
    anybody's words until it is opened. Without people it says nothing of whom it is about and where they live."""
    people = queries.people_of(referral) if with_people else []
    about = summary.children(people) if with_people else ""
    area = queries.area_names({referral.lsoa_code}).get(referral.lsoa_code, "") if people and referral.lsoa_code else ""
    if area and protected_among([person.source_record_id for person in people]):
        area = str(PROTECTED)
    due, late = summary.due_words(referral, for_sender=for_sender)
    guest = referral.sender_guest
    sender = guest.words if guest else referral.sender_name
    return {
        "referral": referral,
        "people": people,
        "rows": rows,
        "line": _line(referral, about),
        "tag": summary.state_tag(referral),
        "due": due,
        "late": late,
        "known": [
            (_("Service"), referral.service.name),
            (_("About"), about),
            (_("Area"), area),
            (_("Sent"), when_words(referral.sent_at)),
            (_("Sent by"), sender or _("The family itself")),
            (_("Due"), due),
        ],
        "guest": guest,
        "linked": _linked(referral),
        "came_of_it": came_of_it(rows),
        "timeline": [(when_words(row.at), story_line(row, in_full=opened), story_who(row)) for row in rows],
    }


def _line(referral: Referral, about: str) -> str:
    said = {"service": referral.service.name, "about": about, "ago": ago_words(referral.sent_at)}
    if not about:
        return _("%(service)s · sent %(ago)s") % said
    return _("%(service)s · %(about)s · sent %(ago)s") % said


def story_line(row: StatusRow, *, in_full: bool) -> str:
    """One step of the story for staff: what was done and why; in full also what was said."""
    kind = "outcomes" if row.outcome else machine().moves[row.move].reason
    reason = machine().reason_words(kind, row.outcome or row.reason)
    service = row.alternative_service.name if row.alternative_service else ""
    passed_on = row.move == "redirect"
    alternative = "; ".join(part for part in ("" if passed_on else service, row.alternative_words) if part)
    parts = [
        wording.moved_words(row.move),
        reason,
        _("Instead: %(what)s") % {"what": alternative} if alternative else "",
        _("To %(who)s") % {"who": service} if service and passed_on else "",
        _("To %(who)s") % {"who": row.worker_name} if row.worker_name else "",
        _("Until %(day)s") % {"day": date_words(row.until)} if row.until else "",
        linked_words(row),
    ]
    said = [row.words, row.outcome_words] if in_full else []
    return sentences(part for part in [*parts, *said] if part)


def came_of_it(rows: Iterable[StatusRow]) -> list[tuple[str, str]]:
    """Each need of one that was completed, and what came of it."""
    return next((needs.staff_words(row.by_need) for row in rows if row.by_need), [])


def sentences(parts: Iterable[str]) -> str:
    """One after the other, with a full stop where somebody did not end their own."""
    *first, last = parts
    return " ".join([*(part if part[-1] in ".!?…" else f"{part}." for part in first), last])


def linked_words(row: StatusRow) -> str:
    """The reference of the other end, where it came from or went on elsewhere."""
    if not row.linked_reference:
        return ""
    said = _("From %(reference)s") if row.move == "send" else _("Goes on as %(reference)s")
    return said % {"reference": row.linked_reference}


def story_who(row: StatusRow) -> str:
    organisation = row.actor_organisation.name if row.actor_organisation else ""
    return ", ".join(part for part in (row.actor_name or _("The family"), organisation) if part)


def _linked(referral: Referral) -> list[str]:
    """The same family's other referrals of this loop, as far as the reader sees them."""
    earlier = steps.came_from(referral)
    found = []
    if referral.step and (earlier is not None or not referral.sender_name):
        found.append(str(Step(referral.step).label))
    elif referral.step:  # whoever gets it does not see the earlier one, and is told whose it was
        step = str(Step(referral.step).label)
        found.append(_("%(step)s from %(sender)s") % {"step": step, "sender": referral.sender_name})
    if earlier is not None:
        found.append(_("came from %(reference)s (%(service)s)") % {
            "reference": earlier.reference, "service": earlier.service.name
        })  # fmt: skip
    for row in steps.went_on(referral):
        words = str(Step(row.step).label) if row.step else _("went on")
        found.append(f"{words}: {row.reference} ({row.service.name}), {wording.state_words(row.state).lower()}")
    return found


def in_full(referral: Referral) -> dict[str, Any]:
    """What stands in a request, for those who may read it."""
    contact, people = queries.contact_of(referral), queries.people_of(referral)
    protected = protected_among([person.source_record_id for person in people])
    to_the_door = steps.is_front_door(referral.service_id)
    return {
        "family": [person_facts(one, is_protected=one.source_record_id in protected) for one in people],
        "said": [
            (_("What worries them about the child") if to_the_door else _("What would help"), referral.what_help),
            (_("Tried already"), referral.what_tried),
            (_("What needs to change") if to_the_door else _("What would be better"), referral.what_better),
        ],
        "basis": basis_words(referral),
        "contact": reaching.contact_words(contact),
        "telling": reaching.telling_words(reaching.plan_for(referral, contact)),
    }


def person_facts(person: ReferralPerson, *, is_protected: bool) -> dict[str, Any]:
    """One person of the family: a heading and what is known. Where they live is shown to nobody once it is protected,
    also not where they wrote it themselves."""
    said = person.source_record
    is_child = person.role == PersonRole.CHILD
    born = date_words(said.birth_date, weekday=False) if said.birth_date else ""
    return {
        "name": said.name or (_("Baby on the way") if said.due_date else _("Name not given")),
        "role": str(PersonRole(person.role).label),
        "facts": [
            (_("Born"), born),
            (_("Due"), date_words(said.due_date, weekday=False) if said.due_date else ""),
            (_("Relation"), "" if is_child else said.relation.capitalize()),
            (_("Postcode"), PROTECTED if is_protected else said.postcode),
            (_("Language"), language_name(said.language) if said.language else ""),
            (_("Interpreter"), _("Wanted") if said.needs_interpreter else ""),
        ],
    }


def basis_words(referral: Referral) -> list[tuple[str, str]]:
    """Lawful basis and whether the family knows: of a professional's referral only."""
    if not referral.by_professional:
        return []
    guest = referral.sender_guest
    sender = (
        [(_("Sent by"), guest.words), (_("Their work email"), guest.email), (_("Their phone"), guest.phone)]
        if guest
        else []
    )
    names = {code: str(name) for code, name, _hint in wording.LAWFUL_BASES}
    knows = _("Yes") if referral.family_knows else _("No: %(why)s") % {"why": referral.family_knows_why_not}
    return [
        *sender,
        (_("Urgency"), urgency_words(referral.urgency)),
        (_("Lawful basis"), names.get(referral.lawful_basis, referral.lawful_basis)),
        (_("The family knows"), knows),
    ]

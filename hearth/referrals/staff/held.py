"""What requests for support hold about a family, in parts for the copy that it asked for (families.held)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hearth.audit.words import ACTORS, action_words
from hearth.core.words import when_words
from hearth.families.held import ANOTHER, CHILD_ELSEWHERE, HARM, Family, Held, Item
from hearth.families.models import Decision
from hearth.families.queries.held import Row, rows_of
from hearth.referrals import needs
from hearth.referrals.models import PersonRole, ReferralKind
from hearth.referrals.staff import wording


def held(registration_id: UUID, family: Family) -> list[Held]:
    """A part for each request, one for its story, one for each document, and who looked."""
    rows = list(rows_of("referrals_held", registration_id))
    parts: list[Held] = []
    for row in (one for one in rows if one.kind == "request"):
        of_it = [one for one in rows if one.said["reference"] == row.said["reference"]]
        parts += _request(row, of_it, family)
    return parts


def _request(row: Row, rows: list[Row], family: Family) -> list[Held]:
    said = row.said
    people = said["people"] or []
    decision, reason, why = _proposal(said, family)
    base = Held(
        kind="request",
        title=_("Request %(reference)s") % {"reference": said["reference"]},
        about=", ".join(family.names.get(UUID(one["person"]), "") or _("a child") for one in people if one["person"]),
        source_id=row.source_id,
        at=row.at,
        items=_facts(said),
        others=[one["name"] for one in people if not one["person"]] + [said["guest"]],
        decision=decision,
        reason=reason,
        why=why,
    )
    reference = {"reference": said["reference"]}
    steps = [_step(one) for one in rows if one.kind == "step"]
    looks = [Item(when_words(one.at), _look(one.said)) for one in rows if one.kind == "look"]
    made = [
        base,
        replace(base, kind="story", title=_("What happened with request %(reference)s") % reference, items=steps),
    ]
    for one in (other for other in rows if other.kind == "document"):
        title = _("A document with request %(reference)s") % reference
        items = [Item(_("Name"), one.said["name"]), Item(_("From"), one.said["by"])]
        made.append(
            replace(
                base, kind="document", title=title, source_id=one.source_id, at=one.at, items=items,
                why=why or "document",
            )
        )  # fmt: skip
    if looks:
        made.append(
            replace(base, kind="looks", title=_("Who looked at request %(reference)s") % reference, items=looks)
        )
    return made


def _proposal(said: dict[str, Any], family: Family) -> tuple[Decision, str, str]:
    """What somebody else asked, and what the family was not to know of, is proposed to be held back."""
    if not said["family_knows"]:
        return Decision.HOLD, HARM, "not-known"
    sender = next((one for one in said["people"] or [] if one["role"] == PersonRole.SENDER), None)
    if said["kind"] == ReferralKind.REQUEST and sender and not sender["person"]:
        return Decision.HOLD, ANOTHER, "asked-by-another"
    ours = [UUID(one["person"]) for one in said["people"] or [] if one["person"]]
    return Decision.GIVE, "", CHILD_ELSEWHERE if all(family.is_child(one) for one in ours) else ""


def _facts(said: dict[str, Any]) -> list[Item]:
    roles = dict(PersonRole.choices)
    people = [
        Item(str(roles.get(one["role"], one["role"])), one["name"], not one["person"]) for one in said["people"] or []
    ]
    sender = said["sender"] or said["guest_organisation"]
    return [
        Item(_("Sent to"), f"{said['service']}, {said['organisation']}"),
        Item(_("Sent by"), sender or _("The family itself")),
        Item(_("Sent by (name)"), ", ".join(filter(None, (said["guest"], said["guest_job"]))), is_others=True),
        Item(_("How it stands"), wording.state_words(said["state"])),
        *people,
        Item(_("What would help"), said["what_help"]),
        Item(_("What was tried"), said["what_tried"]),
        Item(_("What would be better"), said["what_better"]),
        Item(_("The family knows"), _("No") if not said["family_knows"] else ""),
        Item(_("Why it does not"), said["why_not"]),
        Item(_("Whose work it is"), said["worker"]),
    ]


def _step(row: Row) -> Item:
    said = row.said
    who = said["who"] or str(ACTORS.get(said["actor_kind"], ""))
    head = ", ".join(filter(None, (wording.moved_words(said["move"]), who, said["organisation"])))
    came_of_it = [f"{need}: {outcome}" for need, outcome in needs.staff_words(said["by_need"])]
    words = [*came_of_it, *(said[name] for name in ("words", "outcome", "other_way") if said[name])]
    return Item(when_words(row.at), "\n".join([head, *words]))


def _look(said: dict[str, Any]) -> str:
    who = said["who"] or str(ACTORS.get(said["actor_kind"], ""))
    return ", ".join(filter(None, (who, said["organisation"]))) + ": " + str(action_words(said["action"]))

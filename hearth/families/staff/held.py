"""What families' own records hold about somebody, in parts for the copy that they asked for (families.held)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hearth.audit.models import EntryKind
from hearth.audit.words import ACTORS, action_words
from hearth.core.words import date_words, when_words
from hearth.families import notices, trust
from hearth.families.held import CHILD_ELSEWHERE, HARM, SEALED, Family, Held, Item
from hearth.families.identifiers import nhs_shown
from hearth.families.models import (
    AgreedLater,
    Decision,
    FamilyAsk,
    FamilySignIn,
    PaperCode,
    Scheme,
    Sex,
    SourceKind,
    Verdict,
    Way,
)
from hearth.families.queries.held import Row, rows_of, session_name
from hearth.families.reaching import language_name
from hearth.families.staff.relation_words import relation


def held(registration_id: UUID, family: Family) -> list[Held]:
    """All of it. Fills in who the family is."""
    rows = list(rows_of("families_held", registration_id))
    if not rows:
        return []
    for row in rows:
        if row.kind == "record" and row.person:
            called = f"{row.said['given_name']} {row.said['family_name']}".strip()
            family.names[row.person] = called or family.names.get(row.person, "")
            if row.said["is_own"] and row.said["relation"] == "self":
                family.adults.add(row.person)
    looks = [row for row in rows if row.kind == "look"]
    parts = [PARTS[kind](row, family) for kind in PARTS for row in rows if row.kind == kind and not _said_twice(row)]
    if looks:
        parts.append(_looks(looks, family))
    parts += _agreed_later(registration_id)
    parts += _ways_in(registration_id)
    parts.append(_sealed())
    return parts


def _said_twice(row: Row) -> bool:
    """A tie between two of the family, read from the other side."""
    return row.kind == "relationship" and row.said["is_mine"] and not row.said["forwards"]


def about(row: Row, family: Family) -> str:
    """Who it is about."""
    return family.names.get(row.person, "") or _("a child") if row.person else ""


def source(said: dict[str, Any]) -> Item:
    """Where it came from."""
    return Item(_("Where it comes from"), said.get("organisation") or _("The family itself"))


def day(value: str | None) -> str:
    """A day of a row, in words with its year."""
    return date_words(date.fromisoformat(value[:10]), weekday=False) if value else ""


def moment(value: str | None) -> str:
    return when_words(datetime.fromisoformat(value)) if value else ""


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")


def _record(row: Row, family: Family) -> Held:
    said = row.said
    elsewhere = family.is_child(row.person) and not said["is_own"]
    guarded = elsewhere or (said["address_protected"] and not said["is_own"])
    return Held(
        kind="record",
        title=_("What was said of who they are"),
        source_id=row.source_id,
        about=about(row, family),
        at=row.at,
        items=[
            source(said),
            Item(_("How"), str(SourceKind(said["kind"]).label)),
            Item(_("Name"), f"{said['given_name']} {said['family_name']}"),
            Item(_("Date of birth"), day(said["birth_date"])),
            Item(_("Due"), day(said["due_date"])),
            Item(_("Age"), said["age_words"]),
            Item(_("Sex"), str(Sex(said["sex"]).label) if said["sex"] else ""),
            Item(_("To whoever said it"), "" if said["relation"] == "self" else said["relation"]),
            Item(_("Telephone"), said["phone"], guarded),
            Item(_("Email"), said["email"], guarded),
            Item(_("Address"), said["address"], guarded),
            Item(_("Postcode"), said["postcode"], guarded),
            Item(_("Neighbourhood code"), said["lsoa_code"], guarded),
            Item(_("Language"), language_name(said["language"]) if said["language"] else ""),
            Item(_("Interpreter"), _("Needed") if said["needs_interpreter"] else ""),
            Item(_("Their number there"), "" if said["kind"] == "registration" else said["source_ref"]),
            Item(_("It corrects"), _("What was said before") if said["corrects_id"] else ""),
        ],
        reason=HARM if guarded else "",
        why=CHILD_ELSEWHERE if elsewhere else "address" if guarded else "",
    )


def _identifier(row: Row, family: Family) -> Held:
    said = row.said
    value = nhs_shown(said["value"]) if said["scheme"] == Scheme.NHS else said["value"]
    items = [source(said), Item(str(Scheme(said["scheme"]).label), value)]
    return Held(kind="identifier", title=_("A number"), source_id=row.source_id, about=about(row, family), at=row.at,
                items=items)  # fmt: skip


def _needs(row: Row, family: Family) -> Held:
    said = row.said
    return Held(
        kind="needs", title=_("What they need to take part"), source_id=row.source_id, about=about(row, family),
        at=row.at,
        items=[
            Item(_("Getting about"), said["mobility"]),
            Item(_("Sight, hearing, noise"), said["sensory"]),
            Item(_("Talking and reading"), said["communication"]),
            Item(_("Food and allergies"), said["diet"]),
            Item(_("Other"), said["other"]),
        ],
    )  # fmt: skip


def _contact(row: Row, family: Family) -> Held:
    said = row.said
    guarded = not said["is_own"]  # somebody else may have given their own number for a child
    hours = f"{said['safe_from'][:5]} – {said['safe_until'][:5]}" if said["safe_from"] and said["safe_until"] else ""
    return Held(
        kind="contact", title=_("How they may safely be reached"), source_id=row.source_id, about=about(row, family),
        at=row.at, why="contact" if guarded else "",
        items=[
            Item(_("Ways"), ", ".join(said["channels"])),
            Item(_("Email"), said["email"], guarded),
            Item(_("Telephone"), said["phone"], guarded),
            Item(_("Safe times"), hours),
            Item(_("Do not contact"), _("Yes") if said["do_not_contact"] else ""),
            Item(_("Language"), language_name(said["language"])),
            Item(_("To know"), said["notes"]),
        ],
    )  # fmt: skip


def _relationship(row: Row, family: Family) -> Held:
    said = row.said
    name = said["other"] or _("somebody")
    words = relation(said["kind"], forwards=said["forwards"]) % {"name": ""}
    return Held(
        kind="relationship", title=_("Who belongs to whom"), source_id=row.source_id, about=about(row, family),
        at=row.at, others=[] if said["is_mine"] else [said["other"]],
        items=[
            Item(_("What they are"), words),
            Item(_("To whom"), name, not said["is_mine"]),
            Item(_("Live together"), yes_no(said["lives_with"])),
            Item(_("Since"), day(said["since"])),
            Item(_("Until"), day(said["until"])),
        ],
    )  # fmt: skip


def _household(row: Row, family: Family) -> Held:
    said = row.said
    with_whom = [Item(_("With"), other["name"], not other["is_mine"]) for other in said["others"] if other["name"]]
    return Held(
        kind="household", title=_("Who lives together"), source_id=row.source_id, about=about(row, family), at=row.at,
        others=[other["name"] for other in said["others"] if not other["is_mine"]],
        items=[
            Item(_("Lives there"), _("Some of the time") if said["part_time"] else _("Yes")),
            *with_whom,
            Item(_("Since"), day(said["since"])),
            Item(_("Until"), day(said["until"])),
        ],
    )  # fmt: skip


def _involvement(row: Row, family: Family) -> Held:
    said = row.said
    elsewhere = family.is_child(row.person) and said["origin"] != "registration"
    return Held(
        kind="involvement", title=_("A service that works with them"), source_id=row.source_id,
        about=about(row, family), at=row.at, why=CHILD_ELSEWHERE if elsewhere else "",
        items=[
            Item(_("Organisation"), said["organisation"]),
            Item(_("Service"), said["service_name"]),
            Item(_("Since"), day(said["since"])),
            Item(_("Until"), day(said["until"]) or _("Still")),
            Item(_("Whom to ring"), said["contact_name"]),
            Item(_("Telephone"), said["contact_phone"]),
        ],
    )  # fmt: skip


def _registration(row: Row, _family: Family) -> Held:
    said = row.said
    notice = notices.of(said["notice_version"])
    return Held(
        kind="registration", title=_("The registration"), source_id=row.source_id, about=said["adult"] or "", at=row.at,
        items=[
            Item(_("Reference"), said["reference"]),
            Item(_("Hub"), f"{said['site']}, {said['organisation']}"),
            Item(_("How"), str(Way(said["way"]).label)),
            Item(_("By the poster of"), session_name(row.source_id)),
            Item(_("Privacy notice"), f"{said['notice_version']} ({said['notice_language']})"),
            Item(_("Agreed to"), ", ".join(notice.agreed_words(said["agreed"]) if notice else said["agreed"])),
            Item(_("Met by"), said["met_by_name"]),
            Item(_("Met on"), moment(said["met_at"])),
        ],
    )  # fmt: skip


def _agreed_later(registration_id: UUID) -> list[Held]:
    """What the family agreed to, or took back, after it registered: one part for all."""
    rows = list(AgreedLater.objects.filter(registration=registration_id).order_by("created_at", "pk"))
    if not rows:
        return []
    words = {one.code: one.words["en"] for notice in notices.versions() for one in notice.agreements}
    items = [
        Item(
            when_words(row.created_at),
            f"{_('Agreed') if row.is_agreed else _('Taken back')}: {words.get(row.code, row.code)}",
        )
        for row in rows
    ]
    return [Held(kind="agreed", title=_("What they agreed to later"), at=rows[-1].created_at, items=items)]


def _ways_in(registration_id: UUID) -> list[Held]:
    """A sign-in that opens the family's own page, and codes on paper that were handed over for it."""
    tied = FamilySignIn.objects.filter(registration=registration_id)
    codes = PaperCode.objects.filter(registration=registration_id).order_by("created_at")
    items = [
        Item(_("Sign-in with %(name)s, since") % {"name": row.provider}, when_words(row.created_at)) for row in tied
    ]
    items += [Item(_("Code on paper handed over"), when_words(row.created_at)) for row in codes]
    return [Held(kind="ways-in", title=_("How they open their own page"), items=items)] if items else []


def _ask(row: Row, _family: Family) -> Held:
    said = row.said
    return Held(
        kind="ask", title=_("What they asked for on their page"), source_id=row.source_id, at=row.at,
        items=[
            Item(_("What"), str(FamilyAsk.Kind(said["kind"]).label)),
            Item(_("Asked"), moment(said["asked_at"])),
            Item(_("Answered"), moment(said["answered_at"])),
        ],
    )  # fmt: skip


def _link(row: Row, family: Family) -> Held:
    said = row.said
    return Held(
        kind="link", title=_("Whether two records are of one person"), source_id=row.source_id,
        about=about(row, family), at=row.at,
        items=[
            Item(_("Decided"), str(Verdict(said["verdict"]).label)),
            Item(_("By"), said["by_name"] or _("The matching model")),
            Item(_("Why"), said["reason"]),
            Item(_("Taken back"), moment(said["revoked_at"])),
            Item(_("Why it was taken back"), said["revoked_reason"]),
        ],
    )  # fmt: skip


def _opening(row: Row, family: Family) -> Held:
    said = row.said
    return Held(
        kind="opening", title=_("Opened in an emergency"), source_id=row.source_id, about=about(row, family), at=row.at,
        decision=Decision.HOLD, reason=HARM, why="opening",
        items=[
            Item(_("Who"), f"{said['user_name']}, {said['organisation']}"),
            Item(_("Why"), trust.words("reasons", said["reason"])),
            Item(_("In their words"), said["words"]),
            Item(_("The review"), trust.words("outcomes", said["outcome"]) if said["outcome"] else ""),
            Item(_("Reviewed by"), said["found_by"]),
            Item(_("What was said and done"), said["found"]),
        ],
    )  # fmt: skip


def _looks(rows: list[Row], family: Family) -> Held:
    """One part for all, a line for each page that somebody opened, however many records were on it."""
    lines: dict[tuple[str, str, str], None] = {}
    for row in rows:
        said = row.said
        who = said["who"] or str(ACTORS.get(said["actor_kind"], said["actor_kind"]))
        where = f", {said['organisation']}" if said["organisation"] else ""
        lines[when_words(row.at), who + where, _did(said)] = None
    return Held(
        kind="looks", title=_("Who looked at it"), at=rows[0].at,
        why=_why_look(rows, family),
        items=[Item(when, f"{who}: {did}") for when, who, did in lines],
    )  # fmt: skip


def _why_look(rows: list[Row], family: Family) -> str:
    """Why somebody decides of the looks by themselves: they tell of an emergency, or where a child is known."""
    if any(row.said["action"] == "families.emergency_viewed" for row in rows):
        return "opening"
    return CHILD_ELSEWHERE if any(family.is_child(row.person) for row in rows) else ""


def _did(said: dict[str, Any]) -> str:
    words = str(action_words(said["action"]))
    kinds = {EntryKind.EXPORT.value: _("as a file"), EntryKind.PRINT.value: _("printed")}
    return f"{words} ({kinds[said['kind']]})" if said["kind"] in kinds else words


def _sealed() -> Held:
    """In every copy, whether or not anything is sealed: its being there says nothing."""
    words = _("What is sealed opens to named people only. Not even this page says whether there is any.")
    return Held(
        kind="sealed", title=_("What is sealed"), items=[Item(_("To know"), words)], decision=Decision.HOLD,
        reason=SEALED, why="sealed", is_locked=True,
    )  # fmt: skip


# In the order of the copy.
PARTS: dict[str, Callable[[Row, Family], Held]] = {
    "registration": _registration,
    "record": _record,
    "identifier": _identifier,
    "contact": _contact,
    "needs": _needs,
    "relationship": _relationship,
    "household": _household,
    "involvement": _involvement,
    "ask": _ask,
    "link": _link,
    "opening": _opening,
}

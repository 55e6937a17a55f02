"""The log, for information leads: who looked at or changed what, in words."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from hearth.access import queries
from hearth.access.guards import staff
from hearth.access.log_words import DETAILS, METHODS, WHY
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit import queries as audit_queries
from hearth.audit.models import Entry, EntryKind
from hearth.audit.words import ACTORS, action_words, actions, reason_words, subject_words
from hearth.core import clock, navigation
from hearth.core.lists import ChoiceFilter, Column, DateRangeFilter, Empty, Listing, TextFilter
from hearth.core.words import when_words


def who_words(entry: Entry) -> str:
    """The name, or what kind of hand it was."""
    return entry.actor_name or str(ACTORS.get(entry.actor_kind, entry.actor_kind))


def detail_words(entry: Entry) -> str:
    """The codes and counts of an entry as a short line; ids are left out, they say nothing to a reader."""
    roles = _role_names()
    parts = []
    for key, value in entry.detail.items():
        if key not in DETAILS or value == "":
            continue
        parts.append(f"{DETAILS[key]}: {_value_words(key, str(value), roles)}")
    if entry.reason:
        parts.append(reason_words(entry.reason))
    return "; ".join(parts)


def _value_words(key: str, value: str, roles: dict[str, str]) -> str:
    if key == "why":
        return str(WHY.get(value, value))
    if key == "methods":
        return " + ".join(str(METHODS.get(method, method)) for method in value.split("+"))
    if key == "page":
        labels = {entry.url_name: str(entry.label) for entry in navigation.entries()}
        return labels.get(value) or action_words(value.replace(":", "."))
    return roles.get(value, value)


def _role_names() -> dict[str, str]:
    return queries.role_names()


def _between(rows: Any, start: date | None, end: date | None) -> Any:
    if start:
        rows = rows.filter(created_at__gte=_midnight(start))
    if end:
        rows = rows.filter(created_at__lt=_midnight(end))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.LONDON)


def _about(rows: Any, words: str) -> Any:
    """Entries about one record, by its id (links from records and accounts carry it)."""
    try:
        return rows.filter(subject_id=UUID(words))
    except ValueError:
        return rows.none()


class Log(Listing):
    """Entries of the organisation, newest first."""

    columns = [
        Column(
            "when",
            gettext_lazy("When"),
            sort="created_at",
            cell=lambda row: when_words(row.created_at),
            csv=lambda row: row.created_at.astimezone(clock.LONDON).isoformat(timespec="seconds"),
        ),
        Column("who", gettext_lazy("Who"), sort="actor_name", cell=who_words),
        Column("what", gettext_lazy("What"), sort="action", cell=lambda row: action_words(row.action)),
        Column("kind", gettext_lazy("Kind"), sort="kind", cell=lambda row: row.get_kind_display()),
        Column(
            "about",
            gettext_lazy("About"),
            cell=lambda row: subject_words(row.subject_type) if row.subject_type else "",
            link=lambda row: f"?subject={row.subject_id}" if row.subject_id else None,
            csv=lambda row: f"{row.subject_type} {row.subject_id or ''}".strip(),
        ),
        Column("more", gettext_lazy("More"), cell=detail_words),
    ]
    filters = [
        TextFilter("who", gettext_lazy("Who"), apply=lambda rows, words: rows.filter(actor_name__icontains=words)),
        ChoiceFilter(
            "kind", gettext_lazy("Kind"), choices=EntryKind.choices, apply=lambda rows, value: rows.filter(kind=value)
        ),
        ChoiceFilter(
            "action",
            gettext_lazy("What"),
            choices=lambda: sorted(((code, str(words)) for code, words in actions().items()), key=lambda one: one[1]),
            apply=lambda rows, value: rows.filter(action=value),
        ),
        DateRangeFilter("day", gettext_lazy("Day"), apply=_between),
        TextFilter("subject", gettext_lazy("Record’s id"), apply=_about),
    ]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s entry", "%(n)s entries", n))
    exports = "log"
    empty = Empty(
        gettext_lazy("Nothing in the log yet"),
        gettext_lazy("When somebody signs in, looks at a record or changes one, it shows here."),
        icon="shield",
    )


@staff("audit.read")
def log(request: MemberRequest) -> HttpResponse:
    """The list; looking at it and downloading it are entries themselves."""
    rows = audit_queries.entries_visible_to(request.actor)
    if not (request.GET.get("subject") or request.GET.get("action")):
        rows = audit_queries.without_lists(rows)
    page = Log(request, rows)
    subject = _subject(request.GET.get("subject", ""))
    if not page.wants_export:
        audit.record(
            action="access.log_read",
            kind=EntryKind.VIEW,
            by=request.actor,
            subject_type="log",
            subject_id=subject,
        )
    return page.respond(
        "access/log.html",
        {"about": queries.name_of_colleague(request.actor, subject) if subject else "", "subject": subject},
        on_export=lambda count: audit.record(
            action="access.log_exported",
            kind=EntryKind.EXPORT,
            by=request.actor,
            subject_type="log",
            subject_id=subject,
            detail={"count": count},
        ),
    )


def _subject(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

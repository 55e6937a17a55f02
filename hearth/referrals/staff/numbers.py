"""The numbers as tables: named, defined, and without what is too small to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.core import small_numbers
from hearth.referrals import enquiries as desk
from hearth.referrals import needs
from hearth.referrals.machine import machine
from hearth.referrals.queries import numbers as queries
from hearth.referrals.queries.numbers import Asked, Cohort, Facts, Standing, Times

Cell = int | str | None  # None: kept back
Key = UUID | None
FEW: Key = UUID(int=5)  # the row of all services, or hubs, with too few requests to stand alone
COMMON, MOST = 50, 90  # per cent

STAGE_WORDS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "to_open": (lazy("Until it was opened"), lazy("from the sending until somebody at the service read it")),
    "to_answer": (
        lazy("Until the answer"),
        lazy("from the sending until it was accepted, put on the waiting list, declined or passed on"),
    ),
    "to_contact": (lazy("Until the first contact"), lazy("from the sending until the first contact")),
    "waiting": (lazy("On the waiting list"), lazy("from the waiting list’s first to its last day")),
    "to_end": (lazy("Until the end"), lazy("from the sending until it ended, however it ended")),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its definition. The first head is of the rows' names."""

    title: str
    heads: list[str]
    rows: list[tuple[str, list[Cell]]]
    means: str
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows, and all that its file says."""

    sentence: str
    loop: Cohort | None  # for the picture: parts that may be shown
    period_tables: list[Table] = field(default_factory=list)
    now_tables: list[Table] = field(default_factory=list)

    def lines(self) -> Iterator[list[Cell]]:
        """Each figure on a line of its own: the table, the row, what is counted, the figure."""
        for table in (*self.period_tables, *self.now_tables):
            for name, cells in table.rows:
                for head, cell in zip(table.heads[1:], cells, strict=True):
                    yield [table.title, name, head, not_shown() if cell is None else cell]


def not_shown() -> str:
    """What stands in place of a number that is kept back."""
    return _("not shown")


def page(rows: Facts, asked: Asked, *, period: str, today: date, names: Callable[[str, Key], str]) -> Page:
    """Everything for what was asked. `names(kind, key)` says what a service or a hub is called."""
    narrowed = asked.narrow(rows)
    sent = narrowed.filter(sent_on__gte=asked.start, sent_on__lt=asked.end)
    by_service = queries.cohorts(sent, "service_id")
    total = sum(by_service.values(), Cohort())
    stages = {stage: queries.times(sent, stage, "service_id") for stage in queries.STAGES}
    tables = [
        _loop_table(total),
        _stage_table({stage: queries.total_times(parts.values()) for stage, parts in stages.items()}),
        _outcome_table(queries.outcomes(sent)),
        _reason_table(queries.declines(sent)),
        _group_table(
            _("By service"), _("Service"), by_service, stages["to_answer"], stages["to_contact"],
            lambda key: names("service", key),
        ),
    ]  # fmt: skip
    if asked.service_id is None:
        tables.append(
            _group_table(
                _("By hub"), _("Hub"), queries.cohorts(sent, "hub_id"), queries.times(sent, "to_answer", "hub_id"),
                queries.times(sent, "to_contact", "hub_id"), lambda key: names("hub", key),
            )
        )  # fmt: skip
    standing = queries.standings(narrowed, "service_id", today)
    waiting = queries.waiting(asked, today)
    now = [
        _standing_table(standing, lambda key: names("service", key)),
        _waiting_table(_("Waiting by age"), _("Youngest child"), _by_age(waiting.by_age)),
        _waiting_table(_("Waiting by area"), _("Ward"), _by_area(waiting.by_area)),
    ]
    shown = _loop_parts(total)
    return Page(
        sentence=_sentence(total, period),
        loop=total if shown and None not in shown.values() else None,
        period_tables=tables,
        now_tables=now,
    )


def _sentence(total: Cohort, period: str) -> str:
    closed = small_numbers.part(total.closed, total.sent)
    if not total.sent:
        return _("No requests were sent from %(period)s.") % {"period": period}
    if closed is None:
        return _("From %(period)s too few requests were sent, or too few are open or closed, to say a share.") % {
            "period": period
        }
    return _(
        "Of %(sent)s requests sent from %(period)s, %(closed)s (%(share)s) came to an end of which everybody heard."
    ) % {"sent": f"{total.sent:,}", "period": period, "closed": f"{closed:,}", "share": share(closed, total.sent)}


def share(part: int, whole: int) -> str:
    """ "80%"; of nothing, nothing."""
    return f"{round(100 * part / whole)}%" if whole else ""


def _loop_parts(total: Cohort) -> dict[str, int | None]:
    return small_numbers.group({"closed": total.closed, "open": total.open, "silent": total.silent})


def _loop_table(total: Cohort) -> Table:
    sent = small_numbers.alone(total.sent)
    parts = _loop_parts(total) if sent is not None else dict.fromkeys(("closed", "open", "silent"), None)

    def row(name: str, number: int | None) -> tuple[str, list[Cell]]:
        return name, [number, None if number is None or sent is None else share(number, sent)]

    silent = parts["silent"]
    rows = [
        row(_("Sent"), sent),
        row(_("Closed: with an outcome, and family and sender were told"), parts["closed"]),
        row(_("Still going on"), parts["open"]),
        row(_("Ended, and somebody was not told"), silent),
    ]
    if silent:
        family = small_numbers.part(total.family_untold, silent)
        sender = small_numbers.part(total.sender_untold, silent)
        rows += [row(_("… of them the family"), family), row(_("… of them the sender"), sender)]
    return Table(
        _("Did everybody hear how it ended?"),
        [_("What became of it"), _("Requests"), _("Share of those sent")],
        rows if total.sent else [],
        _(
            "A request counts in the period in which it was sent; what was sent by mistake does not count. It is closed"
            " when it ended with an outcome (or with a reason and another way to get help) and the message about that"
            " has left to the family and to whoever sent it. Whoever ended it themselves needs no message. A family"
            " that may not be contacted counts as not told."
        ),
        _("No requests were sent in this period."),
    )


def _stage_table(stages: Mapping[str, Times]) -> Table:
    rows: list[tuple[str, list[Cell]]] = []
    for stage, taken in stages.items():
        if taken.base:
            name, means = STAGE_WORDS[stage]
            rows.append((f"{name} ({means})", [*_percentiles(taken, COMMON, MOST), small_numbers.alone(taken.base)]))
    return Table(
        _("How long each stage took"),
        [_("Stage"), _("Half within (median)"), _("9 in 10 within"), _("Requests that came so far")],
        rows,
        _(
            "Working days in England after the day it began; 0 is the same day. Days on which the service waited for an"
            " answer, or on which the work rested, are left out. Of requests sent in the period that came to the end of"
            " the stage: those still in it are not in the figure."
        ),
        _("No request came to the end of a stage yet."),
    )


def _percentiles(taken: Times, *wanted: int) -> list[Cell]:
    enough = taken.base >= small_numbers.SMALL
    return [taken.percentile(one) if enough else (None if taken.base else "") for one in wanted]


def _reason_table(counts: Mapping[str, int]) -> Table:
    shown = small_numbers.group(counts)
    whole = small_numbers.alone(sum(counts.values()))
    rows: list[tuple[str, list[Cell]]] = [
        (machine().reason_words("decline", code), [shown[code]])
        for code in sorted(counts, key=lambda code: (-(shown[code] or 0), code))
    ]
    return Table(
        _("Why requests were declined"),
        [_("Reason"), _("Requests")],
        [*rows, (_("All declined"), [whole])] if rows else [],
        _("Requests sent in the period that the service declined, by the reason that it gave."),
        _("None was declined."),
    )


def _outcome_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """A row for each need, most often named first. One that was named too seldom says no more than that."""
    codes = list(machine().reasons[needs.OUTCOMES])
    totals = {need: sum(found.values()) for need, found in counts.items()}
    rows: list[tuple[str, list[Cell]]] = []
    for need in sorted(counts, key=lambda need: (-totals[need], list(needs.needs()).index(need))):
        whole = small_numbers.alone(totals[need])
        parts = small_numbers.group({code: counts[need].get(code, 0) for code in codes})
        cells: list[Cell] = [None if whole is None else parts[code] for code in codes]
        rows.append((needs.needs()[need].staff, [whole, *cells]))
    return Table(
        _("What came of it, need by need"),
        [_("Need"), _("Requests"), *(machine().reason_words(needs.OUTCOMES, code) for code in codes)],
        rows,
        _(
            "Requests sent in the period that were completed, by what the service said came of each need. A request"
            " counts once for each of its needs, so the rows add up to more than the requests. “What was asked for”:"
            " completed before this was said need by need."
        ),
        _("None was completed."),
    )


def _group_table(
    title: str,
    head: str,
    cohorts: Mapping[Key, Cohort],
    answer: Mapping[Key, Mapping[int, int]],
    contact: Mapping[Key, Mapping[int, int]],
    name: Callable[[Key], str],
) -> Table:
    """A row for each service or hub with at least five requests; the others together in one."""
    few = {key for key, one in cohorts.items() if one.sent < small_numbers.SMALL}
    rows = {key: one for key, one in cohorts.items() if key not in few}
    if few:
        rows[FEW] = sum((cohorts[key] for key in few), Cohort())
    sent = small_numbers.group({key: one.sent for key, one in rows.items()})
    unclear = {
        key for key, one in rows.items() if sent[key] is None or small_numbers.part(one.closed, one.sent) is None
    }
    closed = small_numbers.group({key: one.closed for key, one in rows.items()}, hide=unclear)
    made: list[tuple[str, list[Cell]]] = []
    for key in sorted(rows, key=lambda key: (key == FEW, -rows[key].sent, name(key) if key != FEW else "")):
        done = closed[key]
        members = few if key == FEW else {key}
        taken = [queries.total_times(by[one] for one in members if one in by) for by in (answer, contact)]
        words = _("Those with fewer than %(n)s requests") % {"n": small_numbers.SMALL} if key == FEW else name(key)
        rate = None if done is None else share(done, rows[key].sent)
        made.append(
            (words, [sent[key], done, rate, *(cell for one in taken for cell in _percentiles(one, COMMON, MOST))])
        )
    return Table(
        title,
        [
            head,
            _("Sent"),
            _("Closed"),
            _("Share closed"),
            _("Answer: half within"),
            _("Answer: 9 in 10"),
            _("First contact: half within"),
            _("First contact: 9 in 10"),
        ],
        made,
        _(
            "Sent and closed as above. Times in working days, of those sent in the period that were answered or reached"
            " so far, where there are at least %(n)s. A service belongs to the hub at which it takes place."
        )
        % {"n": small_numbers.SMALL},
        _("No requests were sent in this period."),
    )


def _standing_table(found: Mapping[Key, Standing], name: Callable[[Key], str]) -> Table:
    few = {key for key, one in found.items() if one.open < small_numbers.SMALL}
    rows = {key: one for key, one in found.items() if key not in few}
    if few:
        rows[FEW] = sum((found[key] for key in few), Standing())
    opened = small_numbers.group({key: one.open for key, one in rows.items()})
    columns: list[dict[Key, int | None]] = [opened]
    for which in ("before_contact", "late"):
        counts = {key: getattr(one, which) for key, one in rows.items()}
        unclear = {
            key for key, one in rows.items() if opened[key] is None or small_numbers.part(counts[key], one.open) is None
        }
        columns.append(small_numbers.group(counts, hide=unclear))
    made: list[tuple[str, list[Cell]]] = [
        (
            _("Those with fewer than %(n)s open requests") % {"n": small_numbers.SMALL} if key == FEW else name(key),
            [column[key] for column in columns],
        )
        for key in sorted(rows, key=lambda key: (key == FEW, -rows[key].open, name(key) if key != FEW else ""))
    ]
    return Table(
        _("Open now, and late"),
        [_("Service"), _("Open"), _("Before the first contact"), _("Late")],
        made,
        _(
            "All requests that are open at this moment, whenever they were sent. Late: the day by which the service"
            " should have opened it, answered it, made the first contact or looked at it again has passed. Clocks"
            " that rest are not late."
        ),
        _("Nothing is open."),
    )


def _waiting_table(title: str, head: str, rows: list[tuple[str, int]]) -> Table:
    shown = small_numbers.group(dict(enumerate(number for _name, number in rows)))
    return Table(
        title,
        [head, _("Requests")],
        [(name, [shown[place]]) for place, (name, _number) in enumerate(rows)],
        _("Requests that are open now and whose family nobody from the service has met or spoken to yet."),
        _("Nobody is waiting."),
    )


def _by_age(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    others = {"adult": _("About an adult"), "not-said": _("Age not given")}
    order = [*(code for code, _name in desk.pairs("bands")), *others]
    return [(others.get(code) or desk.words("bands", code), counts[code]) for code in order if counts.get(code)]


def _by_area(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    known = sorted((name, number) for name, number in counts.items() if name)
    return known + ([(_("Postcode not known"), counts[""])] if counts.get("") else [])

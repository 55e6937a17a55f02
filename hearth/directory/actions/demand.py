"""Keeping what families looked for in vain, so that somebody can provide it: words, area and age, never the person."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction

from hearth.directory.models import UnmetReason, UnmetSearch
from hearth.directory.models.demand import UnknownWord
from hearth.directory.queries.answers import Answer
from hearth.directory.queries.words import little_words, plain

logger = logging.getLogger("hearth.directory")

FEW = 2  # services; more than these are an answer
ENOUGH = 5  # searches with a word that the directory does not have: from then on it is nobody's name in particular
FORGET_RARE = timedelta(days=90)
KEPT_FOR = timedelta(days=3 * 366)  # searches: three years show what changes
LONGEST = 200
HIDDEN = "…"
_WORD = re.compile(r"[^\W\d_]{2,40}")
# What may say who somebody is, whatever stands beside it.
_ADDRESSES = re.compile(r"\S*@\S*|https?://\S*|www\.\S*")

_UPSERT = """
insert into directory_unmetsearch (day, words, language, age, council_code, ward_code, filters, reason, count)
values (%s, %s, %s, %s, %s, %s, %s::varchar[], %s, 1)
on conflict (day, words, language, age, council_code, ward_code, filters, reason)
do update set count = directory_unmetsearch.count + 1
"""
_KNOWN = """
select typed.word from unnest(%s::text[]) as typed (word)
where exists (select from directory_word w where w.word = typed.word)
   or numnode(plainto_tsquery('public.hearth', typed.word)) = 0
   or exists (select from directory_unknownword u where u.word = typed.word and u.count >= %s)
"""
_SEEN = """
insert into directory_unknownword (word, count, first_day, last_day)
select typed.word, 1, %s, %s from unnest(%s::text[]) as typed (word) order by typed.word
on conflict (word) do update set count = directory_unknownword.count + 1, last_day = excluded.last_day
"""


def shortfall(answer: Answer) -> UnmetReason | None:
    """How far an answer fell short of what was asked; None where it did not, or where nothing was asked for."""
    if not answer.typed and not answer.asked.category and answer.asked.age is None:
        return None
    number = answer.found.total + answer.found.placeless_total
    if number == 0:
        return UnmetReason.NOTHING
    if answer.any_words:
        return UnmetReason.PART
    if answer.without_filters:
        return UnmetReason.FILTERS
    if answer.wider_miles:
        return UnmetReason.FAR
    return UnmetReason.FEW if number <= FEW else None


def keep_quietly(*, answer: Answer, language: str, today: date) -> None:
    """`note_unmet` for a public page: whatever is wrong with the counting, the family gets its answer."""
    try:
        note_unmet(answer=answer, language=language, today=today)
    except DatabaseError:
        logger.warning("a search could not be counted")


@transaction.atomic
def note_unmet(*, answer: Answer, language: str, today: date) -> UnmetReason | None:
    """Keep a search that found nothing, or too little; says why, or None where there was nothing to keep.

    Words that point to danger are never kept. Further pages of the same search are not counted again.
    """
    reason = shortfall(answer)
    if reason is None or answer.urgent or answer.asked.page > 1 or answer.asked.placeless:
        return None
    spot = answer.place.spot
    asked = answer.asked
    filters = sorted(
        [
            *(["free"] if asked.free else []),
            *(f"way:{way}" for way in asked.ways),
            *(f"day:{day}" for day in asked.days),
            *(f"part:{part}" for part in asked.parts),
            *([f"language:{asked.language}"] if asked.language else []),
            *(f"access:{fact}" for fact in asked.facts),
            *([f"category:{asked.category}"] if asked.category else []),
        ]
    )
    values = (
        today,
        _words_of_many(answer.typed, today),
        language,
        asked.age,
        spot.council_code if spot else "",
        spot.ward_code if spot else "",
        filters,
        reason.value,
    )
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, values)
    return reason


def _words_of_many(typed: str, today: date) -> str:
    """What was typed, without what only one person may have typed: numbers, addresses and words nobody else uses."""
    words = [word for word in _WORD.findall(plain(_ADDRESSES.sub(" ", typed))) if word.isalpha()]
    known = set(little_words().every)
    asked = sorted({word for word in words if word not in known})
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN, [asked, ENOUGH])
            known |= {row[0] for row in cursor.fetchall()}
            unknown = [word for word in asked if word not in known]
            if unknown:
                cursor.execute(_SEEN, [today, today, unknown])
    shown: list[str] = []
    for word in words:
        said = word if word in known else HIDDEN
        if said != HIDDEN or shown[-1:] != [HIDDEN]:
            shown.append(said)
    return " ".join(shown)[:LONGEST]


@transaction.atomic
def tidy(*, today: date) -> None:
    """Forget words that hardly anybody uses, and searches of long ago."""
    UnknownWord.objects.filter(count__lt=ENOUGH, last_day__lt=today - FORGET_RARE).delete()
    UnmetSearch.objects.filter(day__lt=today - KEPT_FOR).delete()

"""What would make a listing better, in plain English: what is missing, too long, or in the words of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hearth.core.words import list_words
from hearth.directory.changing import rules
from hearth.directory.models import Capacity, CostKind, Delivery
from hearth.directory.queries import vocabulary

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at. `page` is the editor's page; `is_missing` says that families look for it in vain."""

    page: str
    text: str
    is_missing: bool = False


def hints(document: Document) -> list[Hint]:
    """What could be better, in the order of the editor's pages."""
    return [*_missing(document), *_wording(document)]


def _missing(said: Document) -> Iterator[Hint]:
    if not said.get("summary"):
        yield Hint("what", _("Say in one line what families get: it stands in every list."), True)
    if said.get("min_age_months") is None and said.get("max_age_months") is None:
        yield Hint("who", _("No ages: families read “ages not stated”."), True)
    if not any(_is_category(code) for code in said.get("terms") or []):
        yield Hint("categories", _("No category: families who browse do not find it."), True)
    if not said.get("delivery"):
        yield Hint("how", _("Say if it is in person, by phone or online."), True)
    in_person = {Delivery.IN_PERSON, Delivery.GROUP} & set(said.get("delivery") or [])
    if in_person and not (said.get("places") or said.get("secret_places")):
        yield Hint("places", _("No place: “near me” cannot say how far it is."), True)
    if said.get("secret_places") and not said.get("area_words"):
        yield Hint(
            "area", _("The address is secret: say the area in words, so that families know if it is near."), True
        )
    if not said.get("schedules"):
        yield Hint("times", _("No times: it is never “on today”."), True)
    if not said.get("access_routes"):
        yield Hint("way-in", _("Say how families get in: just turn up, book, ask."), True)
    if said.get("cost_kind") in (None, "", CostKind.UNKNOWN):
        yield Hint("cost", _("Cost not stated: say if it is free."), True)
    if not said.get("phone"):
        other = said.get("email") or said.get("website")
        text = _("No phone number: it is what families look for most.")
        yield Hint("contact", text if other else _("No phone, email or website: nobody can reach you."), True)
    if not said.get("languages"):
        yield Hint("languages", _("No language: families cannot filter by theirs."), True)
    if said.get("capacity") in (None, "", Capacity.UNKNOWN):
        yield Hint("capacity", _("Say if there is room now."), True)


def _wording(said: Document) -> Iterator[Hint]:
    limits = rules()["quality"]
    summary, description = said.get("summary") or "", said.get("description") or ""
    if len(summary) > limits["summary_longest"]:
        yield Hint("what", _("The line is long for a list: %(n)s characters or fewer read best.")
                   % {"n": limits["summary_longest"]})  # fmt: skip
    if len(description) > limits["description_longest"]:
        yield Hint("what", _("The text is long. Most families read on a phone: keep what they need to decide."))
    longest = max((len(sentence.split()) for sentence in re.split(r"[.!?\n]+", description)), default=0)
    if longest > limits["sentence_words"]:
        yield Hint("what", _("One sentence has %(n)s words. Cut it into two or three.") % {"n": longest})
    for page, text in (("name", said.get("name") or ""), ("what", f"{summary}\n{description}"),
                       ("who", said.get("who_for") or ""), ("way-in", said.get("how_to_get_in") or "")):  # fmt: skip
        found = jargon(text)
        if found:
            words = list_words([_("“%(word)s” (say: %(plain)s)") % {"word": w, "plain": p} for w, p in found])
            yield Hint(page, _("Words of the trade: %(words)s.") % {"words": words})
    if re.search(r"[A-Z]{5,} [A-Z]{3,}", f"{said.get('name')} {summary}"):
        yield Hint("name" if (said.get("name") or "").isupper() else "what", _("CAPITALS are hard to read."))


def jargon(text: str) -> list[tuple[str, str]]:
    """Words of the trade in a text, each with what to say instead. Abbreviations in capitals only as such."""
    found = []
    for word, instead in rules()["quality"]["jargon"].items():
        flags = 0 if word.isupper() else re.IGNORECASE
        if re.search(rf"\b{re.escape(word)}\b", text, flags):
            found.append((word, instead))
    return found


def _is_category(code: str) -> bool:
    term = vocabulary().by_id.get(UUID(code))
    return term is not None and term.taxonomy == "categories"

"""What a service costs, out of amounts and words. Unknown is not free."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from hearth.core.words import money_words
from hearth.directory.feeds.shape import Record
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.text import first_sentence
from hearth.directory.models import CostKind

MOST = 999_999
WORDS = 200
_FREE = re.compile(
    r"^(?:(?:it|this|the service|all|always|completely|totally|is|are|service|of|sessions?)\s+)*"
    r"(?:free(?: of charge| to (?:all|access|attend|use|everyone))?|no (?:charge|cost|fees?)|nil|£?0(?:\.00)?)[.!]?$",
    re.IGNORECASE,
)
_PRICE = re.compile(r"£\s?\d|\d\s?(?:p\b|pounds?\b)", re.IGNORECASE)


def cost(record: Record, notes: Notes) -> dict[str, Any]:
    """`cost_kind`, `cost_amount`, `cost_words`. Takes from the record what these hold, and leaves in it the rest."""
    options = [option for option in record.get("cost_options", []) if _fits(option, notes)]
    fees = record.get("fees") or record.get("fees_description") or ""
    amounts = [option["amount"] for option in options if "amount" in option]
    if not amounts:
        return _by_words(record, [*(_words(option) for option in options), fees])
    paid = [amount for amount in amounts if amount > 0]
    words = _words(options[0]) if len(options) == 1 else "; ".join(_whole_words(option) for option in options)
    if _FREE.match(words) or words == fees == "":
        words = ""
    if len(options) == 1 and _plain(options[0]):
        record.pop("cost_options")
    if fees and (_FREE.match(fees) if not paid else fees == words or fees == _whole_words(options[0])):
        record.pop("fees", None)
    return {
        "cost_kind": CostKind.PAID if paid else CostKind.FREE,
        "cost_amount": Decimal(str(min(paid))).quantize(Decimal("0.01")) if paid else None,
        "cost_words": first_sentence(words, WORDS),
    }


def _fits(option: Record, notes: Notes) -> bool:
    amount = option.get("amount")
    if amount is not None and not 0 <= amount <= MOST:
        notes.add("amount-invalid", "cost_options.amount", str(amount))
        option.pop("amount")
    return bool(set(option) - {"id", "service_id"})


def _plain(option: Record) -> bool:
    """Whether our fields say all that the option says."""
    said = {option.get("option", ""), option.get("amount_description", "")} - {""}
    free = not option.get("amount")
    return (
        not set(option) - {"id", "service_id", "amount", "option", "amount_description", "currency"}
        and option.get("currency", "GBP").upper() in {"GBP", "£"}
        and (len(said) <= 1 or said - {_amount(option)} == {option.get("amount_description")})
        and (not free or not said or all(_FREE.match(text) for text in said) or len(said) == 1)
        and all(len(text) <= WORDS for text in said)
    )


def _amount(option: Record) -> str:
    return money_words(round(option["amount"] * 100)) if option.get("amount") else "Free"


def _words(option: Record) -> str:
    """ "Under 18s: per hour"."""
    said = [option.get("option", ""), option.get("amount_description", "")]
    return ": ".join(dict.fromkeys(text for text in said if text and text != _amount(option)))


def _whole_words(option: Record) -> str:
    """ "Under 18s: £35 per hour"."""
    if "amount" not in option:
        return _words(option)
    rest = option.get("amount_description", "")
    price = rest if _PRICE.search(rest) else " ".join(text for text in (_amount(option), rest) if text)
    named = option.get("option", "")
    return f"{named}: {price}" if named and named != price else price


def _by_words(record: Record, texts: list[str]) -> dict[str, Any]:
    words = "; ".join(dict.fromkeys(text for text in texts if text))
    if not words:
        return {"cost_kind": CostKind.UNKNOWN, "cost_amount": None, "cost_words": ""}
    short = first_sentence(words, WORDS)
    if record.get("fees") in {short, words} and len(words) <= WORDS:
        record.pop("fees")
    if _FREE.match(words):
        return {"cost_kind": CostKind.FREE, "cost_amount": None, "cost_words": ""}
    kind = CostKind.PAID if _PRICE.search(words) else CostKind.UNKNOWN
    return {"cost_kind": kind, "cost_amount": None, "cost_words": short}

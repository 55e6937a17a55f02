"""Why a row was repaired, remarked on or refused: codes for the database, words for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Weight(StrEnum):
    """What a reason does to its row."""

    REPAIR = "repair"  # something was mended; the row is in
    REMARK = "remark"  # nothing was changed, but somebody may want to look; the row is in
    REFUSAL = "refusal"  # the row is not in


WORDS: dict[str, tuple[Weight, StrOrPromise]] = {
    # Repairs
    "encoding": (Weight.REPAIR, _("The file is not in UTF-8, so we read it as Windows text")),
    "entities": (Weight.REPAIR, _("Web codes such as &amp; were turned back into letters")),
    "spaces": (Weight.REPAIR, _("Spare spaces, tabs or line ends were taken out")),
    "extra-values": (Weight.REPAIR, _("The row has more values than the file has columns; the extra ones are empty")),
    "decimal": (Weight.REPAIR, _("A number that is a name was written as a decimal")),
    "code-width": (Weight.REPAIR, _("An area code had the wrong length; the missing noughts were put back")),
    "phone-zero": (Weight.REPAIR, _("The phone number had lost its first 0")),
    "phone-letters": (Weight.REPAIR, _("The phone number had the letter O for a nought")),
    "phone-invalid": (Weight.REPAIR, _("The phone number cannot be right, so it is not shown")),
    "email-tidied": (Weight.REPAIR, _("The email address was tidied")),
    "email-invalid": (Weight.REPAIR, _("The email address cannot be right, so it is not shown")),
    "website-scheme": (Weight.REPAIR, _("The web address had no http:// in front")),
    "website-invalid": (Weight.REPAIR, _("The web address cannot be right, so it is not shown")),
    "contacts-several": (
        Weight.REPAIR,
        _("Several contacts stood in one box; the others were kept in the description"),
    ),
    "contact-words": (Weight.REPAIR, _("Words beside the contact were kept in the description")),
    "placeholder": (Weight.REPAIR, _("“Not known” and the like were read as nothing")),
    "postcode-tidied": (Weight.REPAIR, _("The postcode was written in the usual way")),
    "postcode-invalid": (Weight.REPAIR, _("The postcode cannot be right; it was kept as part of the address")),
    "point-far": (Weight.REPAIR, _("The point on the map lies far from the postcode, so the postcode’s was taken")),
    "point-invalid": (Weight.REPAIR, _("The point on the map cannot be right, so it was left out")),
    "hours-punctuation": (Weight.REPAIR, _("Opening times had slips of the keyboard that were plain to see")),
    "hours-midnight": (Weight.REPAIR, _("Closing at midnight was written as one minute to midnight")),
    "hours-half-day": (
        Weight.REPAIR,
        _("Opening times did not say morning or afternoon, and only one reading made sense"),
    ),
    "hours-some": (Weight.REPAIR, _("Some of the opening times could be read; the words were kept beside them")),
    "hours-words": (Weight.REPAIR, _("Opening times could not be read; the words were kept as they are")),
    "too-long": (Weight.REPAIR, _("A text was too long for its box; the whole of it is in the description")),
    "lsoa-outside": (
        Weight.REPAIR,
        _("The neighbourhood lay in another council than the postcode; we took the one at the postcode’s point"),
    ),
    "lsoa-split": (
        Weight.REPAIR,
        _("The 2011 neighbourhood was split in 2021; its people were shared out by the 2021 Census"),
    ),
    "lsoa-merged": (Weight.REPAIR, _("2011 neighbourhoods were merged in 2021; their people were added up")),
    # Repairs that feeds need besides
    "markup": (Weight.REPAIR, _("The text had a web page’s codes, which were taken out")),
    "huge-text": (Weight.REPAIR, _("A text was so long that only its beginning was taken")),
    "wrong-type": (Weight.REPAIR, _("Something stood there that cannot stand there, so it was left out")),
    "too-many-parts": (Weight.REPAIR, _("A list was so long that only its beginning was taken")),
    "number-words": (Weight.REPAIR, _("A number had words or signs beside it")),
    "number-far": (Weight.REPAIR, _("A number cannot be right, so it was left out")),
    "amount-invalid": (Weight.REPAIR, _("The price cannot be right, so it was left out")),
    "date-written": (Weight.REPAIR, _("A date was written in another way")),
    "date-invalid": (Weight.REPAIR, _("A date cannot be right, so it was left out")),
    "dates-order": (Weight.REPAIR, _("It would end before it begins, so both dates were left out")),
    "assured-future": (Weight.REPAIR, _("It says that it was confirmed on a day to come, so that was left out")),
    "time-written": (Weight.REPAIR, _("A time was written in another way")),
    "time-invalid": (Weight.REPAIR, _("A time cannot be right, so it was left out")),
    "hours-order": (Weight.REPAIR, _("It would close before it opens, so the closing time was left out")),
    "day-unknown": (Weight.REPAIR, _("A day of the week could not be read, so it was left out")),
    "day-of-start": (Weight.REPAIR, _("No day of the week was named, so the day on which it began was taken")),
    "freq-unknown": (Weight.REPAIR, _("How often it happens could not be read; its days were taken")),
    "age-far": (Weight.REPAIR, _("An age cannot be right, so it was left out")),
    "age-nought": (Weight.REPAIR, _("The highest age was nought: an empty box, so it was left out")),
    "ages-order": (Weight.REPAIR, _("The lowest age is above the highest, so both were left out")),
    "postcode-odd": (Weight.REPAIR, _("The postcode cannot be right; it was kept and not used")),
    "postcode-found": (Weight.REPAIR, _("The postcode stood in the address")),
    "point-nought": (Weight.REPAIR, _("The point on the map was nought and nought, so it was left out")),
    "point-swapped": (Weight.REPAIR, _("Latitude and longitude were the wrong way round")),
    "status-unknown": (Weight.REPAIR, _("We do not know this status, so it is taken as open")),
    "owner-missing": (Weight.REPAIR, _("It does not say whose it is")),
    "owner-unnamed": (Weight.REPAIR, _("Its organisation has no name")),
    # Remarks
    "phone-unlikely": (Weight.REMARK, _("The phone number is not one that is given out, so it may be wrong")),
    "language-unknown": (Weight.REMARK, _("We do not know this language; its name was kept")),
    "edited-here": (Weight.REMARK, _("It was changed here too, so ours stands until somebody chooses")),
    "merged-here": (Weight.REMARK, _("It was brought together with another listing here, so it was left alone")),
    "owner-edited": (Weight.REMARK, _("The organisation was changed here too, so ours stands")),
    "owner-kept": (Weight.REMARK, _("It was given to another organisation here, so that stands")),
    "passed-over": (Weight.REMARK, _("The list passed it over, and its own address still gives it")),
    "postcode-unknown": (Weight.REMARK, _("The postcode is not among those loaded")),
    "no-point": (Weight.REMARK, _("There is no point for it, so it is in lists but not on the map")),
    "no-address": (Weight.REMARK, _("There is no address")),
    "ward-differs": (Weight.REMARK, _("The file names another ward than the postcode’s; the postcode’s was taken")),
    "lsoa-differs": (
        Weight.REMARK,
        _("The file names another neighbourhood than the postcode’s; the postcode’s was taken"),
    ),
    "council-unknown": (Weight.REMARK, _("We do not know the official code of this council")),
    "ages-unclear": (Weight.REMARK, _("The ages are not clear from the words, so none are stated")),
    "maybe-duplicate": (Weight.REMARK, _("It may be the same as another row: same name, close by")),
    "suppressed": (Weight.REMARK, _("Left blank by its publisher (too few to print); kept as unknown, not as nought")),
    "ward-not-loaded": (Weight.REMARK, _("No loaded postcode lies in this ward")),
    "not-loaded-lsoa": (Weight.REMARK, _("This neighbourhood is not among those loaded")),
    "edited-since": (Weight.REMARK, _("It was changed here since the last load; the file’s new words replaced that")),
    # Refusals
    "cut-short": (Weight.REFUSAL, _("The row is cut short: it has fewer values than the file has columns")),
    "too-many-values": (Weight.REFUSAL, _("The row has more values than the file has columns")),
    "no-name": (Weight.REFUSAL, _("It has no name")),
    "no-key": (Weight.REFUSAL, _("It has nothing by which to know it again")),
    "bad-postcode": (Weight.REFUSAL, _("The postcode is not a postcode")),
    "bad-point": (Weight.REFUSAL, _("The point does not lie in the United Kingdom")),
    "bad-code": (Weight.REFUSAL, _("The area code is not an area code")),
    "bad-number": (Weight.REFUSAL, _("A number is not a number")),
    "bad-shape": (Weight.REFUSAL, _("The outline on the map cannot be read")),
    "closed": (Weight.REFUSAL, _("The file says that it has closed")),
    "not-public": (Weight.REFUSAL, _("It is not open to the public")),
    "duplicate": (Weight.REFUSAL, _("The same row stands in the file twice")),
    "duplicate-differs": (Weight.REFUSAL, _("Another row has the same name and place; the first was kept")),
    "lsoa-unknown": (Weight.REFUSAL, _("The lookup does not know this 2011 neighbourhood")),
    "lsoa-no-shares": (
        Weight.REFUSAL,
        _("The 2011 neighbourhood was split, and no 2021 Census file was there to share it out by"),
    ),
    "lsoa-irregular": (Weight.REFUSAL, _("The 2011 neighbourhood has no simple heir in 2021")),
    "already-here": (Weight.REFUSAL, _("It is here already from elsewhere, under the same id")),
    "bad-record": (Weight.REFUSAL, _("It is not a record")),
    "not-given": (Weight.REFUSAL, _("The feed lists it, but could not give it")),
    "not-written": (Weight.REFUSAL, _("We could not store it; what we have of it stays as it is")),
    # Not about a row of this file
    "gone": (Weight.REMARK, _("It was in an earlier file and is no longer in this one; it was kept")),
}


def weight(code: str) -> Weight:
    return WORDS[code][0]


def words(code: str) -> str:
    """A code in a sentence; the code itself where a later version knows it no more."""
    known = WORDS.get(code)
    return str(known[1]) if known else code


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing about one row: in which column, what was there, what is there now."""

    code: str
    column: str = ""
    was: str = ""
    now: str = ""

    def as_json(self) -> dict[str, Any]:
        found = {"code": self.code, "column": self.column, "was": self.was[:300], "now": self.now[:300]}
        return {key: value for key, value in found.items() if value}


class RefusedRow(Exception):
    """The row cannot be used; the reason says why."""

    def __init__(self, code: str, column: str = "", was: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, column, was)


@dataclass(slots=True)
class Notes:
    """What converters say of the row in hand."""

    reasons: list[Reason] = field(default_factory=list)

    def add(self, code: str, column: str = "", was: str = "", now: str = "") -> None:
        """Note a reason once for each column."""
        if not any(reason.code == code and reason.column == column for reason in self.reasons):
            self.reasons.append(Reason(code, column, was, now))

    @property
    def repaired(self) -> bool:
        return any(weight(reason.code) is Weight.REPAIR for reason in self.reasons)

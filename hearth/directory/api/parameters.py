"""The parameters of the lists: what each means, how it is written, and what it comes to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator, WithJsonSchema

from hearth.core.clock import LONDON
from hearth.directory.queries.published import Asked, Point
from hearth.directory.queries.times import WEEKDAYS

PER_PAGE = 25
MOST_PER_PAGE = 100
MOST_PAGES = 100_000
OLDEST = 150
FARTHEST_METRES = 200_000
POSTCODE = "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$"
DAYS = {
    name: letters
    for letters, name in zip(
        WEEKDAYS, ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), strict=True
    )
} | {letters.lower(): letters for letters in WEEKDAYS}


def _day(text: Any) -> Any:
    found = DAYS.get(str(text).strip().lower())
    if not found:
        raise ValueError("Give a day as MO, TU, WE, TH, FR, SA or SU.")
    return found


def _moment(text: Any) -> Any:
    """A date is its beginning in London; a time without a zone is a time in London. A plus sign that an address has
    turned into a space is mended."""
    if not isinstance(text, str):
        return text
    mended = re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()).replace("Z", "+00:00").replace("z", "+00:00")
    mended = re.sub(r"(T\d\d:\d\d):60", r"\1:59", mended)  # a leap second
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", mended):
            return datetime.combine(date.fromisoformat(mended), time.min, LONDON).astimezone(UTC)
        moment = datetime.fromisoformat(mended)
        return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)
    except OverflowError:  # the first or the last hours of all time, in another zone
        return datetime.max.replace(tzinfo=UTC) if mended.startswith("9") else datetime.min.replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("Give a date and time such as 2026-03-15T10:30:00Z.") from None


def _time(text: Any) -> Any:
    if isinstance(text, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", text.strip()):
        return time.fromisoformat(text.strip())
    raise ValueError("Give a time such as 09:30.")


def _postcode(text: Any) -> Any:
    if not re.fullmatch(POSTCODE, str(text).strip()):
        raise ValueError("Give a whole postcode, such as SK1 1AA.")
    return str(text).strip()


Day = Annotated[str, BeforeValidator(_day), WithJsonSchema({"type": "string", "enum": list(WEEKDAYS)})]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Clock = Annotated[
    time,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}),
]
Postcode = Annotated[str, BeforeValidator(_postcode), WithJsonSchema({"type": "string", "pattern": POSTCODE})]


class Paging(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=MOST_PAGES, description="Which page, counted from 1.")
    per_page: int = Field(PER_PAGE, ge=1, le=MOST_PER_PAGE, description="How many on a page.")

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


class OfTaxonomy(Paging):
    """Terms, maybe of one taxonomy."""

    taxonomy_id: UUID | None = Field(None, description="Only terms of this taxonomy.")


class Named(Paging):
    """Organisations, maybe by a part of their name."""

    search: str = Field("", max_length=200, description="Only organisations with this in their name.")


class OfServices(Paging):
    """What can be asked of services."""

    search: str = Field("", max_length=200, description="Only services with all of these words.")
    taxonomy_term_id: UUID | None = Field(None, description="Only services of this term, or of one under it.")
    taxonomy_id: UUID | None = Field(None, description="Only services of any term of this taxonomy.")
    organization_id: UUID | None = Field(None, description="Only services of this organisation.")
    minimum_age: float | None = Field(
        None,
        ge=0,
        le=OLDEST,
        allow_inf_nan=False,
        description="Only services whose own minimum age is at least this, in years. Unknown ages fit.",
    )
    maximum_age: float | None = Field(
        None,
        ge=0,
        le=OLDEST,
        allow_inf_nan=False,
        description="Only services whose own maximum age is at most this, in years. Unknown ages fit.",
    )
    day: Day | None = Field(None, description="Only services with a schedule on this day of the week.")
    start_time: Clock | None = Field(
        None, description="Only services with a schedule that opens at this time or later."
    )
    end_time: Clock | None = Field(
        None, description="Only services with a schedule that closes at this time or earlier (the same schedule)."
    )
    modified_after: Moment | None = Field(
        None,
        description="Only what changed at this moment or later, by id; also what is listed no more since then. A change"
        " of a place, a time, a term or the organisation is a change of the service.",
    )
    full: bool = Field(False, description="Each one in full, as at its own address.")

    def asked(self) -> Asked:
        """The question to the list."""
        return Asked(
            search=self.search,
            term=self.taxonomy_term_id,
            taxonomy=self.taxonomy_id,
            organisation=self.organization_id,
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            day=self.day or "",
            starts=self.start_time,
            ends=self.end_time,
            modified_after=self.modified_after,
            offset=self.offset,
            limit=self.per_page,
        )


class OfPlaces(OfServices):
    """What can be asked of the places of services: the same, and where."""

    postcode: Postcode | None = Field(
        None,
        description="Only places of services that serve this postcode, as far as they say whom they serve. A postcode"
        " that we do not know is 404.",
    )
    proximity: int | None = Field(
        None,
        ge=1,
        le=FARTHEST_METRES,
        description="Only places within so many metres of the postcode, the nearest first. Needs `postcode`.",
    )

    def near(self, point: Point | None) -> Asked:
        """The question to the list, around the point of the postcode."""
        return replace(self.asked(), near=point, metres=self.proximity)

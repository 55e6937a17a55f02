"""What a system sends and gets, by types: the API's description is made of these."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, model_validator

from hearth.core.forms import normal_postcode


def _phone(text: str) -> str:
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("Give a phone number, such as +441632960001.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise ValueError("Give an email address, such as name@example.org.") from None
    return text


def _postcode(text: str) -> str:
    found = normal_postcode(text) if text else ""
    if found is None:
        raise ValueError("Give a whole postcode, such as SK1 1AA.")
    return found


def _clean(text: str) -> str:
    if "\x00" in text:
        raise ValueError("The text holds a character that cannot be kept.")
    return text.strip()


Text = Annotated[str, AfterValidator(_clean)]
Phone = Annotated[str, AfterValidator(_phone)]
Email = Annotated[str, AfterValidator(_email)]
Postcode = Annotated[str, AfterValidator(_postcode)]
SHUT = ConfigDict(extra="forbid")  # a field that we do not know is a mistake, not a thing to lose


class PersonIn(Schema):
    """One person whom it concerns. The first one is the adult to whom news goes."""

    model_config = SHUT
    role: Literal["parent", "child", "other"]
    given_name: Text = Field("", max_length=80)
    family_name: Text = Field("", max_length=80)
    birth_date: date | None = None
    due_date: date | None = Field(None, description="Of a child not born yet.")
    relation: Text = Field("", max_length=40, description="To the child: mother, grandfather, foster carer …")
    phone: Phone = Field("", max_length=40)
    email: Email = Field("", max_length=254)
    postcode: Postcode = Field("", max_length=10)
    language: Text = Field("", max_length=10, description="BCP 47, such as pl.")
    needs_interpreter: bool = False


class ContactIn(Schema):
    """How the family may safely be reached. Nothing reaches it in another way."""

    model_config = SHUT
    do_not_contact: bool = False
    channels: list[Literal["email", "text", "call"]] = Field(
        default_factory=list, description="The preferred one first."
    )
    email: Email = Field("", max_length=254)
    phone: Phone = Field("", max_length=40)
    safe_from: time | None = Field(None, description="London time; together with safe_until.")
    safe_until: time | None = None
    voicemail_ok: bool = False
    language: Literal["en", "pl", "ur", "uk"] = "en"
    notes: Text = Field("", max_length=255)

    @model_validator(mode="after")
    def _complete(self) -> Any:
        if self.do_not_contact:
            return self
        if not self.channels:
            raise ValueError("Give at least one channel, or do_not_contact.")
        if "email" in self.channels and not self.email:
            raise ValueError("Give the email address that is safe.")
        if {"text", "call"} & set(self.channels) and not self.phone:
            raise ValueError("Give the phone number that is safe.")
        if (self.safe_from is None) != (self.safe_until is None):
            raise ValueError("Give both safe_from and safe_until, or neither.")
        return self


class ReferralIn(Schema):
    """A referral to send."""

    model_config = SHUT
    service_id: UUID = Field(description="As the open API of services has it.")
    people: list[PersonIn] = Field(min_length=1, max_length=12)
    help: Text = Field(min_length=1, max_length=5000, description="What would help.")
    tried: Text = Field("", max_length=5000)
    better: Text = Field("", max_length=5000, description="What would be better.")
    contact: ContactIn
    urgency: Literal["usual", "soon", "urgent"] = "usual"
    lawful_basis: Literal["public-task", "consent", "vital-interests", "legal-obligation"] = "public-task"
    family_knows: bool = Field(description="Whether the family knows of this referral. Where not, it is told nothing.")
    family_knows_why_not: Text = Field("", max_length=255)
    even_if_open: bool = Field(False, description="Send it although one is open to this service for the same contact.")

    @model_validator(mode="after")
    def _reasoned(self) -> Any:
        if not self.family_knows and not self.family_knows_why_not:
            raise ValueError("Say in family_knows_why_not why the family does not know.")
        if self.people[0].role == "child" and any(one.role != "child" for one in self.people):
            raise ValueError("Name the adult first, to whom news goes.")
        return self


class StepOut(Schema):
    """One move so far."""

    number: int
    move: str
    state: str
    at: datetime
    reason: str = Field(description="Why, as a code; empty where none is given.")
    outcome: str = Field(description="What came of it as a whole, as a code; empty before the end.")
    outcomes: dict[str, str] = Field(description="What came of each need: {need: outcome}, as codes.")


class ReferralOut(Schema):
    """How a referral stands."""

    reference: str
    state: str
    state_at: datetime
    sent_at: datetime
    service_id: UUID
    service: str
    organisation: str
    opened: bool = Field(description="Whether somebody at the service has read it.")
    acknowledge_by: date
    decide_by: date
    first_contact_by: date
    words: str = Field(description="What the service said last, for the sender.")
    steps: list[StepOut]
    url: str = Field(description="Its page, for people.")

"""The pages of the listing editor that are one plain question each: what the form shows of a document, and which parts
of it the answers say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import (
    CheckboxesField,
    EmailField,
    HearthForm,
    HiddenField,
    PhoneField,
    RadioField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
    phone_words,
)
from hearth.directory import cards, vocabularies
from hearth.directory.actions.change_rules import fingerprint
from hearth.directory.models import AccessRoute, Capacity, CostKind, Delivery

Document = Mapping[str, Any]


class ListingForm(HearthForm):
    """A page over `parts` of a document. `seen` carries what the form saw of them, so that a stale one is noticed."""

    parts: ClassVar[tuple[str, ...]] = ()
    seen = HiddenField(optional=True)

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, document: Document, **options: Any
    ) -> None:
        self.document = document
        initial = self.shown() | {"seen": fingerprint(document, self.parts)} | options.pop("initial", {})
        super().__init__(data, files, initial=initial, **options)

    def shown(self) -> dict[str, Any]:
        """The answers that the document holds, by field."""
        return {part: self.document.get(part) for part in self.parts if part in type(self).base_fields}

    def said(self) -> dict[str, Any]:
        """The parts as a document has them. Of a valid form."""
        return {part: self.cleaned_data[part] for part in self.parts}

    def see_again(self) -> None:
        """The page shows what somebody else said meanwhile: sent again, it counts as seen."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = fingerprint(self.document, self.parts)
        self.data = data


class NameForm(ListingForm):
    parts = ("name",)
    name = TextField(
        lazy("What is it called?"),
        required=lazy("Enter the name that families know it by"),
        max_length=200,
        hint=lazy("The name on the poster. Leave out the organisation’s name if families do not use it."),
    )


class WhatForm(ListingForm):
    parts = ("summary", "description")
    summary = TextAreaField(
        lazy("What does it do, in one line?"),
        required=lazy("Say in one line what families get"),
        max_length=255,
        rows=2,
        hint=lazy("It stands in the list of results. For example: Play, songs and a cup of tea for you and your baby."),
    )
    description = TextAreaField(
        lazy("What happens there?"),
        optional=True,
        max_length=8000,
        rows=9,
        hint=lazy("Write as you would tell it at the desk: who will be there, what to bring, what it is like."),
    )

    def said(self) -> dict[str, Any]:
        lines = self.cleaned_data["description"].replace("\r\n", "\n")
        return {"summary": " ".join(self.cleaned_data["summary"].split()), "description": lines.strip()}


class CostForm(ListingForm):
    parts = ("cost_kind", "cost_amount", "cost_words")
    cost_kind = RadioField(
        lazy("What does it cost?"),
        required=lazy("Say what it costs"),
        choices=[
            (CostKind.FREE.value, lazy("It is free")),
            (CostKind.PAID.value, lazy("There is a charge")),
            (CostKind.UNKNOWN.value, lazy("We do not say"), lazy("Families then read “cost not stated”.")),
        ],
        reveal={CostKind.PAID.value: ["cost_amount"]},
    )
    cost_amount = TextField(
        lazy("How much, in pounds?"),
        optional=True,
        width=5,
        hint=lazy("A number, like 3.50. Leave it empty if it varies, and say how below."),
    )
    cost_words = TextField(
        lazy("In words"),
        optional=True,
        max_length=200,
        hint=lazy("For example: £3.50 a family; siblings come free."),
    )

    def shown(self) -> dict[str, Any]:
        amount = self.document.get("cost_amount") or ""
        kind = self.document.get("cost_kind")
        return {
            "cost_kind": None if kind == CostKind.UNKNOWN and not self.document.get("summary") else kind,
            "cost_amount": amount.removesuffix(".00"),
            "cost_words": self.document.get("cost_words"),
        }

    def clean_cost_amount(self) -> str | None:
        typed = re.sub(r"[£,\s]", "", self.cleaned_data["cost_amount"] or "")
        if not typed:
            return None
        try:
            amount = Decimal(typed)
        except InvalidOperation:
            amount = Decimal(-1)
        if not (0 <= amount < 100_000) or amount != round(amount, 2):
            raise ValidationError(_("Enter pounds and pence as a number, like 3.50"))
        return f"{amount:.2f}"

    def said(self) -> dict[str, Any]:
        return super().said() | {"cost_words": self.cleaned_data["cost_words"] or ""}


class HowForm(ListingForm):
    parts = ("delivery",)
    delivery = CheckboxesField(
        lazy("How is it given?"),
        required=lazy("Choose at least one way"),
        choices=Delivery.choices,
        hint=lazy("Choose all that apply."),
    )


class AccessForm(ListingForm):
    """What holds wherever it takes place. A hub's own facts come with the hub."""

    parts = ("accessibility",)
    accessibility = CheckboxesField(
        lazy("What makes it easier to come?"),
        optional=True,
        choices=lambda: [(code, words["en"]) for code, words in vocabularies.accessibility().items()],
        hint=lazy("What you tick is promised to families. Leave a box empty if you are not sure."),
    )

    def said(self) -> dict[str, Any]:
        return {"accessibility": _with_unknown(self, "accessibility", vocabularies.accessibility())}


class LanguagesForm(ListingForm):
    parts = ("languages",)
    languages = CheckboxesField(
        lazy("Which languages do you speak there?"),
        required=lazy("Choose at least one language"),
        choices=lambda: [(code, cards.language_words([code])) for code in cards.LANGUAGE_NAMES],
        hint=lazy("Languages that somebody there speaks, without an interpreter."),
    )

    def said(self) -> dict[str, Any]:
        return {"languages": _with_unknown(self, "languages", cards.LANGUAGE_NAMES)}


def _with_unknown(form: ListingForm, part: str, known: Mapping[str, Any]) -> list[str]:
    """The chosen ones in the order in which they stood before; codes of feeds that the page cannot show stay."""
    before = list(form.document.get(part) or [])
    chosen = set(form.cleaned_data[part])
    kept = [code for code in before if code in chosen or code not in known]
    return kept + [code for code in form.cleaned_data[part] if code not in kept]


class WayInForm(ListingForm):
    parts = ("access_routes", "how_to_get_in", "accepts_requests")
    access_routes = CheckboxesField(
        lazy("How do families get in?"),
        required=lazy("Choose at least one way in"),
        choices=AccessRoute.choices,
    )
    how_to_get_in = TextAreaField(
        lazy("What do they do first?"),
        optional=True,
        max_length=2000,
        rows=3,
        hint=lazy("For example: Ring or text Sam the day before. If nobody answers, leave your name."),
    )
    accepts_requests = YesNoField(
        lazy("May families and professionals send you a request from here?"),
        required=lazy("Say if requests may be sent to you from here"),
        hint=lazy("Somebody of yours who may see requests has to answer within two working days."),
    )


class ContactForm(ListingForm):
    parts = ("phone", "email", "website")
    phone = PhoneField(lazy("Phone"), optional=True, hint=lazy("The one thing families look for most."))
    email = EmailField(lazy("Email"), optional=True)
    website = TextField(lazy("Website"), optional=True, max_length=500, hint=lazy("For example: www.songs.org.uk"))

    def clean_website(self) -> str:
        return clean_website(self.cleaned_data["website"])

    def said(self) -> dict[str, Any]:
        return super().said() | {"phone": kept_phone(self)}


def clean_website(typed: str) -> str:
    """An address with its scheme; raises ValidationError in plain words."""
    if not typed:
        return ""
    address = typed if re.match(r"https?://", typed, re.I) else f"https://{typed}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValidationError(_("Enter a web address, like www.songs.org.uk")) from None
    return address


def kept_phone(form: HearthForm) -> str:
    """The number as it is read out; as it stood where it is the same number."""
    number = form.cleaned_data["phone"]
    before = str(form.initial.get("phone") or "")
    spoken = phone_words(number) if number else ""
    return before if re.sub(r"\D", "", before) == re.sub(r"\D", "", spoken) else spoken


class SafetyForm(ListingForm):
    parts = ("is_sensitive",)
    is_sensitive = YesNoField(
        lazy("Could somebody be in danger if it is seen that they looked at this?"),
        required=lazy("Say if somebody could be in danger"),
        hint=lazy("For example help with domestic abuse. Its page then has a button to leave it quickly."),
    )


class CapacityForm(ListingForm):
    """How full it is now. The public reads it at once."""

    parts = ("capacity", "wait_weeks")
    capacity = RadioField(
        lazy("Is there room now?"),
        required=lazy("Say if there is room now"),
        choices=[
            (Capacity.OPEN.value, lazy("Open: there are places")),
            (Capacity.WAITING.value, lazy("There is a wait")),
            (Capacity.FULL.value, lazy("Full for now")),
            (Capacity.UNKNOWN.value, lazy("We do not say")),
        ],
        reveal={Capacity.WAITING.value: ["wait_weeks"]},
    )
    wait_weeks = WholeNumberField(lazy("About how many weeks?"), optional=True, minimum=1, maximum=200,
                                  name=lazy("The number of weeks"))  # fmt: skip

"""The pages of the listing editor with many answers: areas, the SEND local offer, registers, categories; and an
organisation's own public face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import CheckboxesField, EmailField, PhoneField, RadioField, TextAreaField, TextField
from hearth.directory import registrations, vocabularies
from hearth.directory.forms.staff_listing import ListingForm, clean_website, kept_phone
from hearth.directory.models import Area, AreaKind
from hearth.directory.queries import vocabulary

Document = Mapping[str, Any]
UNSAID = "unsaid"


class AreaForm(ListingForm):
    parts = ("area_words", "area_codes")
    everybody = RadioField(
        lazy("Does it matter where a family lives?"),
        required=lazy("Say if it matters where a family lives"),
        choices=[
            ("yes", lazy("No: anybody can come")),
            ("no", lazy("Yes: only people who live in some areas")),
        ],
        reveal={"no": ["area_codes"]},
    )
    area_codes = CheckboxesField(lazy("Which areas?"), optional=True)
    area_words = TextField(
        lazy("The area in words"),
        optional=True,
        max_length=120,
        hint=lazy("For example: all of the borough. Where the address is secret, families read this instead of it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area_codes"].offer(area_choices(self.document))  # type: ignore[attr-defined]

    def shown(self) -> dict[str, Any]:
        codes = self.document.get("area_codes") or []
        return {
            "everybody": "no" if codes else "yes" if self.document.get("summary") else None,
            "area_codes": codes,
            "area_words": self.document.get("area_words"),
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("everybody") == "no" and not found.get("area_codes") and "area_codes" not in self.errors:
            self.add_error("area_codes", _("Choose at least one area, or say that anybody can come"))
        return found

    def said(self) -> dict[str, Any]:
        some = self.cleaned_data["everybody"] == "no"
        return {
            "area_words": self.cleaned_data["area_words"],
            "area_codes": list(self.cleaned_data["area_codes"]) if some else [],
        }


MOST_WARDS = 120


def area_choices(document: Document) -> list[tuple[str, str]]:
    """Councils, and wards as far as a page can hold them; whatever the listing names already."""
    councils = list(Area.objects.filter(kind=AreaKind.COUNCIL).order_by("name").values_list("code", "name"))
    wards = list(Area.objects.filter(kind=AreaKind.WARD).order_by("name").values_list("code", "name")[: MOST_WARDS + 1])
    if len(wards) > MOST_WARDS:
        near = Area.objects.filter(code__in=[p["ward_code"] for p in document.get("places") or []])
        wards = list(
            Area.objects.filter(kind=AreaKind.WARD, parent_code__in=near.values("parent_code"))
            .order_by("name")
            .values_list("code", "name")
        )
    offered = [*councils, *wards]
    named = set(document.get("area_codes") or []) - {code for code, _name in offered}
    names = dict(Area.objects.filter(code__in=named).values_list("code", "name"))
    return [*offered, *((code, names.get(code, code)) for code in sorted(named))]


class LocalOfferForm(ListingForm):
    """The questions of data/local_offer.yaml, each optional; answers to questions that are no longer asked stay."""

    parts = ("local_offer",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, question in vocabularies.local_offer().items():
            field: Any
            if question["kind"] == "yes-no":
                choices = [("yes", lazy("Yes")), ("no", lazy("No")), (UNSAID, lazy("We do not say"))]
                field = RadioField(question["ask"], optional=True, hint=question["hint"], choices=choices, inline=True)
            else:
                field = TextAreaField(question["ask"], optional=True, hint=question["hint"], max_length=600, rows=3)
            self.fields[code] = field
        said = self.document.get("local_offer") or {}
        self.initial.update({code: said.get(code) for code in vocabularies.local_offer()})

    def said(self) -> dict[str, Any]:
        before = dict(self.document.get("local_offer") or {})
        asked = vocabularies.local_offer()
        kept = {code: answer for code, answer in before.items() if code not in asked}
        answers = {code: self.cleaned_data[code] for code in asked if self.cleaned_data[code] not in ("", UNSAID)}
        return {"local_offer": kept | answers}


class RegistrationsForm(ListingForm):
    """One field for each register; numbers of registers that we do not know stay."""

    parts = ("registrations",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said = {str(one.get("scheme")): one.get("number") for one in self.document.get("registrations") or []}
        for code, scheme in vocabularies.registration_schemes().items():
            hint = _("For example: %(example)s") % {"example": scheme["example"]}
            self.fields[code] = TextField(scheme["en"], optional=True, max_length=30, width=20, hint=hint)
            self.initial[code] = said.get(code)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for code, scheme in vocabularies.registration_schemes().items():
            number = registrations.tidy(found.get(code) or "")
            if number and not registrations.is_right(code, number):
                values = {"register": scheme["en"], "example": scheme["example"]}
                self.add_error(code, _("Check the number: %(register)s looks like %(example)s") % values)
            found[code] = number
        return found

    def said(self) -> dict[str, Any]:
        schemes = vocabularies.registration_schemes()
        before = list(self.document.get("registrations") or [])
        kept = [one for one in before if one.get("scheme") not in schemes]
        told = [{"scheme": code, "number": self.cleaned_data[code]} for code in schemes if self.cleaned_data[code]]
        same = {(one.get("scheme"), registrations.tidy(str(one.get("number", "")))) for one in before}
        if same == {(one.get("scheme"), one["number"]) for one in kept + told}:
            return {"registrations": before}  # in the order and spelling that they had
        return {"registrations": kept + told}


class CategoriesForm(ListingForm):
    """Categories and expectations. Terms of other vocabularies, which a feed gave, stay."""

    parts = ("terms",)
    categories = CheckboxesField(
        lazy("Where do families look for it?"),
        required=lazy("Choose at least one category"),
        hint=lazy("One to three are enough."),
    )
    expectations = CheckboxesField(
        lazy("Which of the services does it give that every network is expected to have?"), optional=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["categories"].offer(category_choices())  # type: ignore[attr-defined]
        offered = [(str(term.id), term.name) for term in vocabulary().of("service-expectations")]
        self.fields["expectations"].offer(offered)  # type: ignore[attr-defined]

    def shown(self) -> dict[str, Any]:
        terms = self.document.get("terms") or []
        return {"categories": terms, "expectations": terms}

    def said(self) -> dict[str, Any]:
        before = list(self.document.get("terms") or [])
        chosen = [*self.cleaned_data["expectations"], *self.cleaned_data["categories"]]
        offered = {str(term.id) for term in vocabulary().by_id.values() if term.taxonomy in OURS}
        kept = [code for code in before if code in chosen or code not in offered]
        return {"terms": kept + [code for code in chosen if code not in kept]}


OURS = ("categories", "service-expectations")


def category_choices() -> list[tuple[str, str, str]]:
    """Both levels: what lies under a group carries the group's name."""
    known = vocabulary()
    choices = []
    for group in known.of("categories"):
        choices.append((str(group.id), group.name, group.description))
        for code in group.children:
            term = known.by_code.get(code)
            if term:
                choices.append((str(term.id), f"{group.name}: {term.name}", ""))
    return choices


class FaceForm(ListingForm):
    """What the public reads of an organisation."""

    parts = ("description", "phone", "email", "website")
    description = TextAreaField(
        lazy("What does your organisation do?"),
        required=lazy("Say in a few sentences what your organisation does"),
        max_length=2000,
        rows=5,
        hint=lazy("It stands on the page of every service that you run."),
    )
    phone = PhoneField(lazy("Phone"), optional=True)
    email = EmailField(lazy("Email"), optional=True)
    website = TextField(lazy("Website"), optional=True, max_length=500)

    def clean_website(self) -> str:
        return clean_website(self.cleaned_data["website"])

    def said(self) -> dict[str, Any]:
        lines = self.cleaned_data["description"].replace("\r\n", "\n").strip()
        return super().said() | {"phone": kept_phone(self), "description": lines}

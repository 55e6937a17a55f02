"""What staff fill in: decisions on a request, and a request for a family."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.core.forms import (
    EmailField,
    HearthForm,
    PhoneField,
    PostcodeField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
)
from hearth.directory.models import Service
from hearth.families.reaching import LANGUAGES, TimesForm
from hearth.referrals import needs
from hearth.referrals.machine import machine
from hearth.referrals.staff import wording
from hearth.referrals.urgency import USUAL, urgencies


def _offered(kind: str) -> list[tuple[str, str]]:
    return [(code, reason.staff) for code, reason in machine().reasons[kind].items() if reason.offered]


class WordsForm(HearthForm):
    """A move that may carry words to the family."""

    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("They read it when they look at their request. It is never part of a text or an email."),
        rows=4,
        max_length=2000,
    )


def search_field(label: StrOrPromise, *, says_optional: bool = True) -> TextField:
    """Words by which a service is found. `says_optional`: whether a form can do without what is found."""
    return TextField(
        label,
        optional=True,
        says_optional=says_optional,
        hint=_("Words from its name or what it does"),
        max_length=100,
        autocomplete="off",
        width=20,
    )


class DeclineForm(HearthForm):
    """A reason, and another way to get help: a service of the directory, or words."""

    reason = RadioField(
        _("Why can you not help?"), required=_("Choose why you cannot help"), choices=lambda: _offered("decline")
    )
    find = search_field(_("Find a service to suggest"))
    alternative = RadioField(_("Service to suggest"), optional=True, choices=[])
    alternative_words = TextAreaField(
        _("Or another way to get help, in your words"),
        optional=True,
        hint=_("For example: the drop-in at the library, Tuesdays from 10am"),
        rows=3,
        max_length=255,
    )
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("Be kind and plain. They read it together with the other way to get help."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, services: list[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        self.services = {str(service.pk): service for service in services}
        field = self.fields["alternative"]
        field.offer(  # type: ignore[attr-defined]
            [
                (key, service.name, f"{service.organisation.name}. {service.summary}")
                for key, service in self.services.items()
            ]
        )
        if not services:
            del self.fields["alternative"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("alternative") and not said.get("alternative_words"):
            self.add_error(
                "alternative_words", _("Suggest a service, or say in your words how else the family can get help")
            )
        return said

    def chosen_service(self) -> Service | None:
        """The service that was suggested."""
        return self.services.get(self.cleaned_data.get("alternative") or "")


class CompleteForm(HearthForm):
    """What came of each need: a list for each, those of the service first. Left open, it was not about that."""

    outcome_words = TextAreaField(
        _("For the record and the sender"),
        optional=True,
        hint=_("What was done. The family does not see this here, and can ask to."),
        rows=4,
        max_length=2000,
    )
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("For example, whom to ask next time"),
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, expectations: Collection[str], **options: Any) -> None:
        """`expectations`: the kinds of help of the service, as codes."""
        super().__init__(*args, **options)
        own, others = needs.offered(expectations)
        for need in (*own, *others):
            self.fields[_named(need.code)] = SelectField(
                need.staff, prompt=_("Not what this was about"), optional=True, says_optional=False,
                choices=_offered(needs.OUTCOMES),
            )  # fmt: skip
        self.own, self.others = [_named(one.code) for one in own], [_named(one.code) for one in others]

    @property
    def first(self) -> str:
        return (self.own or self.others)[0]

    @property
    def others_open(self) -> bool:
        """Whether the needs beside those of the service are shown: one was chosen, or the service has none."""
        return not self.own or any(self[name].value() for name in self.others)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        names = [*self.own, *self.others]
        wrong = any(name in self.errors for name in names)
        if not wrong and not any(said.get(name) for name in names):
            self.add_error(self.first, _("Choose what came of it, for at least one need"))
        return said

    @property
    def by_need(self) -> dict[str, str]:
        """The needs that it was about and what came of each, as codes."""
        chosen = {code: self.cleaned_data.get(_named(code)) for code in needs.needs()}
        return {code: outcome for code, outcome in chosen.items() if outcome}


def _named(need: str) -> str:
    return f"need_{need}"


class MistakeForm(HearthForm):
    reason = RadioField(
        _("What went wrong?"), required=_("Choose what went wrong"), choices=lambda: _offered("in-error")
    )


class FamilyForm(HearthForm):
    """The parent or carer."""

    given_name = TextField(
        _("Parent’s or carer’s first name"),
        required=_("Enter their first name"),
        max_length=80,
        autocomplete="off",
        width=20,
    )
    family_name = TextField(
        _("Last name"), required=_("Enter their last name"), max_length=80, autocomplete="off", width=20
    )
    relation = SelectField(
        _("Who they are to the child"),
        required=_("Choose who they are to the child"),
        choices=[
            ("mother", _("Mother")),
            ("father", _("Father")),
            ("parent", _("Parent in another way")),
            ("grandparent", _("Grandparent")),
            ("relative", _("Another relative")),
            ("self", _("No child: it is about this person")),
        ],
    )
    postcode = PostcodeField(_("Postcode"), optional=True)
    language = SelectField(
        _("Language that is best for them"), required=_("Choose a language"), choices=LANGUAGES, prompt=None
    )
    needs_interpreter = YesNoField(_("Interpreter needed?"), required=_("Choose yes if an interpreter is needed"))


class NeedForm(HearthForm):
    what_help = TextAreaField(
        _("What would help, in the family’s words where you can"),
        required=_("Say what would help"),
        rows=5,
        max_length=4000,
    )
    urgency = RadioField(
        _("How soon does it need an answer?"),
        required=_("Choose how soon it needs an answer"),
        hint=_("If a child may be in danger, do not send this: ring the council’s front door, or 999 now."),
        choices=lambda: [(one.code, one.name, one.means) for one in urgencies().values()],
        initial=USUAL,
    )
    what_tried = TextAreaField(_("What was tried already"), optional=True, rows=3, max_length=4000)
    what_better = TextAreaField(_("What would be better when it works"), optional=True, rows=3, max_length=4000)

    def __init__(self, *args: Any, front_door: bool = False, **options: Any) -> None:
        """With `front_door` it is a worry about a child that is written down, not a wish for help."""
        super().__init__(*args, **options)
        if front_door:
            help_field, better = self.fields["what_help"], self.fields["what_better"]
            help_field.label = _("What worries you about the child?")
            help_field.help_text = _(
                "What you saw and heard, when, and who said it. Keep what you know apart from what you think. "
                "Say if you rang, and what was agreed."
            )
            help_field.error_messages["required"] = _("Say what worries you about the child")
            better.label = _("What needs to change for the child")


class KnowsForm(HearthForm):
    family_knows = YesNoField(
        _("Does the family know that you ask?"),
        required=_("Choose yes if the family knows"),
        reveal={"no": ["why_not"]},
    )
    why_not = TextField(
        _("Why not?"), required=_("Say why the family does not know"), max_length=255, autocomplete="off",
        hint=_("We then tell the family nothing."),
    )  # fmt: skip
    lawful_basis = RadioField(
        _("Lawful basis for sharing"), required=_("Choose the lawful basis"), choices=wording.LAWFUL_BASES,
        initial="public-task",
    )  # fmt: skip

    def __init__(self, *args: Any, needs_consent: bool = False, **options: Any) -> None:
        """With `needs_consent` the service can be asked only when the family knows and has agreed."""
        super().__init__(*args, **options)
        self.needs_consent = needs_consent
        if needs_consent:
            field = self.fields["lawful_basis"]
            field.offer([choice for choice in wording.LAWFUL_BASES if choice[0] == "consent"])  # type: ignore[attr-defined]
            field.initial = "consent"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.needs_consent and said.get("family_knows") is False:
            self.add_error(
                "family_knows",
                _("This service can only be asked when the family knows and agrees. Talk with them first"),
            )
        return said


class StaffTimesForm(TimesForm):
    """When, asked of whoever works with the family."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        when: Any = self.fields["when"]
        when.label = _("When is it safe to contact them?")
        when.error_messages["required"] = _("Choose when it is safe to contact them")


class StaffContactForm(HearthForm):
    how = RadioField(
        _("How is it safe to contact the family?"),
        required=_("Choose how it is safe to contact the family"),
        hint=_("Ask them: someone else may see their phone or their emails."),
        choices=[
            ("email", _("Email")),
            ("text", _("Text message"), _("Our texts never say what they are about")),
            ("call", _("Phone call")),
            ("none", _("No contact"), _("Nothing is sent, whatever happens")),
        ],
        reveal={"email": ["email"], "text": ["mobile"], "call": ["phone", "voicemail_ok"]},
    )
    email = EmailField(_("Email address"), required=_("Enter an email address that only they read"))
    mobile = PhoneField(_("Mobile number"), required=_("Enter a mobile number"))
    phone = PhoneField(_("Phone number"), required=_("Enter a phone number"))
    voicemail_ok = YesNoField(_("Safe to leave a message?"), required=_("Choose yes if it is safe to leave a message"))

"""What the front desk fills in: who waits, one enquiry in thirty seconds, and the answers to a handover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from hearth.core.forms import (
    CheckboxesField,
    HearthForm,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
)
from hearth.directory.models import Service
from hearth.referrals import enquiries as rules
from hearth.referrals.actions.enquiries import Noted
from hearth.referrals.actions.handovers import To
from hearth.referrals.queries.handovers import Taker


def taker_words(one: Taker) -> str:
    """A colleague in the list: with the organisation and what it takes, where it is another one."""
    if one.is_own:
        return now("%(name)s, %(role)s") % {"name": one.name, "role": one.role_name}
    topics = ", ".join(rules.words("topics", code) for code in one.topics)
    return now("%(name)s, %(organisation)s (%(topics)s)") % {
        "name": one.name,
        "organisation": one.organisation_name,
        "topics": topics,
    }


def _takers(found: Sequence[Taker]) -> list[tuple[str, str]]:
    return [(one.key, taker_words(one)) for one in found]


def _chosen(key: str) -> tuple[UUID, UUID]:
    user_id, organisation_id = key.split(":")
    return UUID(user_id), UUID(organisation_id)


class QueueForm(HearthForm):
    """Who has come and waits. Everything may be left out: then they are a number."""

    first_names = TextField(
        _("First names to call them by"),
        optional=True,
        hint=_("With commas between them. Deleted tonight."),
        max_length=120,
        autocomplete="off",
    )
    topic = SelectField(_("What about"), optional=True, choices=lambda: rules.pairs("topics"))

    def names(self) -> list[str]:
        """The names typed, three at most, each short enough."""
        typed = self.cleaned_data.get("first_names") or ""
        return [name.strip()[:40] for name in typed.split(",") if name.strip()][:3]


class EnquiryForm(HearthForm):
    """One enquiry. The usual answers are chosen already: what it is about is all that must be said."""

    topics = CheckboxesField(_("What about?"), optional=True, choices=lambda: rules.pairs("topics"))
    who = RadioField(
        _("Who came?"),
        required=_("Choose who came, or “They prefer not to say”"),
        choices=lambda: rules.pairs("who"),
        initial="family",
        reveal={"family": ["bands"]},
    )
    bands = CheckboxesField(_("Ages of the children"), optional=True, choices=lambda: rules.pairs("bands"))
    way = RadioField(
        _("How?"), required=_("Choose how they came to you"), choices=lambda: rules.pairs("ways"), initial="walked-in",
        inline=True,
    )  # fmt: skip
    offered = CheckboxesField(
        _("What did you offer?"),
        optional=True,
        choices=lambda: rules.pairs("offered"),
        initial=["talk"],
        reveal={"service": ["find", "services"], "handover": ["colleague", "urgency", "contact", "handover_words"]},
    )
    find = TextField(_("Find a service"), optional=True, max_length=100, autocomplete="off", width=20)
    services = CheckboxesField(_("Services you told them about"), optional=True, choices=[])
    # What a choice reveals is asked only where it is chosen.
    colleague = SelectField(
        _("Colleague who takes over"), required=_("Choose the colleague who takes over"), choices=[]
    )
    urgency = RadioField(
        _("Do they wait here?"),
        required=_("Choose whether they wait here"),
        choices=lambda: rules.pairs("urgency"),
        initial="waits",
    )
    contact = TextField(
        _("How can the colleague reach them?"),
        optional=True,
        hint=_("If they do not wait here: ask first. Only the colleague and this desk see it."),
        max_length=120,
        autocomplete="off",
    )
    handover_words = TextField(
        _("What does the colleague need to know?"), optional=True, max_length=300, autocomplete="off"
    )
    outcome = RadioField(
        _("What came of it?"),
        required=_("Choose what came of it"),
        choices=lambda: rules.pairs("outcomes"),
        initial="helped",
    )
    words = TextAreaField(
        _("Note"),
        optional=True,
        hint=_("Do not write names, addresses or anything that tells who it was."),
        rows=2,
        max_length=300,
    )
    looked = HiddenField(optional=True)

    def __init__(self, *args: Any, services: Sequence[Service], takers: Sequence[Taker], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["services"].offer(  # type: ignore[attr-defined]
            [(str(one.pk), one.name, one.organisation.name) for one in services]
        )
        self.fields["colleague"].offer(_takers(takers))  # type: ignore[attr-defined]
        if not services:
            self.take_out("services")

    def take_out(self, name: str) -> None:
        """Without a field that has nothing to choose from; also where another one reveals it."""
        del self.fields[name]
        reveal = self.fields["offered"].reveal  # type: ignore[attr-defined]
        self.fields["offered"].reveal = {  # type: ignore[attr-defined]
            choice: [one for one in names if one != name] for choice, names in reveal.items()
        }

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if not said.get("topics") and said.get("outcome") != "left":
            self.add_error("topics", _("Choose at least one topic, or “Something else”"))
        if said.get("outcome") == "handed-over" and "handover" not in (said.get("offered") or []):
            self.add_error("offered", _("Tick “A handover” and choose the colleague who takes over"))
        if said.get("urgency") not in (None, "waits") and not said.get("contact"):
            self.add_error("contact", _("Write how the colleague can reach them, or when they come back"))
        return said

    def noted(self) -> Noted:
        """What was filled in, as the action takes it."""
        said = self.cleaned_data
        return Noted(
            topics=said["topics"],
            who=said["who"],
            bands=said.get("bands") or [],
            way=said["way"],
            offered=said["offered"],
            services=[UUID(one) for one in said.get("services") or []],
            words=said["words"],
            outcome=said["outcome"],
        )

    def to(self) -> To | None:
        """To whom they are handed over, if they are."""
        said = self.cleaned_data
        if "handover" not in said["offered"]:
            return None
        user_id, organisation_id = _chosen(said["colleague"])
        return To(user_id, organisation_id, said["urgency"], said["handover_words"] or "", said["contact"] or "")


class CannotForm(HearthForm):
    """The colleague cannot take it: why, and whether somebody else can."""

    reason = RadioField(
        _("Why can you not take it?"),
        required=_("Choose why you cannot take it"),
        choices=lambda: rules.pairs("reasons"),
    )
    colleague = SelectField(
        _("Ask a colleague instead"),
        optional=True,
        prompt=_("Nobody: give it back to the desk"),
        choices=[],
    )
    words = TextField(_("Anything the next person should know"), optional=True, max_length=300, autocomplete="off")

    def __init__(self, *args: Any, takers: Sequence[Taker], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["colleague"].offer(_takers(takers))  # type: ignore[attr-defined]

    def whom(self) -> tuple[UUID, UUID] | None:
        """The colleague who is asked instead."""
        key = self.cleaned_data.get("colleague")
        return _chosen(key) if key else None


class AgainForm(HearthForm):
    """The desk asks somebody else."""

    colleague = SelectField(
        _("Colleague who takes over"), required=_("Choose the colleague who takes over"), choices=[]
    )

    def __init__(self, *args: Any, takers: Sequence[Taker], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["colleague"].offer(_takers(takers))  # type: ignore[attr-defined]

    def whom(self) -> tuple[UUID, UUID]:
        return _chosen(self.cleaned_data["colleague"])


class ResultForm(HearthForm):
    """What came of a handover."""

    result = RadioField(
        _("What came of it?"), required=_("Choose what came of it"), choices=lambda: rules.pairs("results")
    )
    words = TextField(_("Note for the desk"), optional=True, max_length=300, autocomplete="off")


class TopicsForm(HearthForm):
    """For which topics the organisation's people take somebody over from other desks of the network."""

    topics = CheckboxesField(
        _("We take somebody over who comes about"), optional=True, choices=lambda: rules.pairs("topics")
    )

"""What staff fill in for the moves between a request's first answer and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hearth.core import clock, working_days
from hearth.core.forms import (
    AgreeField,
    DateField,
    HearthForm,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from hearth.directory.models import Service, Term
from hearth.referrals.forms.staff import _offered, search_field
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.queries import Worker

TURN = "turn"  # no priority


def by_hand(label: Any, required: Any, hint: Any = "") -> TextAreaField:
    """Words that must be there."""
    return TextAreaField(label, required=required, hint=hint, rows=5, max_length=2000)


class QuestionForm(HearthForm):
    words = by_hand(
        _("What do you need to know?"),
        _("Write what you need to know"),
        _("The family reads this, and so does whoever asked for them. One or two short questions work best."),
    )


class NotedAnswerForm(HearthForm):
    words = by_hand(
        _("What did they answer?"),
        _("Write what they answered"),
        _("Your clock goes on. The family and whoever asked for them can read this."),
    )


class AnswerForm(HearthForm):
    words = by_hand(_("Your answer"), _("Write your answer"))


class ReplyForm(HearthForm):
    words = by_hand(
        _("What do you want to say?"),
        _("Write what you want to say"),
        _("They read it when they look at their request. It is never part of a text or an email."),
    )


class ComplaintAnswerForm(HearthForm):
    words = by_hand(
        _("Your answer to the family"),
        _("Write your answer"),
        _("Say what you found, what you are sorry for, and what changes. Say how to take it further."),
    )


class EscalateForm(HearthForm):
    words = TextAreaField(
        _("What should the duty lead know?"), optional=True, hint=_("The family does not see this."), rows=3,
        max_length=1000,
    )  # fmt: skip


class WaitingForm(HearthForm):
    """On the waiting list: its turn or a reason to come first, and the day of the next look at it."""

    priority = RadioField(_("When is it this family’s turn?"), required=_("Choose when it is this family’s turn"))
    until = DateField(_("When do you look at it again?"), name=_("The day"), optional=True)
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("Say honestly what the wait is like. They see their place in the list, and what can help meanwhile."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, priority: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        today = clock.today()
        chosen: Any = self.fields["priority"]
        chosen.offer([(TURN, _("In turn: who asked first comes first")), *_offered("priority")])
        chosen.initial = priority or TURN
        until: Any = self.fields["until"]
        until.earliest = today + timedelta(days=1)
        until.latest = working_days.after(today, machine().clocks["review"])
        until.help_text = _("Within 20 working days. Left open, it is the last of them.")

    @property
    def reason(self) -> str:
        chosen = self.cleaned_data["priority"]
        return "" if chosen == TURN else chosen

    @property
    def until_day(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        return day


class StartWaitingForm(HearthForm):
    """First contact with somebody who waited. Who comes before others needs a reason."""

    reason = RadioField(
        _("Why does this family come before those who wait longer?"),
        required=_("Choose why this family comes first"),
        hint=_("Whoever sent the others hears that they were passed over, not why."),
        choices=lambda: _offered("priority"),
    )
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("They read it when they look at their request. It is never part of a text or an email."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, passes: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not passes:
            del self.fields["reason"]


class HoldForm(HearthForm):
    reason = RadioField(_("Why is it paused?"), required=_("Choose why it is paused"), choices=lambda: _offered("hold"))
    until = DateField(
        _("When do you look at it again?"), name=_("The day"), required=_("Enter the day on which you look again")
    )
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("Say what they can do meanwhile, and whom to ring if things change."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        until: Any = self.fields["until"]
        until.earliest = clock.today() + timedelta(days=1)
        until.latest = clock.today() + timedelta(days=365)


class RemindForm(HearthForm):
    on = DateField(
        _("When do you want to be reminded?"), name=_("The day"), required=_("Enter the day on which you are reminded")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        on: Any = self.fields["on"]
        on.earliest = clock.today() + timedelta(days=1)
        on.latest = clock.today() + timedelta(days=365)


class EndEarlyForm(HearthForm):
    reason = RadioField(
        _("Why does it end?"), required=_("Choose why it ends"), choices=lambda: _offered("ended-early")
    )
    words = by_hand(
        _("What was done, and what the family can do next"),
        _("Say what was done, and what the family can do next"),
        _("The family and the sender read it."),
    )


class GiveForm(HearthForm):
    """A colleague, by how much each has."""

    worker = RadioField(
        _("Who takes it?"), required=_("Choose who takes it"), hint=_("Whoever has least stands first."), choices=[]
    )

    def __init__(self, *args: Any, workers: Sequence[Worker], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["worker"]
        field.offer([(str(one.user_id), one.name, f"{one.role_name}. {load_words(one.load)}") for one in workers])


def load_words(load: int) -> str:
    """ "Has 3 requests now" """
    if not load:
        return str(_("Has nothing now"))
    return ngettext("Has %(n)s request now", "Has %(n)s requests now", load) % {"n": load}


def _say_beside_the_search(form: HearthForm, name: str, found: dict[str, Service]) -> None:
    """Where nothing was found there is nothing to choose from on the page: what to do then stands beside the search."""
    if not found and (missing := form.errors.pop(name, None)):
        form.add_error("find", list(missing))


class ElsewhereForm(HearthForm):
    """A service to which it goes on, found by words."""

    find = search_field(_("Find the service"), says_optional=False)
    service = RadioField(_("Where does it go?"), required=_("Find and choose the service to which it goes"), choices=[])
    words = TextAreaField(
        _("A message to the family"),
        optional=True,
        hint=_("Why this service can help more. They need not tell anything again."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, services: Sequence[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        self.services = {str(service.pk): service for service in services}
        field: Any = self.fields["service"]
        field.offer([(key, one.name, f"{one.organisation.name}. {one.summary}") for key, one in self.services.items()])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _say_beside_the_search(self, "service", self.services)
        return said

    def chosen_service(self) -> Service | None:
        return self.services.get(self.cleaned_data.get("service") or "")


class SettleForm(HearthForm):
    """How the sender goes on after a no."""

    how = RadioField(_("How does it go on?"), required=_("Choose how it goes on"), choices=[])
    agrees = AgreeField(
        _("The family agrees that it is sent there"),
        optional=True,
        hint=_("That service begins only where the family agreed. Ask them first."),
    )

    def __init__(self, *args: Any, alternative: Service | None, needs_agreement: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if alternative is None or not needs_agreement:
            del self.fields["agrees"]
        reasons = machine().reasons["after-decline"]
        offered: list[Any] = [(code, reasons[code].staff) for code in ("own-support", "closed")]
        if alternative is not None:
            hint = _("With all that you wrote: you and the family need not tell it again.")
            said = _("Send it to %(service)s") % {"service": alternative.name}
            offered.insert(0, ("sent-again", said, hint))
        field: Any = self.fields["how"]
        field.offer(offered)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "agrees" in self.fields and said.get("how") == "sent-again" and not said.get("agrees"):
            self.add_error("agrees", _("Ask the family, and tick the box when they agree. Or choose another way"))
        return said


class ReopenForm(HearthForm):
    """Why something that ended goes on."""

    reason = RadioField(
        _("Why is it opened again?"), required=_("Choose why it is opened again"), choices=lambda: _offered("reopen")
    )
    words = TextAreaField(
        _("What is different now?"),
        optional=True,
        hint=_("The service and the sender read this. The family does not."),
        rows=4,
        max_length=2000,
    )
    agrees = AgreeField(
        _("The family agrees"),
        required=_("Ask the family, and tick the box when they agree"),
        hint=_("They had taken it back, or the service begins only where they agreed. Ask them first."),
    )

    def __init__(self, *args: Any, needs_agreement: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not needs_agreement:
            del self.fields["agrees"]


class InterimForm(HearthForm):
    """One rule: for whom, from which wait, and what may help meanwhile."""

    service = SelectField(_("Whose waiting list?"), prompt=_("All our waiting lists"), optional=True, choices=[])
    need = SelectField(_("For which need?"), prompt=_("Any need"), optional=True, choices=[])
    from_weeks = WholeNumberField(
        _("From how many weeks of waiting?"),
        required=_("Enter a number of weeks, or 0 for everybody"),
        name=_("The number of weeks"),
        hint=_("The wait that is expected. 0 shows it to everybody who waits."),
        minimum=0,
        maximum=104,
    )
    find = search_field(_("Find a service that helps meanwhile"), says_optional=False)
    offered = RadioField(
        _("What helps meanwhile?"), required=_("Find and choose the service that helps meanwhile"), choices=[]
    )
    words = TextField(
        _("Why it helps, for the family"),
        optional=True,
        hint=_("For example: you can drop in every Tuesday, without waiting"),
        max_length=200,
    )

    def __init__(
        self, *args: Any, own: Sequence[Service], needs: Sequence[Term], found: Sequence[Service], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["service"].offer([(str(one.pk), one.name) for one in own])
        fields["need"].offer([(str(one.pk), one.name) for one in needs])
        self.found = {str(one.pk): one for one in found}
        fields["offered"].offer([(key, one.name, one.organisation.name) for key, one in self.found.items()])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _say_beside_the_search(self, "offered", self.found)
        return said


def places_before(referral: Referral, ordered: Sequence[Referral]) -> int:
    """How many stand before it on its list."""
    return next((number for number, row in enumerate(ordered) if row.pk == referral.pk), 0)

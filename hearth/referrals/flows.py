"""Asking for support, one question a page: by a family without an account, and by a professional for a family."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.flow import Answers, Flow, FlowRefused, Group, Step
from hearth.core.flow.steps import Place, Reading
from hearth.core.forms import HearthForm
from hearth.core.words import date_words
from hearth.directory.models import Service
from hearth.families.actions import Person
from hearth.families.questions import ChildForm
from hearth.families.reaching import ContactForm, LanguageForm, TimesForm, contact_as_said, message_language
from hearth.referrals import actions, queries
from hearth.referrals.actions import Asked, NotAccepting, Sending
from hearth.referrals.forms import public as forms
from hearth.referrals.models import PersonRole

ASKED = "asked"  # session: the reference and the code, to be shown on the next page
ASKED_BEFORE = "asked_before"  # session: what this browser sent, to warn before a second request
NOT_TAKING = _("This service has stopped taking requests here. Nothing was sent.")


def describe_child(child: dict[str, Any]) -> str:
    """ "Yusuf", or "Baby due Monday 1 June"."""
    if child["stage"] == "expected":
        return str(_("Baby due %(date)s")) % {"date": date_words(child["due_date"])}
    return str(child["given_name"])


def child_as_said(child: dict[str, Any]) -> Person:
    return Person(
        given_name=child.get("given_name") or "",
        birth_date=child.get("birth_date"),
        due_date=child.get("due_date"),
        relation="child",
    )


class ServiceFlow(Flow):
    """A flow about one service, which stands in its start."""

    service: Service | None = None

    def start(self, request: HttpRequest) -> dict[str, str]:
        wanted = request.GET.get("service", "")
        return {"service": wanted} if wanted else {}

    def read(self, data: dict[str, Any]) -> Reading:
        self.service = queries.service_to_ask(data.get("start", {}).get("service", ""))
        return super().read(data)

    @property
    def about(self) -> str:
        return f"{self.service.name}, {self.service.organisation.name}" if self.service else ""

    def question(self, step: Step, form: HearthForm, place: Place) -> dict[str, Any]:
        shown = super().question(step, form, place)
        # On every page, whom they ask.
        shown["caption"] = shown["caption"] or (self.service.name if self.service else "")
        return shown


def service_url(service: Service) -> str:
    """The public page of a service."""
    try:
        return reverse("directory:service", args=[service.pk])
    except NoReverseMatch:
        return ""


class AskForSupport(ServiceFlow):
    kind = "referrals.ask"
    url_name = "referrals:ask"
    title = _("Ask for support")
    send_words = _("Send my request")
    before_send = _(
        "When you send this, the service reads it and answers you. If another service can help you more, it may pass "
        "your request on there, and tells you. Otherwise it talks to nobody about it without asking you, unless "
        "somebody may be in danger."
    )
    steps = [
        Step("who", forms.WhoForm),
        Step("name", forms.NameForm, title=_("What is your name?")),
        Step("born", forms.BornForm, why=_("So that the right person answers you."),
             when=lambda a: a["who"]["about"] == forms.YOUNG),
        Step("someone", forms.SomeoneForm, title=_("Who do you want help for?"),
             when=lambda a: a["who"]["about"] == forms.SOMEONE),
        Step("relation", forms.RelationForm, when=lambda a: a["who"]["about"] in {forms.CHILDREN, forms.SOMEONE}),
        Group(
            "children",
            title=_("Your children"),
            one=_("Child"),
            add=_("Is it about another child too?"),
            maximum=12,
            steps=[Step("child", ChildForm, title=_("Tell us about your child"))],
            describe=describe_child,
            when=lambda a: a["who"]["about"] == forms.CHILDREN,
        ),
        Step("help", forms.HelpForm),
        Step("tried", forms.TriedForm, title=_("A little more, if you like")),
        Step("place", forms.PostcodeForm,
             why=_("To see which parts of the area need more help. Nobody visits you without asking first.")),
        Step("language", LanguageForm, title=_("Which language is best for you?")),
        Step("contact", ContactForm,
             why=_("Someone else may see your phone or your emails. We only use the way that you choose here.")),
        Step("times", TimesForm, when=lambda a: a["contact"]["how"] != "none"),
    ]  # fmt: skip

    def read(self, data: dict[str, Any]) -> Reading:
        reading = super().read(data)
        self.sensitive = bool(self.service and self.service.is_sensitive)  # type: ignore[misc]
        return reading

    def back_from_first(self, answers: Answers) -> str:
        return service_url(self.service) if self.service else ""

    def done(self, *, request: HttpRequest, answers: Answers, key: UUID) -> str:
        service = queries.service_to_ask(answers.start.get("service", ""))
        if service is None:
            raise FlowRefused(NOT_TAKING, step="who")
        try:
            sending = actions.send(service=service, asked=self.asked(answers), sent_key=key, by=FAMILY, now=clock.now())
        except NotAccepting:
            raise FlowRefused(NOT_TAKING, step="who") from None
        self.remember(request, sending)
        return reverse("referrals:asked")

    @staticmethod
    def asked(answers: Answers) -> Asked:
        """The answers as what is sent."""
        about, place, language = answers["who"]["about"], answers["place"], answers["language"]
        contact = contact_as_said(answers["contact"], answers.get("times"), message_language(language["language"]))
        lsoa_code = queries.lsoa_of(place["postcode"])
        birth_date: date | None = answers["born"]["birth_date"] if "born" in answers else None
        relation = answers["relation"]["relation"] if "relation" in answers else "self"
        asker = Person(
            given_name=answers["name"]["given_name"],
            family_name=answers["name"]["family_name"],
            birth_date=birth_date,
            relation=relation,
            phone=contact.phone,
            email=contact.email,
            postcode=place["postcode"],
            lsoa_code=lsoa_code,
            language=language["language"],
            needs_interpreter=language["needs_interpreter"],
        )
        people = [(PersonRole.CHILD if about == forms.YOUNG else PersonRole.SENDER, asker)]
        if "someone" in answers:
            said = answers["someone"]
            people.append(
                (
                    PersonRole.OTHER,
                    Person(
                        given_name=said["given_name"], family_name=said["family_name"], birth_date=said["birth_date"]
                    ),
                )
            )
        people += [(PersonRole.CHILD, child_as_said(child)) for child in answers.get("children", [])]
        return Asked(
            people=people,
            what_help=answers["help"]["what_help"],
            what_tried=answers["tried"]["what_tried"],
            what_better=answers["tried"]["what_better"],
            contact=contact,
            language=language["language"],
            lsoa_code=lsoa_code,
        )

    @staticmethod
    def remember(request: HttpRequest, sending: Sending) -> None:
        """For the next page only, and to warn this browser before a second request."""
        referral, told = sending.referral, sending.told
        request.session[ASKED] = {
            "reference": referral.reference,
            "code": sending.code,
            "at": clock.now().timestamp(),
            "service": str(referral.service_id),
            "acknowledge_by": referral.acknowledge_by.isoformat(),
            "decide_by": referral.decide_by.isoformat(),
            "channel": told.channel.value if told and told.channel else "",
            "outcome": told.outcome.value if told else "",
            "waits": bool(told and told.not_before and told.not_before > clock.now()),
        }
        before = [pair for pair in request.session.get(ASKED_BEFORE, []) if pair[1] != referral.reference]
        request.session[ASKED_BEFORE] = [*before, [str(referral.service_id), referral.reference]][-10:]

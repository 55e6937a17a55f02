"""A professional refers a family: the same questions for members and for guests. Grouped short pages, because staff
fill in more at once; what is known from an earlier referral is there already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.audit.models import EntryKind
from hearth.core import clock, drafts
from hearth.core.actors import Actor
from hearth.core.flow import Answers, FlowRefused, Group, Step
from hearth.core.flow.reading import empty_data
from hearth.core.flow.steps import Place, Reading
from hearth.core.forms import HearthForm
from hearth.core.words import ago_words
from hearth.directory.models import Service
from hearth.families.actions import Person
from hearth.families.models import Registration, SafeContact, SourceRecord
from hearth.families.queries import registrations
from hearth.families.queries.people import protected_among
from hearth.families.questions import ChildForm
from hearth.families.reaching import (
    contact_as_said,
    contact_as_typed,
    date_as_typed,
    message_language,
    times_as_typed,
)
from hearth.referrals import actions, before_words, flows, queries
from hearth.referrals.actions import Asked, ConsentNeeded, NotAccepting
from hearth.referrals.forms import staff as forms
from hearth.referrals.models import PersonRole, Referral
from hearth.referrals.queries import steps as stepping
from hearth.referrals.queries.before import before, before_one, pathway_of, shorter_waits
from hearth.referrals.queries.steps import families_of, may_go_on_from

KEEP_DRAFTS = timedelta(days=90)


class ReferFamily(flows.ServiceFlow):
    """What both kinds of professional answer. `record_url_name` is the page of what was sent."""

    record_url_name = "referrals:sent_record"
    keep_for = KEEP_DRAFTS
    title = lazy("Refer a family")
    send_words = lazy("Send it")
    before_send = lazy("You get a receipt now, and hear of every step until there is an outcome.")
    steps = [
        Step("family", forms.FamilyForm, title=lazy("Who is it for?"), template="referrals/staff/first_question.html"),
        Group(
            "children",
            title=lazy("The children"),
            one=lazy("Child"),
            add=lazy("Is it about another child too?"),
            maximum=12,
            steps=[Step("child", ChildForm, title=lazy("Which child?"))],
            describe=flows.describe_child,
            when=lambda a: a["family"]["relation"] != "self",
        ),
        Step("need", forms.NeedForm, title=lazy("What would help?")),
        Step("contact", forms.StaffContactForm),
        Step("times", forms.StaffTimesForm, when=lambda a: a["contact"]["how"] != "none"),
        Step("knows", forms.KnowsForm, title=lazy("What the family knows")),
    ]  # fmt: skip

    @property
    def actor(self) -> Actor:
        """Who refers."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    def form_options(self, step: str, answers: Answers) -> dict[str, Any]:
        pathway = pathway_of(self.service.pk) if self.service and step in {"need", "knows"} else None
        if pathway is None:
            return {}
        if step == "need":
            return {"front_door": pathway.is_front_door}
        return {"needs_consent": pathway.needs_consent}

    def question(self, step: Step, form: HearthForm, place: Place) -> dict[str, Any]:
        shown = super().question(step, form, place)
        if step.name == "family" and self.service is not None:
            shown["before"] = before_rows(self.service)
            shown["earlier"] = self.earlier(self.service)
        if step.name == "need" and self.service is not None and stepping.is_front_door(self.service.pk):
            shown["page_title"] = _("What worries you?")
        return shown

    def earlier(self, service: Service) -> list[tuple[str, str, str]]:
        """Families that the reader referred lately, to start from: the name, what it was, and the address. Nothing once
        something is written here."""
        if written_to(self.request, type(self)) is not None:
            return []
        start = f"{reverse(self.url_name)}?service={service.pk}&like="
        found = families_of(self.actor, since=clock.now() - KEEP_DRAFTS)
        if found:
            actions.record_export(what="sent_listed", count=len(found), by=self.actor, kind=EntryKind.VIEW)
        return [
            (name, _("%(service)s, %(ago)s") % {"service": row.service.name, "ago": ago_words(row.sent_at)},
             f"{start}{row.reference}")
            for name, row in found
        ]  # fmt: skip

    def done(self, *, request: HttpRequest, answers: Answers, key: UUID) -> str:
        service = queries.service_to_ask(answers.start.get("service", ""))
        if service is None:
            raise FlowRefused(flows.NOT_TAKING, step="family")
        try:
            sending = actions.send(
                service=service, asked=self.with_earlier(answers), sent_key=key, by=self.actor, now=clock.now()
            )
        except NotAccepting:
            raise FlowRefused(flows.NOT_TAKING, step="family") from None
        except ConsentNeeded:
            raise FlowRefused(lazy("This service now needs the family to know and agree."), step="knows") from None
        return f"{reverse(self.record_url_name, args=[sending.referral.reference])}?sent=1"

    def with_earlier(self, answers: Answers) -> Asked:
        """The answers, and the earlier referral from which the sender went on."""
        reference = answers.start.get("like", "")
        earlier = may_go_on_from(self.actor).filter(reference=reference).first() if reference else None
        return replace(self.asked(answers), came_from=earlier)

    @staticmethod
    def asked(answers: Answers) -> Asked:
        """The answers as what is sent."""
        said, need, knows = answers["family"], answers["need"], answers["knows"]
        language = said["language"]
        contact = contact_as_said(answers["contact"], answers.get("times"), message_language(language))
        lsoa_code = queries.lsoa_of(said["postcode"])
        parent = Person(
            given_name=said["given_name"],
            family_name=said["family_name"],
            relation=said["relation"],
            phone=contact.phone,
            email=contact.email,
            postcode=said["postcode"],
            lsoa_code=lsoa_code,
            language=language,
            needs_interpreter=said["needs_interpreter"],
        )
        people = [(PersonRole.PARENT, parent)]
        people += [(PersonRole.CHILD, flows.child_as_said(child)) for child in answers.get("children", [])]
        return Asked(
            people=people,
            what_help=need["what_help"],
            what_tried=need["what_tried"],
            what_better=need["what_better"],
            urgency=need["urgency"],
            contact=contact,
            language=language,
            lsoa_code=lsoa_code,
            lawful_basis=knows["lawful_basis"],
            family_knows=knows["family_knows"],
            family_knows_why_not=knows["why_not"] or "",
        )

    def sections(self, reading: Reading) -> list[dict[str, Any]]:
        """With a word above the answers when the sender already has a request open there for them."""
        found = super().sections(reading)
        contact = reading.answers.get("contact") or {}
        if self.service is not None and queries.live_to_service(
            actor=self.actor,
            service_id=self.service.pk,
            phone=contact.get("mobile") or contact.get("phone") or "",
            email=contact.get("email") or "",
        ):
            warning = _("You already have a request open there with this phone number or email address. "
                        "Send another only if it is for something else.")  # fmt: skip
            rows = [{"key": {"text": _("Before you send")}, "value": {"text": warning}}]
            found.insert(0, {"title": _("There is one already"), "rows": rows, "add_url": "", "add_words": ""})
        return found


def before_rows(service: Service) -> dict[str, Any]:
    """What to know before anything is typed: room, wait, what is needed, and where the wait is shorter."""
    now = clock.now()
    found = before_one(service, now=now)
    return {
        "room": before_words.room(service),
        "facts": [
            (_("The wait so far"), before_words.wait(found)),
            (_("Who may refer"), before_words.who(found)),
            (_("Have ready"), "; ".join(before_words.needed(found))),
        ],
        "others": [(other.service, before_words.room(other.service)[0]) for other in shorter_waits(found, now=now)],
    }


def to_choose_from(request: HttpRequest, keep: tuple[str, str] | None = None) -> dict[str, Any]:
    """What the page shows that finds a service: the services for the words of `?q=`, each with its room and wait.
    `keep` is what the address says of the family: ("like", a reference) or ("registered", an id)."""
    words = request.GET.get("q", "").strip()
    services = queries.suggestions(words, chosen="", other_than=None) if words else []
    services.sort(key=lambda one: not queries.takes_requests(one))  # what can be asked here comes first
    return {
        "words": words,
        "keep": keep,
        "services": [
            {
                "service": found.service,
                "takes": queries.takes_requests(found.service),
                "room": before_words.room(found.service),
                "wait": before_words.wait(found),
            }
            for found in before(services, now=clock.now())
        ],
    }


def written_to(request: HttpRequest, flow_class: type[ReferFamily]) -> tuple[Service, Any] | None:
    """The service of the draft that the reader has begun and not sent, and when it was last typed at."""
    with drafts.holding(request):
        draft = drafts.find(request, flow_class.kind)
    if draft is None or "done" in draft.data or not (draft.data.get("answers") or draft.data.get("groups")):
        return None
    service = queries.service_to_ask(draft.data.get("start", {}).get("service", ""))
    return (service, draft.updated_at) if service else None


def forget_draft(request: HttpRequest, flow_class: type[ReferFamily]) -> None:
    """Throw away what was begun."""
    with drafts.holding(request):
        draft = drafts.find(request, flow_class.kind, lock=True)
        if draft is not None:
            draft.delete()


def begin_like(request: HttpRequest, flow_class: type[ReferFamily], service: Service, earlier: Referral) -> None:
    """A draft to this service that already says who the family is, as the earlier referral does. How to reach them
    safely is filled in and asked again, because it may have changed; what they know of it is asked anew."""
    start = {"service": str(service.pk), "like": earlier.reference}
    _begin(request, flow_class, start, known_of(earlier))


def begin_with_registered(
    request: HttpRequest, flow_class: type[ReferFamily], service: Service, registration: Registration
) -> None:
    """The same with what the family told when it registered at the reader's hub."""
    people = registrations.people_of(registration)
    known = _known(people[:1], people[1:], registrations.contact_of(registration))
    _begin(request, flow_class, {"service": str(service.pk)}, known)


def _begin(request: HttpRequest, flow_class: type[ReferFamily], start: dict[str, str], known: dict[str, Any]) -> None:
    with drafts.holding(request, make=True):
        drafts.begin(request, flow_class.kind, empty_data(start) | known, flow_class.keep_for)


def known_of(earlier: Referral) -> dict[str, Any]:
    """Who the family of an earlier referral is, as the forms would have been filled in."""
    people = queries.people_of(earlier)
    adults = [person.source_record for person in people if person.role != PersonRole.CHILD]
    children = [person.source_record for person in people if person.role == PersonRole.CHILD]
    return _known(adults, children, queries.contact_of(earlier))


def _known(adults: list[SourceRecord], children: list[SourceRecord], contact: SafeContact | None) -> dict[str, Any]:
    answers: dict[str, dict[str, list[str]]] = {}
    passed: list[str] = []
    if adults:
        is_protected = bool(protected_among([adults[0].pk]))
        answers["family"] = _family(adults[0], is_alone=not children, is_protected=is_protected)
        passed.append("family")
    if contact is not None:
        answers["contact"], answers["times"] = contact_as_typed(contact), times_as_typed(contact)
    entries = [{"answers": {"child": _child(child)}, "passed": ["child"]} for child in children]
    if entries:
        passed.append("children")
    return {"answers": answers, "passed": passed, "groups": {"children": entries} if entries else {}}


def _family(said: SourceRecord, *, is_alone: bool, is_protected: bool) -> dict[str, list[str]]:
    # Who asked for themself and has children is asked who they are to the child.
    relation = "self" if is_alone else said.relation if said.relation != "self" else ""
    return {
        "given_name": [said.given_name],
        "family_name": [said.family_name],
        "relation": [relation],
        "postcode": ["" if is_protected else said.postcode],
        "language": [said.language or "en"],
        "needs_interpreter": ["yes" if said.needs_interpreter else "no"],
    }


def _child(said: SourceRecord) -> dict[str, list[str]]:
    if said.birth_date:
        return {"stage": ["born"], "given_name": [said.given_name], **date_as_typed("birth_date", said.birth_date)}
    due = date_as_typed("due_date", said.due_date) if said.due_date else {}
    return {"stage": ["expected"], **due}

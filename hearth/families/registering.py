"""Registering at a hub, one question a page: on the family's own phone, or at the hub's kiosk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hearth.access.requests import address_of
from hearth.core import clock, tries
from hearth.core.actors import FAMILY
from hearth.core.flow import Answers, Flow, FlowRefused, Group, Step
from hearth.core.forms import HearthForm
from hearth.core.words import date_words
from hearth.directory.models import Site
from hearth.families import kiosk, notices
from hearth.families.actions import Person, registering
from hearth.families.actions.registering import Child, Registering, as_needs
from hearth.families.forms import public as forms
from hearth.families.models import Way
from hearth.families.queries import registrations as queries
from hearth.families.questions import EXPECTED
from hearth.families.reaching import ContactForm, LanguageForm, TimesForm, contact_as_said, message_language

REGISTERED = "registered"  # session: the reference and the code, to be shown on the next page
SHOWN_FOR = 30 * 60  # seconds: long enough to walk to the desk
PER_ADDRESS, STRETCH_SECONDS = 60, 60 * 60  # a hub's visitors share its address


def just_registered(request: HttpRequest) -> UUID | None:
    """The registration that this browser sent a moment ago and has not been told to forget."""
    kept = request.session.get(REGISTERED)
    if not kept or clock.now().timestamp() - kept["at"] > SHOWN_FOR:
        return None
    return UUID(kept["registration"])


TOO_MANY = _("Many families have just registered from here. Wait an hour, or register at the desk.")
NO_HUB = _("You cannot register at this hub any more. Choose another one.")


def describe_child(child: dict[str, Any]) -> str:
    """ "Zofia", or "Baby due Monday 1 June"."""
    if child["stage"] == EXPECTED:
        return str(_("Baby due %(date)s")) % {"date": date_words(child["due_date"])}
    return str(child["given_name"])


class RegisterFamily(Flow):
    """A family says who it is, once."""

    kind = "families.register"
    url_name = "register:answers"
    title = _("Register your family")
    send_words = _("Register")
    before_send = _("When you send this, the hub’s team can read it, so that you need not say it again.")
    sensitive = True
    steps = [
        Step("name", forms.NameForm, title=_("What is your name?")),
        Step("born", forms.BornForm, why=_("So that nobody takes you for somebody else.")),
        Group(
            "children",
            title=_("Your children"),
            one=_("Child"),
            add=_("Is there a child, or a baby on the way, to add?"),
            minimum=0,
            maximum=12,
            steps=[Step("child", forms.ChildForm, title=_("Tell us about your child"))],
            describe=describe_child,
        ),
        Step("place", forms.PlaceForm, title=_("Where do you live?"),
             why=_("Leave it empty if nobody may know. Tell the desk if your address must be kept secret.")),
        Step("language", LanguageForm, title=_("Which language is best for you?")),
        Step("needs", forms.NeedsForm, title=_("What would make it easy for you here?")),
        Step("contact", ContactForm,
             why=_("Someone else may see your phone or your emails. We only use the way that you choose here.")),
        Step("times", TimesForm, when=lambda a: a["contact"]["how"] != "none"),
        Step("agree", forms.AgreeForm, title=_("What we do with what you tell us"), template="families/agree.html"),
    ]  # fmt: skip

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.at_kiosk = bool(kiosk.hub_of(request))
        if self.at_kiosk:
            self.layout = "families/kiosk_frame.html"  # type: ignore[misc]
            self.sensitive = False  # type: ignore[misc]  # there is nowhere else to go on this device

    def start(self, request: HttpRequest) -> dict[str, str]:
        at_kiosk = kiosk.hub_of(request)
        wanted = {"hub": at_kiosk or request.GET.get("hub", ""), "session": request.GET.get("session", "")}
        if at_kiosk:
            del wanted["session"]
        return {name: value for name, value in wanted.items() if value}

    def make_form(self, step: Step, answers: Answers, data: Any = None, *, quiet: bool = False) -> HearthForm:
        form = super().make_form(step, answers, data, quiet=quiet)
        if self.at_kiosk:  # the device must not remember one family for the next
            for field in form.fields.values():
                field.autocomplete = "off"  # type: ignore[attr-defined]
        return form

    def back_from_first(self, answers: Answers) -> str:
        hub = answers.start.get("hub", "")
        if self.at_kiosk or not hub:
            return reverse("register:kiosk") if self.at_kiosk else reverse("register:hubs")
        session = answers.start.get("session", "")
        try:
            return reverse("register:session", args=[hub, UUID(session)])
        except ValueError:
            return reverse("register:hub", args=[hub])

    def done(self, *, request: HttpRequest, answers: Answers, key: UUID) -> str:
        site = queries.site_to_register_at(answers.start.get("hub", ""))
        if site is None:
            raise FlowRefused(NO_HUB, step="name")
        at, now = f"register/{address_of(request)}", clock.now()
        if not tries.take(at, slots=PER_ADDRESS, seconds=STRETCH_SECONDS, at=now.timestamp()):
            raise FlowRefused(TOO_MANY, step="name")
        way = Way.KIOSK if self.at_kiosk else Way.PHONE
        done = registering.register(said=said(answers, site, way), sent_key=key, by=FAMILY, now=now)
        request.session[REGISTERED] = {
            "registration": str(done.registration.pk),
            "reference": done.registration.reference,
            "code": done.code,
            "at": now.timestamp(),
            "hub": site.slug,
            "unreachable": not registering.can_send_code(done.contact),
        }
        return reverse("register:done")


def said(answers: Answers, site: Site, way: Way) -> Registering:
    """The answers as what is written down."""
    name, place, language, needs = answers["name"], answers["place"], answers["language"], answers["needs"]
    contact = contact_as_said(answers["contact"], answers.get("times"), message_language(language["language"]))
    adult = Person(
        given_name=name["given_name"],
        family_name=name["family_name"],
        birth_date=answers["born"]["birth_date"],
        relation="self",
        phone=contact.phone,
        email=contact.email,
        address=place["address"],
        postcode=place["postcode"],
        lsoa_code=queries.lsoa_of(place["postcode"]),
        language=language["language"],
        needs_interpreter=language["needs_interpreter"],
    )
    session = queries.session_at(site, answers.start.get("session"))
    return Registering(
        site=site,
        way=way,
        session=session.service_id if session else None,
        adult=adult,
        children=[as_child(child, adult) for child in answers.get("children", [])],
        contact=contact,
        needs=as_needs(needs["access"], needs["dietary"], needs["needs_words"]),
        notice_version=notices.current(clock.today()).version,  # a version lasts for months, an answer for minutes
        notice_language=get_language() or "en",
        agreed=answers["agree"]["agreed"],
    )


def as_child(child: dict[str, Any], adult: Person) -> Child:
    """One child of the answers. It has the adult's last name where none was given, and their address where it lives
    with them."""
    is_here = child.get("lives_here") is not False
    return Child(
        person=Person(
            given_name=child.get("given_name") or "",
            family_name=child.get("family_name") or (adult.family_name if child.get("birth_date") else ""),
            birth_date=child.get("birth_date"),
            due_date=child.get("due_date"),
            relation="child",
            address=adult.address if is_here else "",
            postcode=adult.postcode if is_here else "",
            lsoa_code=adult.lsoa_code if is_here else "",
            language=adult.language,
        ),
        relation=child["relation"],
        lives_here=child.get("lives_here"),
    )

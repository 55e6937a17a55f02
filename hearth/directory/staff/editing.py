"""What somebody edits at this moment: a listing through their organisation's draft, or, for an approver, a change that
waits. The pages of the editor are the same for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.directory import actions, document
from hearth.directory.changing import machine
from hearth.directory.forms import staff_listing as plain
from hearth.directory.forms import staff_listing_many as many
from hearth.directory.forms.staff_listing_who import WhoForm
from hearth.directory.models import ChangeState, ListingChange, Service
from hearth.directory.queries import listings


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the editor. Without a form it has a view of its own."""

    code: str
    title: StrOrPromise
    form: type[plain.ListingForm] | None = None
    url_name: str = "directory:answer"


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that belong together on the start page of a listing."""

    title: StrOrPromise
    pages: tuple[Page, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        lazy("What it is"),
        (
            Page("name", lazy("What it is called"), plain.NameForm),
            Page("what", lazy("What it does"), plain.WhatForm),
            Page("who", lazy("Who it is for"), WhoForm),
            Page("categories", lazy("Where families look for it"), many.CategoriesForm),
        ),
    ),
    Section(
        lazy("Where and when"),
        (
            Page("places", lazy("Where it is"), url_name="directory:places"),
            Page("times", lazy("When it is on"), url_name="directory:times"),
            Page("area", lazy("The area it serves"), many.AreaForm),
        ),
    ),
    Section(
        lazy("Taking part"),
        (
            Page("how", lazy("How it is given"), plain.HowForm),
            Page("way-in", lazy("How to get in"), plain.WayInForm),
            Page("cost", lazy("What it costs"), plain.CostForm),
            Page("capacity", lazy("If there is room now"), plain.CapacityForm),
            Page("contact", lazy("How to reach you"), plain.ContactForm),
        ),
    ),
    Section(
        lazy("So that everybody can come"),
        (
            Page("access", lazy("Getting in and around"), plain.AccessForm),
            Page("languages", lazy("Languages"), plain.LanguagesForm),
            Page("send", lazy("Children with SEND (local offer)"), many.LocalOfferForm),
        ),
    ),
    Section(
        lazy("Behind the scenes"),
        (
            Page("registrations", lazy("Registration numbers"), many.RegistrationsForm),
            Page("safety", lazy("Leaving the page quickly"), plain.SafetyForm),
        ),
    ),
)
PAGES = {page.code: page for section in SECTIONS for page in section.pages}


@dataclass(slots=True)
class Editing:
    """One listing as its editor sees it: what the public reads, the draft over it, and where to save."""

    service: Service
    actor: Actor
    change: ListingChange | None
    corrects: bool  # an approver works on a change that somebody sent
    public: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """The public has never seen it."""
        return self.change is not None and self.change.is_new

    @property
    def is_locked(self) -> bool:
        """It waits for approval: first it has to be taken back."""
        return not self.corrects and self.change is not None and self.change.state not in machine().editable_states

    @property
    def is_own(self) -> bool:
        """Whether it is the reader's own organisation's, so that its secret addresses are theirs to see."""
        return self.service.organisation_id == self.actor.organisation_id

    def url(self, name: str, *more: Any) -> str:
        """A page of the editor, for the same piece of work."""
        query = f"?{urlencode({'change': self.change.pk})}" if self.corrects and self.change else ""
        return reverse(name, args=[self.service.pk, *more]) + query

    def page_url(self, page: Page) -> str:
        """The address of one page."""
        if page.code == "capacity" and not self.is_new:
            return self.url("directory:capacity")
        return self.url(page.url_name, page.code) if page.url_name == "directory:answer" else self.url(page.url_name)

    @property
    def home(self) -> str:
        """Where a saved page leads: the listing's start page, or the change."""
        if self.corrects and self.change:
            return reverse("directory:change", args=[self.change.pk])
        return self.url("directory:edit")

    def save(self, values: Mapping[str, Any], seen: str) -> None:
        """Keep answers. Raises actions.Stale, actions.AlreadyMoved."""
        now = clock.now()
        if self.corrects and self.change:
            actions.correct(change_id=self.change.pk, values=values, seen=seen, by=self.actor, now=now)
        else:
            actions.save_answers(service_id=self.service.pk, values=values, seen=seen, by=self.actor, now=now)


def editing(request: MemberRequest, listing_id: UUID) -> Editing:
    """The listing of an address, if the reader may change it; with `?change=` a change that the reader may correct.
    404 for any other, as if it did not exist."""
    actor = request.actor
    service = listings.listings_of(actor).filter(pk=listing_id).first()
    if service is None:
        raise Http404
    wanted = request.GET.get("change", "")
    change = _to_correct(actor, service, wanted) if wanted else listings.open_change(actor, service_id=service.pk)
    found = Editing(service, actor, change, corrects=bool(wanted))
    found.public = document.snapshot(service.pk)
    found.shown = listings.proposed(change, found.public)
    return found


def _to_correct(actor: Actor, service: Service, wanted: str) -> ListingChange:
    try:
        change_id = UUID(wanted)
    except ValueError:
        raise Http404 from None
    rows = listings.changes_visible_to(actor).filter(service=service, state=ChangeState.WAITING)
    change = rows.filter(pk=change_id).first()
    if change is None or not actions.may_move(change, machine().moves["approve"], actor):
        raise Http404
    return change

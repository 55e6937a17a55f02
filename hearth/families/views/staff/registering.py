"""The desk: families that registered by themselves, one that shows its reference, and a paper form typed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages, references
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import ago_words
from hearth.directory.models import Site
from hearth.families import beside, notices
from hearth.families.actions import Contact, Person, agreeing, registering, restricting
from hearth.families.actions import own as own_actions
from hearth.families.actions.registering import Child, Registering, as_needs
from hearth.families.forms.staff_registering import AgreedForm, FindForm, KnownForm, PaperForm
from hearth.families.models import FamilyAsk, Registration, Way
from hearth.families.queries import registrations as queries
from hearth.families.queries.own import open_asks, paper_code_of, sign_in_of
from hearth.families.queries.people import protected_among
from hearth.families.reaching import contact_as_said, language_name, message_language
from hearth.families.staff import registering as shown
from hearth.families.views.staff.counting import hub_here

SHOWN = 20


@staff("families.register")
def desk(request: MemberRequest) -> HttpResponse:
    """A reference that somebody shows, and whoever registered and was not met yet."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = queries.by_reference(request.actor, references.tidy_reference(form.cleaned_data["reference"]))
        if found is not None:
            return redirect("register:registration", found.pk)
        form.add_error("reference", _("Nobody registered here with this reference. Check it, or look by name"))
    site, sites = hub_here(request)
    rows = list(queries.not_met(request.actor)[:SHOWN])
    people = queries.people_of_all([row.pk for row in rows])
    today = clock.today()
    waiting = [
        {
            "url": reverse("register:registration", args=[row.pk]),
            "name": shown.name_of(people[row.pk][0]) if people[row.pk] else "",
            "children": [f"{shown.name_of(child)}, {shown.age_of(child, today)}" for child in people[row.pk][1:]],
            "where": row.site.name,
            "when": ago_words(row.registered_at),
            "anew": row.met_at is not None,
        }
        for row in rows
    ]
    context = {"form": form, "hub": site, "sites": sites, "waiting": waiting}
    return pages.render(request, "families/staff/register.html", context)


def registration_here(request: MemberRequest, registration_id: UUID) -> Registration:
    """One of those that the member may see; else there is no such page."""
    rows = queries.registrations_visible_to(request.actor).select_related("site", "session")
    found = rows.filter(pk=registration_id).first()
    if found is None:
        raise Http404
    return found


@staff("families.register")
def registration(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """One family as it registered, and whether it was known before."""
    found = registration_here(request, registration_id)
    registering.record_view(registration=found, by=request.actor)
    today, people = clock.today(), queries.people_of(found)
    own = {record.pk for record in queries.records_of(found)}
    notice = notices.of(found.notice_version)
    adult, contact = people[0], queries.contact_of(found)
    context = {
        "registration": found,
        "is_met": queries.is_met(found),
        "heading": shown.name_of(adult),
        "people": [
            {
                "name": shown.name_of(record),
                "age": shown.age_of(record, today),
                "known": shown.known_rows(
                    actor=request.actor,
                    given_name=record.given_name,
                    family_name=record.family_name,
                    birth_date=record.birth_date,
                    postcode=record.postcode,
                    address=record.address,
                    today=today,
                    but_for=own,
                ),
            }
            for record in people
        ],
        "adult": adult,
        "is_protected": bool(protected_among([record.pk for record in people])),
        "may_view": request.may("families.view"),
        "language": language_name(adult.language),
        "asks": open_asks(found),
        "no_record": FamilyAsk.Kind.NO_RECORD,
        "copy_due": {ask.pk: own_actions.copy_due(ask) for ask in open_asks(found)},
        "needs": queries.needs_of(found),
        "ways_on": beside.ways_on(request.actor, found.pk),
        "contact": shown.contact_words(contact),
        "can_send_code": registering.can_send_code(contact),
        "signs_in": sign_in_of(found),
        "paper_code": paper_code_of(found, now=clock.now()),
        "agreed": notice.agreed_words(queries.agreed_now(found)) if notice else [],
    }
    return pages.render(request, "families/staff/registration.html", context)


@staff("families.register")
@require_POST
def meet(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """They are here, and are who they say."""
    found = registration_here(request, registration_id)
    if not registering.meet(registration=found, by=request.actor, now=clock.now()):
        return pages.conflict(
            request, _("A colleague has met them already."), back=reverse("register:registration", args=[found.pk])
        )
    pages.say(request, _("Noted: you have met them. They can now see on their own page who works with them."))
    return redirect("register:registration", found.pk)


@staff("families.register")
def protect(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """They say that nobody may know where they live."""
    found = registration_here(request, registration_id)
    back = reverse("register:registration", args=[found.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Keep where they live secret?"),
            body=_(
                "From then on nobody is shown the address of anybody in this registration, here or in another "
                "organisation, and it is compared with none. Everybody who sees them sees that it is protected. A "
                "manager can end it."
            ),
            yes=_("Keep it secret"),
            back=back,
        )
    if restricting.protect_address(registration=found, by=request.actor, now=clock.now()):
        pages.say(request, _("From now on nobody is shown where they live."))
    else:
        pages.say(request, _("Their address is protected already."))
    return redirect(back)


@staff("families.register")
def agreed(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """They say at the desk what they agree to from now on."""
    found = registration_here(request, registration_id)
    notice = notices.shown_with(found.notice_version, clock.today())
    back = reverse("register:registration", args=[found.pk])
    if request.method == "POST":
        form = AgreedForm(request.POST, notice=notice)
    else:
        form = AgreedForm(notice=notice, initial={"agreed": queries.agreed_now(found)})
    if request.method == "POST" and form.is_valid():
        agreeing.agree(registration=found, codes=form.cleaned_data["agreed"], by=request.actor, now=clock.now())
        pages.say(request, _("Noted. What they said before is kept as what they said then."))
        return redirect(back)
    shown_here = {"form": form, "heading": _("Change what they agreed to"), "button": _("Save"), "back": back}
    return pages.render(request, "families/staff/copy_form.html", shown_here)


@staff("families.register")
@require_POST
def answer_ask(request: MemberRequest, registration_id: UUID) -> HttpResponse:
    """Somebody has talked with the family about help without a record, or given it its copy."""
    found = registration_here(request, registration_id)
    kind = FamilyAsk.Kind.COPY if request.POST.get("kind") == FamilyAsk.Kind.COPY else FamilyAsk.Kind.NO_RECORD
    ask = next((one for one in open_asks(found) if one.kind == kind), None)
    if ask is None or not own_actions.answer_ask(ask=ask, by=request.actor, now=clock.now()):
        return pages.conflict(
            request, _("A colleague has done this already."), back=reverse("register:registration", args=[found.pk])
        )
    pages.say(
        request,
        _("Noted: they have their copy.") if kind == FamilyAsk.Kind.COPY else _("Noted: you have talked with them."),
    )
    return redirect("register:registration", found.pk)


@staff("families.register")
@keeps_typing("families.paper")
def paper(request: MemberRequest) -> HttpResponse:
    """Type a paper form in. The button beside the names asks whether they are known. What was typed and not sent is
    there again, until somebody empties it: so that two families are not mixed up, the page says that it is old."""
    if request.method == "POST" and "empty" in request.POST:
        forget_typing(request)
        return redirect("register:paper")
    site, sites = hub_here(request)
    looks = request.method == "POST" and "look" in request.POST
    form = PaperForm(request.POST, quiet=True) if looks else kept_form(request, PaperForm)
    if request.method == "POST" and not looks and site is not None and form.is_valid():
        # The key came with the page: a second press of the button finds what the first one wrote.
        done = registering.register(said=_said(form, site), sent_key=_key(request), by=request.actor, now=clock.now())
        forget_typing(request)
        pages.say(
            request, _("Registered. Their reference is %(reference)s.") % {"reference": done.registration.reference}
        )
        return redirect("register:registration", done.registration.pk)
    context = {
        "form": form,
        "is_old": form.is_bound and request.method != "POST",
        "hub": site,
        "sites": sites,
        "key": _key(request),
        "known": _known(request) if request.method == "POST" else None,
        "notice": notices.current(clock.today()),
    }
    return pages.render(request, "families/staff/paper.html", context)


@staff("families.register")
@require_POST
def known(request: MemberRequest) -> HttpResponse:
    """The panel by itself, for the page's script. What was typed comes in the body and stands in no address."""
    return pages.render(request, "families/staff/panel_known.html", {"known": _known(request)})


def _known(request: MemberRequest) -> dict[str, Any] | None:
    form = KnownForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    if not (said.get("given_name") and said.get("family_name")):
        return None
    found = shown.known_rows(
        actor=request.actor,
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=said.get("birth_date"),
        postcode=said.get("postcode", ""),
        address=said.get("address", ""),
        today=clock.today(),
    )
    registering.record_looked(
        found=len(found["people"]), is_known_elsewhere=found["is_known_elsewhere"], by=request.actor
    )
    return found


def _key(request: MemberRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _said(form: PaperForm, site: Site) -> Registering:
    """The paper as what is written down."""
    said = form.cleaned_data
    language = said["language"]
    contact: Contact = contact_as_said(said, said, message_language(language))
    adult = Person(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=said["birth_date"],
        relation="self",
        phone=contact.phone,
        email=contact.email,
        address=said["address"],
        postcode=said["postcode"],
        lsoa_code=queries.lsoa_of(said["postcode"]),
        language=language,
        needs_interpreter=said["needs_interpreter"],
    )
    children = [
        Child(
            person=Person(
                given_name=row.given_name,
                family_name=row.family_name if row.is_born else "",
                birth_date=row.day if row.is_born else None,
                due_date=None if row.is_born else row.day,
                relation="child",
                address=adult.address,
                postcode=adult.postcode,
                lsoa_code=adult.lsoa_code,
                language=language,
            ),
            relation=said["relation"],
        )
        for row in form.children()
    ]
    return Registering(
        site=site,
        way=Way.DESK,
        adult=adult,
        children=children,
        contact=contact,
        needs=as_needs(said["access"], said["dietary"], said["needs_words"]),
        notice_version=notices.current(clock.today()).version,
        agreed=said["agreed"],
        is_met=said["is_met"],
    )

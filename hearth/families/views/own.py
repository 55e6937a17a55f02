"""A family's own page: what is held, who works with it, who looked, and its rights. Opened by a code, closed by a press
or by standing still. No address on these pages says anything of the family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access import openid
from hearth.access.guards import family
from hearth.access.requests import address_of
from hearth.core import clock, drafts, pages, references
from hearth.core.actors import FAMILY
from hearth.families import notices, own
from hearth.families.actions import agreeing, opening
from hearth.families.actions import copies as copying
from hearth.families.actions import own as actions
from hearth.families.actions.opening import TooMany
from hearth.families.actions.registering import as_family, as_needs
from hearth.families.forms.own import CodeForm, EnterForm
from hearth.families.forms.public import AgreeForm, NeedsForm
from hearth.families.models import FamilyAsk, Registration, SourceRecord
from hearth.families.queries import own as own_queries
from hearth.families.queries import registrations as queries
from hearth.families.queries.copies import offered_until, open_copy
from hearth.families.questions import ReferenceForm
from hearth.families.reaching import (
    ContactForm,
    LanguageForm,
    TimesForm,
    contact_as_said,
    contact_as_typed,
    language_name,
    message_language,
    times_as_typed,
)
from hearth.families.told import forget_here

KIND = "families.own"  # of the draft that waits for the code
WAITS = timedelta(hours=24)
View = Callable[..., HttpResponse]


def opened(view: View) -> View:
    """A page of the family that this browser opened; without one, to the code."""

    @family
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        registration_id = own.opened_here(request)
        if registration_id is None:
            return redirect("your_family:enter")
        with as_family(registration_id):
            registration = own_queries.own_registration()
            if registration is None:
                return redirect("your_family:enter")
            return view(request, registration, *args, **kwargs)

    return page


@family
def enter(request: HttpRequest) -> HttpResponse:
    """To which address or number a code goes."""
    form = EnterForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = opening.ask_for_code(contact=form.contact(), address=address_of(request), now=clock.now())
        except TooMany:
            form.add_error(None, _("There were too many tries. Wait 15 minutes, then try again."))
            status = 429
        else:
            with drafts.holding(request, make=True):
                drafts.begin(request, KIND, {"asked": asked.hex}, WAITS)
            return redirect("your_family:code")
    context = {"form": form, "provider": openid.provider_name()}
    return pages.render(request, "families/own/enter.html", context, status=status)


@family
def code(request: HttpRequest) -> HttpResponse:
    """The code that came, if one came."""
    with drafts.holding(request):
        draft = drafts.find(request, KIND)
    if draft is None or "asked" not in draft.data:
        return redirect("your_family:enter")
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            found = opening.enter_code(
                code_id=UUID(draft.data["asked"]), code=form.cleaned_data["code"], now=clock.now()
            )
        except TooMany:
            form.add_error(None, _("There were too many tries. Ask for a new code."))
            status = 429
        else:
            if found is not None:
                with drafts.holding(request):
                    draft.delete()
                own.open_here(request, found)
                return redirect("your_family:family")
            # One answer, whether it was wrong or too old: the difference would tell a stranger who is known here.
            form.add_error("code", _("This is not the newest code, or it is too old. Check it, or ask for a new one."))
    return pages.render(request, "families/own/code.html", {"form": form}, status=status)


@family
def reference(request: HttpRequest) -> HttpResponse:
    """The reference and the code that were shown when the family registered: for whoever gets no messages."""
    form, status = ReferenceForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            found = opening.enter_reference(
                reference=references.tidy_reference(form.cleaned_data["reference"]),
                code=references.tidy_code(form.cleaned_data["code"]),
                address=address_of(request),
                now=clock.now(),
            )
        except TooMany:
            form.add_error(None, _("There were too many tries. Wait 15 minutes, then try again."))
            status = 429
        else:
            if found is not None:
                own.open_here(request, found.registration_id)
                if found.on_paper:
                    pages.say(request, _("This code is used up. You can choose here how we send you a new one."))
                return redirect("your_family:family")
            form.add_error(None, _("The reference and the code do not go together. Check both and try again."))
    return pages.render(request, "families/own/reference.html", {"form": form}, status=status)


@opened
def family_page(request: HttpRequest, registration: Registration) -> HttpResponse:
    """What is held, and what the family can do about it."""
    people = queries.people_of(registration)
    notice = notices.of(registration.notice_version)
    asks = {ask.kind: ask for ask in own_queries.open_asks(registration)}
    context = {
        "registration": registration,
        "is_met": queries.is_met(registration),
        "people": [own.person_words(record) for record in people],
        "language": language_name(people[0].language),
        "interpreter": people[0].needs_interpreter,
        "contact": own.contact_words(queries.contact_of(registration)),
        "needs": own.needs_words(queries.needs_of(registration)),
        "agreed": notice.agreed_words(queries.agreed_now(registration)) if notice else [],
        "involved": own_queries.involved_with(clock.today()),
        "copy_open": offered_until(registration, now=clock.now()),
        "copy_asked": asks.get(FamilyAsk.Kind.COPY),
        "no_record_asked": asks.get(FamilyAsk.Kind.NO_RECORD),
        "here": own.OPEN_SECONDS // 60,
        "provider": openid.provider_name(),
        "signs_in": own_queries.sign_in_of(registration),
    }
    return pages.render(request, "families/own/family.html", context)


@opened
def looked(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Who looked at the family's record, when and why."""
    rows = own.looks_shown(own_queries.looks())
    context = {"registration": registration, "rows": rows, "is_met": queries.is_met(registration)}
    return pages.render(request, "families/own/looked.html", context)


@opened
def correct(request: HttpRequest, registration: Registration, number: int) -> HttpResponse:
    """Say anew who one of them is."""
    record = _person(registration, number)
    form_class = own.correct_form(record, number)
    form = form_class(request.POST) if request.method == "POST" else form_class(initial=own.as_initial(record))
    if request.method == "POST" and form.is_valid():
        actions.correct(
            registration=registration, record=record, person=own.corrected(record, form.cleaned_data), now=clock.now()
        )
        pages.say(request, _("Corrected. What you said before is kept as what was said then."))
        return redirect("your_family:family")
    name = own.person_words(record)["name"]
    context = {"form": form, "name": name, "is_met_adult": number == 1 and queries.is_met(registration)}
    return pages.render(request, "families/own/correct.html", context)


def _person(registration: Registration, number: int) -> SourceRecord:
    people = queries.people_of(registration)
    if not 1 <= number <= len(people):
        raise Http404
    return people[number - 1]


@opened
def needs(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say anew what would make it easy, and in which language."""
    adult = queries.people_of(registration)[0]
    if request.method == "POST":
        language, wanted = LanguageForm(request.POST), NeedsForm(request.POST)
    else:
        held = {"language": adult.language or "en", "needs_interpreter": adult.needs_interpreter}
        language = LanguageForm(initial=held)
        wanted = NeedsForm(drafts.as_data(own.needs_as_typed(queries.needs_of(registration))), quiet=True)
    if request.method == "POST" and language.is_valid() and wanted.is_valid():
        said = wanted.cleaned_data
        actions.say_needs(
            registration=registration,
            needs=as_needs(said["access"], said["dietary"], said["needs_words"]),
            language=language.cleaned_data["language"],
            needs_interpreter=language.cleaned_data["needs_interpreter"],
            now=clock.now(),
        )
        pages.say(request, _("Changed. Whoever works with you reads it from now on."))
        return redirect("your_family:family")
    return pages.render(request, "families/own/needs.html", {"language": language, "needs": wanted})


@opened
def contact(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say anew how it is safe to be reached."""
    said = queries.contact_of(registration)
    data = request.POST if request.method == "POST" else None
    if data is None and said is not None:
        how = ContactForm(drafts.as_data(contact_as_typed(said)), quiet=True)
        times = TimesForm(drafts.as_data(times_as_typed(said)), quiet=True)
    else:
        how, times = ContactForm(data), TimesForm(data)
    wants_none = data is not None and how.is_valid() and how.cleaned_data["how"] == "none"
    if data is not None and how.is_valid() and (wants_none or times.is_valid()):
        language = message_language(queries.people_of(registration)[0].language)
        chosen = contact_as_said(how.cleaned_data, None if wants_none else times.cleaned_data, language)
        actions.choose_contact(registration=registration, contact=chosen, now=clock.now())
        pages.say(request, _("We changed how we contact you."))
        return redirect("your_family:family")
    if wants_none:
        times = TimesForm()
    return pages.render(request, "families/own/contact.html", {"how": how, "times": times})


@opened
def agreed(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say anew what the family agrees to."""
    notice = notices.shown_with(registration.notice_version, clock.today())
    if request.method == "POST":
        form = AgreeForm(request.POST, notice=notice)
    else:
        form = AgreeForm(notice=notice, initial={"agreed": queries.agreed_now(registration)})
    if request.method == "POST" and form.is_valid():
        agreeing.agree(registration=registration, codes=form.cleaned_data["agreed"], by=FAMILY, now=clock.now())
        pages.say(request, _("Noted. From tomorrow at the latest it is as you say now."))
        return redirect("your_family:family")
    return pages.render(request, "families/own/agreed.html", {"form": form})


@opened
def copy(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask for a copy of all that is held."""
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Ask for a copy of everything?"),
            body=_(
                "You get all that the network holds about you and your children, within one month. What others said in "
                "confidence, or what could harm somebody, is left out. A person checks it first."
            ),
            yes=_("Yes, ask for a copy"),
            back=reverse("your_family:family"),
            staff=False,
            sensitive=True,
        )
    actions.ask_for_copy(registration=registration, now=clock.now())
    pages.say(request, _("We have your wish for a copy and answer within one month."))
    return redirect("your_family:family")


@opened
@require_safe
def copy_pdf(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The copy that was made, while it is offered here."""
    return _copy(registration, "pdf")


@opened
@require_safe
def copy_data(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The same for a machine."""
    return _copy(registration, "json")


def _copy(registration: Registration, form: str) -> HttpResponse:
    found = open_copy(registration, now=clock.now())
    if found is None:
        raise Http404
    copying.record_family_took(registration=registration, form=form)
    return pages.kept_nowhere(found.pdf if form == "pdf" else found.data, f"your-copy.{form}")


@opened
def without_record(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask to be helped without a record."""
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Do you want help without a record?"),
            body=_(
                "The hub then counts that you came, without your name. Somebody tells you what is deleted, and what "
                "the law makes us keep. You get the same help."
            ),
            yes=_("Yes, without a record"),
            back=reverse("your_family:family"),
            staff=False,
            sensitive=True,
        )
    actions.ask_without_record(registration=registration, now=clock.now())
    pages.say(request, _("We have your wish. The hub sees it from now on."))
    return redirect("your_family:family")


@family
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close it on this device: a code is asked for again."""
    forget_here(request)
    pages.say(request, _("Closed. Without a new code, or your sign-in, nobody can open it here."))
    return redirect("your_family:enter")

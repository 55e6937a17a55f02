"""Emails about what is new: asking for them, and the pages behind their links.

Opening a link changes nothing: mail programs and scanners open links. Each page has one button. What is said after
asking is the same whether we know the address or not.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hearth.access.guards import family
from hearth.access.requests import address_of
from hearth.core import clock, pages, tries
from hearth.core.actors import Actor
from hearth.core.words import date_words
from hearth.directory import asked as asking
from hearth.directory.actions import subscribing
from hearth.directory.actions.subscribing import Wish
from hearth.directory.email_links import May
from hearth.directory.forms.emails import EmailsForm
from hearth.directory.models import HowOften

HOUR, DAY = 60 * 60, 24 * 60 * 60
FROM_ONE_PLACE = 20  # in an hour: a hub's own computer may help many to ask
TO_ONE_ADDRESS = 3  # in a day: nobody's post box is filled by somebody else
TRAP = "website"  # a box that nobody sees and programs fill in


@family
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The one question page. A link may bring the place, the distance and an age along."""
    form = EmailsForm(request.POST if request.method == "POST" else None, initial=_brought(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        at = clock.now().timestamp()
        if tries.take(f"emails/from/{address_of(request)}", slots=FROM_ONE_PLACE, seconds=HOUR, at=at):
            email = form.cleaned_data["email"]
            # Said to nobody: it would tell a stranger that the address is known here.
            to_it = tries.take(f"emails/to/{email}", slots=TO_ONE_ADDRESS, seconds=DAY, at=at)
            if to_it and not request.POST.get(TRAP):
                _keep(request, form)
            return _look_into_your_post(request)
        form.add_error(None, _("Too many people have asked from here just now. Try again in an hour, or ring us."))
        status = 429
    return pages.render(request, "directory/emails.html", {"form": form, "trap": TRAP}, status=status)


def _brought(request: HttpRequest) -> dict[str, object]:
    asked = asking.read(request.GET)
    age = "" if asked.age is None else "unborn" if asked.age < 0 else str(asked.age)
    return {
        "place": asked.postcode,
        "miles": str(asked.miles),
        "ages": [age] if age in {"unborn", "0", "1", "2", "3", "4"} else [],
        "every": HowOften.WEEKLY,
        "lang": get_language() or "en",
    }


def _keep(request: HttpRequest, form: EmailsForm) -> None:
    given = form.cleaned_data
    wish = Wish(
        place=given["spot"],
        miles=int(given["miles"]),
        ages=given["ages"],
        every=HowOften(given["every"]),
        language=given["lang"],
    )
    subscribing.ask(email=given["email"], wish=wish, by=_who(request), now=clock.now())


def _look_into_your_post(request: HttpRequest) -> HttpResponse:
    return pages.done(
        request,
        title=_("Now look into your emails"),
        next_steps=[
            _("We have written to the address that you gave. It may take a few minutes; look into spam too."),
            _("Open the link in that email and press the button. Only then do our emails begin."),
            _("If you do nothing within 7 days, we forget what you entered."),
        ],
        links=[(reverse("directory:find"), _("Find help"))],
    )


@family
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Whether it was them."""
    one = subscribing.linked(token, May.CONFIRM)
    if one is None:
        return _gone(request)
    if request.method == "POST" or one.confirmed_at:
        if request.method == "POST":
            one = subscribing.confirm(token=token, by=_who(request), now=clock.now())
        if one is None:
            return _gone(request)
        return pages.done(
            request,
            title=_("Your emails are set up"),
            next_steps=[
                _("The first comes on %(day)s, if something is new by then.") % {"day": date_words(one.next_on)},
                _("Each has a link to get no more. After a year we ask whether it is to go on."),
            ],
            links=[(reverse("directory:whats_on"), _("What’s on"))],
        )
    return pages.confirm(
        request,
        title=_("Get emails about what is new?"),
        body=ngettext(
            "For families near %(place)s, up to %(n)s mile away.",
            "For families near %(place)s, up to %(n)s miles away.",
            one.miles,
        )
        % {"place": one.area_name, "n": one.miles},
        yes=_("Yes, send me these emails"),
        no=_("No, I did not ask for this"),
        back=reverse("directory:home"),
        staff=False,
    )


@family
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """For another year."""
    one = subscribing.linked(token, May.GO_ON)
    if one is None:
        return _gone(request)
    if request.method == "POST" and subscribing.go_on(token=token, by=_who(request), now=clock.now()):
        return pages.done(
            request, title=_("Your emails go on for another year"), links=[(reverse("directory:find"), _("Find help"))]
        )
    return pages.confirm(
        request,
        title=_("Go on with these emails for another year?"),
        yes=_("Yes, go on"),
        no=_("No, let them end"),
        back=reverse("directory:home"),
        staff=False,
    )


@family
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """No more emails. The signed link is the right to leave, so a mail program's own button may post here with nothing
    else (RFC 8058), and a browser that keeps no cookies may too."""
    one = subscribing.linked(token, May.LEAVE)
    if request.method == "POST" and one is not None:
        subscribing.leave(token=token, by=_who(request))
        return pages.done(
            request,
            title=_("You get no more of these emails"),
            next_steps=[_("We have deleted your address. You can ask for the emails again whenever you like.")],
            links=[
                (reverse("directory:emails"), _("Ask for emails again")),
                (reverse("directory:home"), _("Find help")),
            ],
        )
    if one is None:
        return _gone(request)
    return pages.confirm(
        request,
        title=_("Get no more of these emails?"),
        yes=_("Yes, no more emails"),
        no=_("No, keep sending them"),
        back=reverse("directory:home"),
        staff=False,
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return pages.error_page(
        request,
        404,
        _("There is nothing behind this link any more"),
        _("You get no such emails now, or the link is too old or cut off. You can ask for them again."),
        links=[(reverse("directory:emails"), _("Ask for emails again"))],
    )


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor

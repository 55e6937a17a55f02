"""Pages that use all of the page kit, for its tests and for looking at."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearth.core import clock, pages
from hearth.core.cards import HubCard, MapPoint, MapShape, ResultCard, WayIn
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.flow import Flow, FlowRefused, Group, Step
from hearth.core.forms import (
    AgreeField,
    CheckboxesField,
    ColourField,
    DateField,
    EmailField,
    FileField,
    HearthForm,
    HiddenField,
    OneTimeCodeField,
    PasswordField,
    PhoneField,
    PostcodeField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
)
from hearth.core.lists import ChoiceFilter, Column, DateRangeFilter, Empty, Listing, RowAction, TextFilter
from hearth.core.words import date_words


def open_to_all(view):
    return view


class About(HearthForm):
    about = RadioField(
        _("Who do you want help for?"),
        short=_("Help for"),
        required=_("Choose who you want help for"),
        choices=[("me", _("Me")), ("children", _("My child or children"), _("You can tell us about several"))],
    )


class ChildName(HearthForm):
    first_name = TextField(
        _("What is your child’s first name?"),
        short=_("First name"),
        required=_("Enter your child’s first name"),
        width=20,
    )


class ChildBorn(HearthForm):
    born = DateField(
        _("When was your child born?"),
        short=_("Date of birth"),
        required=_("Enter your child’s date of birth"),
        name=_("Date of birth"),
        past=True,
        hint=_("For example, 27 3 2019. If you are not sure, give your best guess."),
    )


class Contact(HearthForm):
    how = RadioField(
        _("How may we contact you?"),
        short=_("Contact"),
        required=_("Choose how we may contact you"),
        choices=[("phone", _("Phone")), ("email", _("Email")), ("none", _("Do not contact me"))],
        reveal={"phone": ["number"], "email": ["email"]},
    )
    number = PhoneField(_("Phone number"), required=_("Enter a phone number"))
    email = EmailField(_("Email address"), required=_("Enter an email address"))


class Needs(HearthForm):
    words = TextAreaField(
        _("What is going on?"),
        required=_("Tell us what is going on"),
        max_length=1000,
        hint=_("A few words are enough."),
    )
    languages = CheckboxesField(
        _("Languages you speak"), optional=True, choices=[("en", "English"), ("pl", "Polski"), ("ur", "اردو")]
    )


SENT: list[tuple[UUID, dict]] = []


class AskForHelp(Flow):
    kind = "kit.ask"
    url_name = "kit:ask"
    title = _("Ask for help")
    sensitive = True
    send_words = _("Send your request")
    steps = [
        Step("about", About),
        Group(
            "children",
            title=_("Your children"),
            one=_("Child"),
            add=_("Do you want to add another child?"),
            maximum=3,
            steps=[Step("name", ChildName), Step("born", ChildBorn)],
            describe=lambda child: child["first_name"],
            when=lambda answers: answers["about"]["about"] == "children",
        ),
        Step("needs", Needs, title=_("Tell us what would help"), why=_("We ask so that the right person reads it.")),
        Step("contact", Contact, why=_("We ask so that we do not put you at risk.")),
    ]

    def start(self, request):
        return {"service": request.GET["service"]} if "service" in request.GET else {}

    def done(self, *, request, answers, key):
        if answers["needs"]["words"] == "refuse me":
            raise FlowRefused(_("Tell us a little more."), step="needs")
        SENT.append((key, {name: answers[name] for name in answers} | {"start": answers.start}))
        return reverse("kit:sent")


def sent(request):
    return pages.done(
        request,
        title="We have your request",
        reference="HRT-4K7P",
        next_steps=[
            "A family worker reads it by Tuesday 3 March.",
            "They ring you from a withheld number.",
            "You decide together what helps.",
        ],
        links=[("/", "Follow your request")],
    )


class EveryField(HearthForm):
    name = TextField(_("Your name"), required=_("Enter your name"), max_length=20, autocomplete="name", width=20)
    email = EmailField(_("Email address"), required=_("Enter your email address"))
    phone = PhoneField(_("Phone number"), optional=True, hint=_("We ring from a withheld number"))
    postcode = PostcodeField(_("Postcode"), required=_("Enter your postcode"))
    born = DateField(
        _("Date of birth"),
        required=_("Enter your date of birth"),
        name=_("Date of birth"),
        past=True,
        autocomplete="bday",
    )
    how = RadioField(
        _("How do you want to meet?"),
        required=_("Choose how you want to meet"),
        choices=[("hub", _("At a hub")), ("home", _("At home"), _("A worker visits you"))],
        reveal={"home": ["steps"]},
    )
    steps = TextField(
        _("Anything we should know about getting in?"), required=_("Tell us about getting in, or write “no”")
    )
    days = CheckboxesField(
        _("Which days suit you?"),
        required=_("Choose at least one day"),
        choices=[("mon", _("Monday")), ("tue", _("Tuesday"))],
    )
    language = SelectField(
        _("Language"), required=_("Choose a language"), choices=[("en", "English"), ("pl", "Polski")]
    )
    pram = YesNoField(_("Do you come with a pram?"), required=_("Choose yes if you come with a pram"))
    agree = AgreeField(_("I am over 16"), required=_("Tick the box to say that you are over 16"))
    children = WholeNumberField(_("How many children?"), required=_("Enter how many children"), minimum=0, maximum=20)
    notes = TextAreaField(_("Anything else?"), optional=True, max_length=200)
    password = PasswordField(_("Password"), optional=True)
    code = OneTimeCodeField(_("Code from your app"), optional=True)
    file = FileField(_("A picture"), optional=True, max_bytes=1000, types=("image/png",))
    colour = ColourField(_("A colour"), optional=True, initial="#00594f")
    secret = HiddenField(optional=True, initial="kept")


def every_field(request):
    form = EveryField(request.POST, request.FILES) if request.method == "POST" else EveryField()
    if request.method == "POST" and form.is_valid():
        pages.say(request, _("Saved."))
        return pages.done(request, title="Saved")
    return pages.render(request, "kit/form.html", {"form": form})


@dataclass
class Request:
    pk: int
    reference: str
    family: str
    status: str
    sent_on: date


def requests(count=120):
    states = ["new", "accepted", "declined"]
    start = date(2026, 3, 1)
    names = ["A. Khan", "B. Novak", "C. O’Brien", "=SUM(1)", "D. Smith"]
    return [
        Request(n, f"HRT-{n:04d}", names[n % 5], states[n % 3], start + timedelta(days=n % 40)) for n in range(count)
    ]


class Queue(Listing):
    columns = [
        Column("reference", _("Reference"), sort="reference", link=lambda r: "/record/"),
        Column("family", _("Family"), sort="family"),
        Column("status", _("Status"), cell=lambda r: r.status.title()),
        Column(
            "sent_on",
            _("Sent"),
            sort="sent_on",
            cell=lambda r: date_words(r.sent_on),
            csv=lambda r: r.sent_on.isoformat(),
        ),
        Column("pk", _("Waiting days"), sort="pk", number=True),
    ]
    filters = [
        TextFilter(
            "q", _("Search"), lambda rows, q: [r for r in rows if q.lower() in (r.reference + r.family).lower()]
        ),
        ChoiceFilter(
            "status",
            _("Status"),
            [("new", _("New")), ("accepted", _("Accepted")), ("declined", _("Declined"))],
            lambda rows, chosen: [r for r in rows if r.status in chosen],
            multiple=True,
        ),
        DateRangeFilter(
            "sent",
            _("Sent"),
            lambda rows, start, end: [
                r for r in rows if (not start or r.sent_on >= start) and (not end or r.sent_on < end)
            ],
        ),
    ]
    order = "reference"
    page_size = 25
    action = RowAction(lambda r: _("Open") if r.status == "new" else _("Look"), lambda r: "/record/")
    exports = "requests"
    empty = Empty(_("No requests yet"), _("When a family asks for support it shows here."), icon="heart")


EXPORTED: list[int] = []


def queue(request):
    return Queue(request, requests()).respond("kit/queue.html", on_export=EXPORTED.append)


def empty_queue(request):
    return Queue(request, []).respond("kit/queue.html", on_export=EXPORTED.append)


def record(request):
    return pages.render(request, "kit/record.html")


def confirm(request):
    if request.method == "POST":
        return HttpResponse("gone")
    return pages.confirm(
        request,
        title="Decline this request?",
        body="The family is told at once.",
        yes="Decline it",
        back="/queue/",
        danger=True,
    )


class Note(HearthForm):
    text = TextAreaField(_("Note"), required=_("Write the note"))
    secret = PasswordField(_("Password"), optional=True)


@keeps_typing("kit.note")
def keep(request):
    form = kept_form(request, Note)
    if request.method == "POST" and form.is_valid():
        forget_typing(request)
        return HttpResponse("saved")
    return pages.render(request, "kit/keep.html", {"form": form})


def missing(request):
    raise Http404


WAYS = [
    WayIn(_("Pregnant or a new baby"), "/find/", "baby", _("Midwives, feeding, sleep")),
    WayIn(_("Under 5"), "/find/", "under5", _("Play, talking, childcare")),
    WayIn(_("School age"), "/find/", "school", _("Clubs, worries, friendships")),
    WayIn(_("Teenager"), "/find/", "teen", _("Someone to talk to, things to do")),
    WayIn(_("Special needs (SEND)"), "/find/", "send", _("Advice, groups, your rights")),
    WayIn(_("Money, home and safety"), "/find/", "home", _("Bills, housing, feeling unsafe")),
]

HUBS = [
    HubCard(
        "Brackenfold Family Hub",
        "/hub/",
        "Mill Lane, Brackenfold ZZ1 2AB",
        "about 10 minutes’ walk (0.5 miles)",
        "Open today until 5pm",
        [("9:30am", "Baby massage", "/s/"), ("1pm", "Stay and play", "/s/")],
    ),
    HubCard(
        "Harrow Green Hub",
        "/hub/",
        "The Green, Harrow Green ZZ2 1AA",
        "2.1 miles",
        "Open today until 4pm",
        [("10am", "Midwife drop-in", "/s/")],
    ),
]

CARDS = [
    ResultCard(
        "Breastfeeding drop-in",
        "/s/",
        "Friendly help with feeding from trained volunteers. Bring your baby, no need to book.",
        "Up to 12 months",
        "Tuesday 3 March, 9:30am",
        "about 10 minutes’ walk (0.5 miles)",
        "Free",
        "In person, phone",
        "Confirmed 3 weeks ago",
        False,
        "Open",
        "open",
        1,
        "Milk and Kindness",
    ),
    ResultCard(
        "Talking Tots",
        "/s/",
        "A weekly group where children who are slow to talk sing, play and learn new words with you.",
        "2 to 4 years",
        "Thursday 5 March, 1pm",
        "2.1 miles",
        "£2",
        "In person",
        "Not confirmed since March",
        True,
        "Waiting about 4 weeks",
        "wait",
        2,
        "Brackenfold Council",
    ),
    ResultCard(
        "Parent helpline",
        "/s/",
        "Ring when it is too much. Somebody listens, day and night.",
        "Any age",
        cost="Free",
        how="Phone",
        freshness="Confirmed yesterday",
        capacity="Full",
        capacity_kind="full",
        number=3,
    ),
]

AREA = MapShape(
    [[(-2.20, 53.36), (-2.12, 53.35), (-2.06, 53.38), (-2.05, 53.43), (-2.13, 53.45), (-2.19, 53.42)]], "Brackenfold"
)
POINTS = [
    MapPoint(-2.15, 53.40, None, "Your postcode", "", "you"),
    MapPoint(-2.147, 53.403, 1, "Breastfeeding drop-in", "#result-1"),
    MapPoint(-2.147, 53.4031, 2, "Talking Tots", "#result-2"),
    MapPoint(-2.11, 53.39, None, "Brackenfold Family Hub", "/hub/", "hub"),
]


def home(request):
    examples = [
        (text, "/find/")
        for text in ("My baby won’t sleep", "Somewhere to play today", "Help with bills", "My teenager is anxious")
    ]
    return pages.render(
        request, "kit/home.html", {"ways": WAYS, "hubs": HUBS, "examples": examples, "today": clock.today()}
    )


def results(request):
    shown = {"cards": CARDS, "points": POINTS, "shapes": [AREA], "q": request.GET.get("q", "breastfeeding")}
    return pages.render(request, "kit/results.html", shown)

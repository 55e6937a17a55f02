"""What a member follows, what has changed of it, and what is new and changed in the whole directory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing
from hearth.core.words import ago_words
from hearth.directory.actions import follows as actions
from hearth.directory.follow_rules import rules
from hearth.directory.forms.staff_follows import FollowForm, HowForm
from hearth.directory.models import Alert, Follow, ListingNews, NewsKind, TellHow
from hearth.directory.queries import follows as queries
from hearth.directory.staff import news_words

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')


def _service_url(news: ListingNews) -> str:
    return reverse("directory:staff_service", args=[news.service_id])


def _name_cell(alert: Alert) -> Markup | str:
    name = alert.news.service.name
    return name if alert.read_at else Markup("{} {}").format(name, TAG.format("wait", _("New to you")))


class Alerts(Listing):
    """What a member has been told."""

    columns = [
        Column("service", gettext_lazy("Service"), cell=_name_cell, link=lambda alert: _service_url(alert.news)),
        Column("what", gettext_lazy("What has changed"), cell=lambda alert: news_words.news_words(alert.news)),
        Column("organisation", gettext_lazy("Organisation"), cell=lambda alert: alert.news.service.organisation.name),
        Column("when", gettext_lazy("When"), sort="news__created_at",
               cell=lambda alert: ago_words(alert.news.created_at)),
    ]  # fmt: skip
    filters = [
        ChoiceFilter(
            "unread",
            gettext_lazy("Show"),
            choices=[("yes", gettext_lazy("Only what is new to you"))],
            apply=lambda rows, _value: rows.filter(read_at__isnull=True),
        )
    ]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s piece of news", "%(n)s pieces of news", n))
    empty = Empty(
        gettext_lazy("Nothing has changed in what you follow"),
        gettext_lazy("Follow services that you send families to. When they change or close, it shows here."),
        icon="check",
    )


@staff("directory.follow")
@require_safe
def changed(request: MemberRequest) -> HttpResponse:
    """What has changed in what the reader follows."""
    page = Alerts(request, queries.alerts_of(request.actor))
    return page.respond("directory/staff/changed.html", {"unread": queries.unread(request.actor)})


@staff("directory.follow")
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """All of it has been seen."""
    actions.read_alerts(by=request.actor, now=clock.now())
    return redirect("directory:changed")


class News(Listing):
    """What has happened in the directory."""

    columns = [
        Column("service", gettext_lazy("Service"), sort="service__name", cell=lambda news: news.service.name,
               link=_service_url),
        Column("kind", gettext_lazy("What"), sort="kind",
               cell=lambda news: TAG.format(news_words.TAGS[NewsKind(news.kind)], news_words.kind_words(news.kind))),
        Column("what", gettext_lazy("What has changed"), cell=news_words.news_words),
        Column("organisation", gettext_lazy("Organisation"), sort="service__organisation__name",
               cell=lambda news: news.service.organisation.name),
        Column("when", gettext_lazy("When"), sort="created_at", cell=lambda news: ago_words(news.created_at)),
    ]  # fmt: skip
    filters = [
        ChoiceFilter("kind", gettext_lazy("What"), choices=list(news_words.KINDS.items()),
                     apply=lambda rows, value: rows.filter(kind=value)),
        ChoiceFilter("hub", gettext_lazy("Near the hub"),
                     choices=lambda: [(str(site.pk), site.name) for site in queries.hubs_to_follow()],
                     apply=lambda rows, value: queries.around_hub(rows, UUID(value))),
        ChoiceFilter("help", gettext_lazy("Kind of help"),
                     choices=lambda: [(str(term.pk), term.name) for term in queries.terms_to_follow()],
                     apply=lambda rows, value: queries.of_term(rows, UUID(value))),
    ]  # fmt: skip
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s piece of news", "%(n)s pieces of news", n))
    empty = Empty(
        gettext_lazy("Nothing new lately"),
        gettext_lazy("New services, changes and closures of the last 30 days show here."),
        icon="check",
    )


@staff("directory.follow")
@require_safe
def news(request: MemberRequest) -> HttpResponse:
    """What is new and changed in the directory."""
    page = News(request, queries.news(clock.now()))
    return page.respond("directory/staff/news.html", {"days": rules().shown.days})


@staff("directory.follow")
@require_safe
def following(request: MemberRequest) -> HttpResponse:
    """What the reader follows, how they hear of it, and what they might follow too."""
    return _following(request, HowForm(initial={"how": queries.how_told(request.actor).value}), FollowForm())


def _following(request: MemberRequest, how: HowForm, add: FollowForm) -> HttpResponse:
    rows = [(row, news_words.follow_words(row), _followed_url(row)) for row in queries.follows_of(request.actor)]
    shown: dict[str, Any] = {
        "follows": sorted(rows, key=lambda row: row[1].lower()),
        "suggestions": queries.suggestions_for(request.actor),
        "how": how,
        "add": add,
        "near_miles": round(rules().near_metres / 1609),
    }
    return pages.render(request, "directory/staff/following.html", shown)


def _followed_url(follow: Follow) -> str:
    if follow.service_id:
        return reverse("directory:staff_service", args=[follow.service_id])
    return reverse("directory:hub", args=[follow.site.slug]) if follow.site else ""


@staff("directory.follow")
@require_POST
def choose_how(request: MemberRequest) -> HttpResponse:
    """How to hear from now on."""
    form = HowForm(request.POST)
    if not form.is_valid():
        return _following(request, form, FollowForm())
    actions.choose_how(how=TellHow(form.cleaned_data["how"]), by=request.actor)
    pages.say(request, _("That is how you hear from now on."))
    return redirect("directory:following")


@staff("directory.follow")
@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """Follow a hub, or a kind of help near it."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        how = HowForm(initial={"how": queries.how_told(request.actor).value})
        return _following(request, how, form)
    sites = {str(site.pk): site for site in queries.hubs_to_follow()}
    terms = {str(term.pk): term for term in queries.terms_to_follow()}
    made = actions.follow_hub(
        site=sites[form.cleaned_data["hub"]],
        term=terms.get(form.cleaned_data["kind"]),
        by=request.actor,
        now=clock.now(),
    )
    pages.say(request, _("You follow: %(what)s.") % {"what": news_words.follow_words(made)})
    return redirect("directory:following")


@staff("directory.follow")
@require_POST
def stop(request: MemberRequest, follow_id: UUID) -> HttpResponse:
    """Follow it no longer."""
    found = queries.follows_of(request.actor).filter(pk=follow_id).first()
    if found is None:
        raise Http404
    actions.stop_following(follow_id=follow_id, by=request.actor)
    pages.say(request, _("You no longer follow: %(what)s.") % {"what": news_words.follow_words(found)})
    back = found.service_id if request.POST.get("back") == "service" else None
    return redirect("directory:staff_service", back) if back else redirect("directory:following")

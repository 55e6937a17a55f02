"""Systems of the organisation's own: which are told when a request moves, and how that goes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.access.guards import staff
from hearth.access.queries import name_of_colleague
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import list_words, when_words
from hearth.referrals import webhooks
from hearth.referrals.actions import api_keys
from hearth.referrals.actions import connecting as actions
from hearth.referrals.forms.staff_connections import KeyForm, WebhookForm
from hearth.referrals.models import ApiKey, DeliveryStatus, Webhook, WebhookDelivery
from hearth.referrals.queries import connections as queries
from hearth.referrals.staff import connection_words as words


class Deliveries(Listing):
    """What one system was told."""

    columns = [
        Column("when", lazy("When"), cell=lambda row: when_words(row.created_at), sort="created_at"),
        Column("kind", lazy("What"), cell=lambda row: row.kind),
        Column("reference", lazy("Reference"), cell=lambda row: row.reference),
        Column("went", lazy("How it went"), cell=words.went),
        Column("attempts", lazy("Tries"), sort="attempts", number=True),
    ]
    filters = [
        ChoiceFilter("status", lazy("How it went"), choices=DeliveryStatus.choices,
                     apply=lambda rows, value: rows.filter(status=value)),
    ]  # fmt: skip
    order = "-when"
    action = RowAction(
        lambda _row: _("Send again"),
        lambda row: (
            reverse("referrals:send_webhook_again", args=[row.pk])
            if row.status == DeliveryStatus.FAILED and row.kind != "test"
            else None
        ),
    )
    things = staticmethod(lambda count: ngettext("%(n)s event", "%(n)s events", count))
    empty = Empty(
        lazy("Nothing was told yet"), lazy("Each move of a request shows here, once it is told."), icon="globe"
    )


@staff("referrals.connect")
@require_safe
def connections(request: MemberRequest) -> HttpResponse:
    """All systems of the organisation."""
    return _page(request, WebhookForm())


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Connect one; its secret is shown this once."""
    if request.method != "POST":
        return redirect("referrals:connections")
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_webhook(address=form.cleaned_data["address"], by=request.actor)
        except actions.CannotTell as problem:
            form.add_error("address", str(problem))
        except actions.AlreadyThere:
            form.add_error("address", _("This address is told already"))
        except actions.TooMany:
            form.add_error("address", _("There are too many addresses. Ask us before you connect another"))
        else:
            return _secret(request, made)
    return _page(request, form)


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def add_key(request: MemberRequest) -> HttpResponse:
    """Make a key; its token is shown this once."""
    if request.method != "POST":
        return redirect("referrals:connections")
    form = KeyForm(request.POST)
    if form.is_valid():
        made, token = api_keys.make_key(
            name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"], by=request.actor
        )
        return pages.render(request, "referrals/staff/connections/key.html", {"key": made, "token": token})
    return _page(request, WebhookForm(), form)


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def end_key(request: MemberRequest, key_id: UUID) -> HttpResponse:
    """Let a key open nothing more, once asked."""
    key: ApiKey | None = queries.keys_of(request.actor).filter(pk=key_id).first()
    if key is None:
        raise Http404
    if request.method == "POST":
        api_keys.end_key(key_id=key.pk, by=request.actor, now=clock.now())
        pages.say(request, _("The key of %(name)s opens nothing any more.") % {"name": key.name})
        return redirect("referrals:connections")
    return pages.confirm(
        request,
        title=_("End the key of %(name)s?") % {"name": key.name},
        body=_("The system sends and reads nothing from that moment. What it sent stays."),
        yes=_("Yes, end it"),
        back=reverse("referrals:connections"),
        danger=True,
    )


@staff("referrals.connect")
@require_safe
def webhook(request: MemberRequest, webhook_id: UUID) -> HttpResponse:
    """One system, and what it was told."""
    found = _found(request, webhook_id)
    page = Deliveries(request, queries.deliveries_of(found))
    return page.respond(
        "referrals/staff/connections/webhook.html", {"webhook": found, "standing": words.standing(found)}
    )


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def renew_secret(request: MemberRequest, webhook_id: UUID) -> HttpResponse:
    """A new secret, once asked; the old one ends at that moment."""
    found = _found(request, webhook_id)
    if request.method == "POST":
        return _secret(request, actions.renew_secret(webhook_id=found.pk, by=request.actor))
    return pages.confirm(
        request,
        title=_("Make a new secret?"),
        body=_("What we send is signed with the new one from that moment. Your system refuses it until it knows it."),
        yes=_("Yes, make a new one"),
        back=reverse("referrals:webhook", args=[found.pk]),
    )


@staff("referrals.connect")
@require_POST
def try_out(request: MemberRequest, webhook_id: UUID) -> HttpResponse:
    """Send an event that says nothing."""
    found = _found(request, webhook_id)
    actions.try_out(webhook_id=found.pk, by=request.actor, now=clock.now())
    pages.say(request, _("A test is on its way. Look again in a moment."))
    return redirect("referrals:webhook", found.pk)


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: MemberRequest, webhook_id: UUID) -> HttpResponse:
    """Tell it nothing more, once asked."""
    found = _found(request, webhook_id)
    if request.method == "POST":
        actions.set_active(webhook_id=found.pk, active=False, by=request.actor)
        pages.say(request, _("It is told nothing more."))
        return redirect("referrals:webhook", found.pk)
    return pages.confirm(
        request,
        title=_("Stop telling this system?"),
        body=_("What moves meanwhile is not told to it later."),
        yes=_("Yes, stop"),
        back=reverse("referrals:webhook", args=[found.pk]),
    )


@staff("referrals.connect")
@require_POST
def start(request: MemberRequest, webhook_id: UUID) -> HttpResponse:
    """Tell it again."""
    found = _found(request, webhook_id)
    actions.set_active(webhook_id=found.pk, active=True, by=request.actor)
    pages.say(request, _("It is told again from now on."))
    return redirect("referrals:webhook", found.pk)


@staff("referrals.connect")
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: MemberRequest, delivery_id: UUID) -> HttpResponse:
    """Send one again that was given up."""
    found = queries.delivery_of(request.actor, delivery_id)
    if found is None:
        raise Http404
    back = reverse("referrals:webhook", args=[found.webhook_id])
    if request.method == "POST":
        actions.send_again(delivery_id=found.pk, by=request.actor, now=clock.now())
        pages.say(request, _("It is sent again."))
        return redirect(back)
    return pages.confirm(
        request,
        title=_("Send this again?"),
        body=_("Your system may have it already: its number is the same, so that it can tell."),
        yes=_("Yes, send it again"),
        back=back,
    )


def _found(request: MemberRequest, webhook_id: UUID) -> Webhook:
    found = queries.webhook_of(request.actor, webhook_id)
    if found is None:
        raise Http404
    return found


def _page(request: MemberRequest, form: WebhookForm, key_form: KeyForm | None = None) -> HttpResponse:
    last = queries.last_deliveries(request.actor)
    rows: list[tuple[Webhook, str, WebhookDelivery | None, str]] = []
    for one in queries.webhooks_of(request.actor):
        newest = last.get(one.pk)
        rows.append((one, words.standing(one), newest, words.went(newest) if newest else ""))
    names = {"send": _("send"), "read": _("read")}
    keys = [
        (
            key,
            list_words([names.get(scope, scope) for scope in key.scopes]),
            name_of_colleague(request.actor, key.user_id),
        )
        for key in queries.keys_of(request.actor)
    ]
    shown = {"webhooks": rows, "form": form, "keys": keys, "key_form": key_form or KeyForm(), "bound": key_form or form}
    return pages.render(request, "referrals/staff/connections/all.html", shown)


def _secret(request: MemberRequest, made: Webhook) -> HttpResponse:
    shown = {"webhook": made, "secret": webhooks.secret_of(made)}
    return pages.render(request, "referrals/staff/connections/secret.html", shown)

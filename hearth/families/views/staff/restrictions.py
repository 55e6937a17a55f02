"""Records that are kept for named colleagues: which, why, and who may see them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import colleagues_visible_to
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import date_words, list_words
from hearth.families import actions, queries, trust
from hearth.families.forms.staff_trust import ReadersForm, RestrictForm
from hearth.families.models import Restriction
from hearth.families.queries.restrictions import restrictions_of


def _colleagues(request: MemberRequest) -> list[tuple[str, str]]:
    rows = colleagues_visible_to(request.actor).filter(is_active=True).order_by("user__name")
    return [(str(row.user_id), row.user.name) for row in rows]


@staff("families.restrict")
@require_safe
def restrictions(request: MemberRequest) -> HttpResponse:
    """Those of the organisation. It names nobody who is kept: whoever may see the person finds them."""
    rows = [
        {
            "restriction": row,
            "reason": trust.words("restrictions", row.reason),
            "since": date_words(row.created_at, weekday=False),
            "review": date_words(row.review_on, weekday=False),
            "readers": list_words(sorted(reader.user.name for reader in row.readers.all())),
        }
        for row in restrictions_of(request.actor)
    ]
    return pages.render(request, "families/staff/restrictions.html", {"rows": rows})


@staff("families.restrict")
def restrict(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Keep a person's record for named colleagues."""
    if queries.person_of(request.actor, record_id, today=clock.today()) is None:
        raise Http404
    form = RestrictForm(request.POST if request.method == "POST" else None, colleagues=_colleagues(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.restrict(
                record_id=record_id,
                reason=given["reason"],
                words=given["words"],
                reader_ids=form.reader_ids(),
                review_on=given["review_on"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.RestrictionRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("trust:restrictions"))
        pages.say(request, _("From now on only the named colleagues see this person."))
        return redirect("trust:restrictions")
    return _form(request, form, _("Keep this record for named colleagues"), _("Keep it for them"))


@staff("families.restrict")
def readers(request: MemberRequest, restriction_id: UUID) -> HttpResponse:
    """Say anew who may see it."""
    kept = _own(request, restriction_id)
    named = [str(reader.user_id) for reader in kept.readers.all()]
    form = ReadersForm(
        request.POST if request.method == "POST" else None, colleagues=_colleagues(request), initial={"readers": named}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_readers(
                restriction_id=kept.pk, reader_ids=form.reader_ids(), by=request.actor, now=clock.now()
            )
        except actions.RestrictionRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("trust:restrictions"))
        pages.say(request, _("Saved. It counts from now on."))
        return redirect("trust:restrictions")
    return _form(request, form, _("Who may see this record?"), _("Save"))


@staff("families.restrict")
def end(request: MemberRequest, restriction_id: UUID) -> HttpResponse:
    """Let everybody see it again who otherwise may."""
    kept = _own(request, restriction_id)
    back = reverse("trust:restrictions")
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("End the restriction?"),
            body=_("Everybody whose work allows it will find this person again."),
            yes=_("End it"),
            back=back,
            danger=True,
        )
    try:
        actions.end_restriction(restriction_id=kept.pk, by=request.actor, now=clock.now())
    except actions.RestrictionRefused as refused:
        return pages.conflict(request, str(refused), back=back)
    pages.say(request, _("The restriction has ended."))
    return redirect(back)


def _own(request: MemberRequest, restriction_id: UUID) -> Restriction:
    found = restrictions_of(request.actor).filter(pk=restriction_id).first()
    if found is None:
        raise Http404
    return found


def _form(request: MemberRequest, form: RestrictForm, heading: str, button: str) -> HttpResponse:
    return pages.render(
        request,
        "families/staff/restrict.html",
        {"form": form, "heading": heading, "button": button, "back": reverse("trust:restrictions")},
    )

"""Records that are kept for named colleagues: which, why, and who may see them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import colleagues_visible_to
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import date_words, list_words
from hearth.families import actions, queries, trust
from hearth.families.forms.staff_trust import ReadersForm, RestrictForm
from hearth.families.models import Restriction, RestrictionKind
from hearth.families.queries.restrictions import restrictions_of, whom_they_keep
from hearth.families.staff import registering as shown
from hearth.families.staff.person import source_words

DONE = {
    RestrictionKind.RESTRICTED: gettext_lazy("From now on only the named colleagues see this person."),
    RestrictionKind.PROTECTED_ADDRESS: gettext_lazy("From now on nobody is shown where they live."),
    RestrictionKind.SEALED_IDENTITY: gettext_lazy("From now on only the named colleagues see that record."),
}


def _colleagues(request: MemberRequest) -> list[tuple[str, str]]:
    rows = colleagues_visible_to(request.actor).filter(is_active=True).order_by("user__name")
    return [(str(row.user_id), row.user.name) for row in rows]


@staff("families.restrict")
@require_safe
def restrictions(request: MemberRequest) -> HttpResponse:
    """Those of the organisation. Who is kept is named to those who may see them, and to nobody else."""
    found, today = list(restrictions_of(request.actor)), clock.today()
    people = whom_they_keep(request.actor, found, today=today)
    rows = [
        {
            "restriction": row,
            "what": row.get_kind_display(),
            "whom": shown.name_of(people[row.source_record_id]) if row.source_record_id in people else "",
            "reason": trust.words("restrictions", row.reason),
            "since": date_words(row.created_at, weekday=False),
            "review": date_words(row.review_on, weekday=False),
            "is_due": row.review_on is not None and row.review_on <= today,
            "names_nobody": row.kind == RestrictionKind.PROTECTED_ADDRESS,
            "readers": list_words(sorted(reader.user.name for reader in row.readers.all())),
        }
        for row in found
    ]
    return pages.render(request, "families/staff/restrictions.html", {"rows": rows})


@staff("families.restrict")
def restrict(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Keep a person, their address or one record of theirs for named colleagues."""
    today = clock.today()
    person = queries.person_of(request.actor, record_id, today=today)
    if person is None:
        raise Http404
    records = list(queries.records_of(request.actor, [person], today=today))
    form = RestrictForm(
        request.POST if request.method == "POST" else None,
        colleagues=_colleagues(request),
        records=[(str(row.pk), f"{shown.name_of(row)}, {source_words(row)}") for row in records],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.restrict(
                record_id=UUID(given["record"]) if given["record"] else record_id,
                kind=RestrictionKind(given["kind"]),
                reason=given["reason"],
                words=given["words"],
                reader_ids=form.reader_ids(),
                review_on=given["review_on"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.KeptAlready as kept:
            form.add_error("kind", str(kept))
        except actions.RestrictionRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("trust:restrictions"))
        else:
            pages.say(request, DONE[RestrictionKind(given["kind"])])
            return redirect("trust:restrictions")
    back = reverse("people:person", args=[person]) if request.may("families.view") else reverse("trust:restrictions")
    return _form(request, form, _("Keep something of this person for named colleagues"), _("Keep it"), back)


@staff("families.restrict")
def readers(request: MemberRequest, restriction_id: UUID) -> HttpResponse:
    """Say anew who may see it, and when to look at it again."""
    kept = _own(request, restriction_id)
    names_nobody = kept.kind == RestrictionKind.PROTECTED_ADDRESS
    # A day that has come is asked for anew.
    is_ahead = kept.review_on is not None and kept.review_on > clock.today()
    form = ReadersForm(
        request.POST if request.method == "POST" else None,
        colleagues=_colleagues(request),
        names_nobody=names_nobody,
        initial={
            "readers": [str(reader.user_id) for reader in kept.readers.all()],
            "review_on": kept.review_on if is_ahead else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_readers(
                restriction_id=kept.pk,
                reader_ids=form.reader_ids(),
                review_on=form.cleaned_data["review_on"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.RestrictionRefused as refused:
            return pages.conflict(request, str(refused), back=reverse("trust:restrictions"))
        pages.say(request, _("Saved. It counts from now on."))
        return redirect("trust:restrictions")
    heading = _("When do you look at it again?") if names_nobody else _("Who may see this record?")
    return _form(request, form, heading, _("Save"), reverse("trust:restrictions"))


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


def _form(
    request: MemberRequest, form: RestrictForm | ReadersForm, heading: str, button: str, back: str
) -> HttpResponse:
    return pages.render(
        request,
        "families/staff/restrict.html",
        {"form": form, "heading": heading, "button": button, "back": back},
    )

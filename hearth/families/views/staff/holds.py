"""Legal holds: what is held from destruction, putting one, looking at it again, lifting it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages, references
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.families import retention
from hearth.families.actions import retention as actions
from hearth.families.forms.staff_retention import HoldForm, HoldOnForm, LiftForm
from hearth.families.queries import retention as queries
from hearth.families.views.staff.retention import ANSWER, tabs


@staff(ANSWER)
@require_safe
def holds(request: MemberRequest) -> HttpResponse:
    """What is held, what to look at again first."""
    reasons = dict(retention.hold_reasons())
    rows = [
        (row, reasons.get(row.reason, row.reason), row.lifted_at is None and row.review_on <= clock.today())
        for row in queries.holds_visible_to(request.actor).order_by("lifted_at", "review_on")
    ]
    shown = {
        "standing": [one for one in rows if one[0].lifted_at is None],
        "lifted": [one for one in rows if one[0].lifted_at is not None],
        "tabs": tabs("holds"),
    }
    return pages.render(request, "families/staff/retention_holds.html", shown)


@staff(ANSWER)
@keeps_typing("families.hold")
def put_hold(request: MemberRequest) -> HttpResponse:
    """Hold what a reference leads to."""
    form = kept_form(request, HoldForm)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        on = queries.named(references.tidy_reference(said.pop("reference")))
        if on is None:
            form.add_error("reference", _("There is no registration or request with this reference. Check it"))
        else:
            try:
                actions.put_hold(on=on, **said, by=request.actor, now=clock.now())
            except actions.RetentionRefused as refused:
                form.add_error(None, str(refused))
            else:
                forget_typing(request)
                pages.say(request, _("It is held: nothing of it is destroyed until the hold is lifted."))
                return redirect("retention:holds")
    shown = {
        "form": form,
        "heading": _("Put something on hold"),
        "button": _("Hold it"),
        "back": reverse("retention:holds"),
    }
    return pages.render(request, "families/staff/copy_form.html", shown)


@staff(ANSWER)
def review_hold(request: MemberRequest, hold_id: UUID) -> HttpResponse:
    """Whether a hold is still needed: until when, or lift it."""
    found = queries.holds_visible_to(request.actor).filter(pk=hold_id).first()
    if found is None:
        raise Http404
    form = HoldOnForm(request.POST if request.method == "POST" else None)
    back = reverse("retention:holds")
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold_on(hold_id=found.pk, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.RetentionRefused as refused:
            form.add_error("review_on", str(refused))
        else:
            pages.say(request, _("It stays held, and stands on Today again on that day."))
            return redirect(back)
    shown = {
        "hold": found,
        "reason": dict(retention.hold_reasons()).get(found.reason, found.reason),
        "form": form,
        "back": back,
    }
    return pages.render(request, "families/staff/retention_hold.html", shown)


@staff(ANSWER)
@keeps_typing("families.lift_hold")
def lift_hold(request: MemberRequest, hold_id: UUID) -> HttpResponse:
    """It may be destroyed again when it is due."""
    found = queries.holds_visible_to(request.actor).filter(pk=hold_id).first()
    if found is None:
        raise Http404
    form = kept_form(request, LiftForm)
    back = reverse("retention:holds")
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_hold(hold_id=found.pk, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.RetentionRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        pages.say(request, _("The hold is lifted."))
        return redirect(back)
    heading = _("Lift the hold on %(what)s") % {"what": found.label}
    shown = {"form": form, "heading": heading, "button": _("Lift it"), "back": back}
    return pages.render(request, "families/staff/copy_form.html", shown)

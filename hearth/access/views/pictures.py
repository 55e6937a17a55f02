"""A member's picture of themself: give it, look at it, take it back; a colleague's, for who looks after accounts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access import actions, portraits, queries
from hearth.access.forms import PictureForm, field_error
from hearth.access.guards import signed_in, staff
from hearth.access.models import Membership, Portrait
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages


def shown(portrait: Portrait | None) -> HttpResponse:
    """The picture by itself, which we drew ourselves. 404 where there is none."""
    if portrait is None:
        raise Http404
    response = HttpResponse(bytes(portrait.content), content_type=portraits.KEPT_TYPE)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@signed_in
def picture(request: MemberRequest) -> HttpResponse:
    """Give a picture of oneself, or another one."""
    files = request.FILES if request.method == "POST" else None
    kept = queries.own_picture(request.user)
    form = PictureForm(
        request.POST if request.method == "POST" else None, files, initial={"words": kept.words if kept else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_picture(
                user=request.user,
                content=form.cleaned_data["picture"].read(),
                words=form.cleaned_data["words"],
                by=request.actor,
                now=clock.now(),
            )
        except portraits.NotTaken as refused:
            field_error(form, "picture", str(refused.words))
        else:
            pages.say(request, _("Families that you work with see your picture now."))
            return redirect("access:account")
    return pages.render(request, "access/picture.html", {"form": form, "back": reverse("access:account")})


@signed_in
@require_safe
def own_picture(request: MemberRequest) -> HttpResponse:
    """One's own, as families see it."""
    return shown(queries.own_picture(request.user, whole=True))


@signed_in
def take_back(request: MemberRequest) -> HttpResponse:
    """Delete one's own, after asking once."""
    back = reverse("access:account")
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take your picture back?"),
            body=_("It is deleted, and no family sees it from now on. You can give one again at any time."),
            yes=_("Take it back"),
            back=back,
        )
    actions.take_picture_back(user=request.user, by=request.actor)
    pages.say(request, _("Your picture is deleted."))
    return redirect(back)


def picture_of(request: MemberRequest, membership: Membership) -> Portrait | None:
    """A colleague's without its content, for whoever looks after accounts."""
    if not request.may("access.manage"):
        return None
    return queries.pictures_of_colleagues(request.actor).filter(user=membership.user_id).defer("content").first()


@staff("access.manage")
@require_safe
def member_picture(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """A colleague's, as families see it."""
    membership = _membership(request, membership_id)
    return shown(queries.pictures_of_colleagues(request.actor).filter(user=membership.user_id).first())


@staff("access.manage")
def remove_picture(request: MemberRequest, membership_id: UUID) -> HttpResponse:
    """Delete a colleague's, after asking once."""
    membership = _membership(request, membership_id)
    back = reverse("access:member", args=[membership.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Take away the picture of %(name)s?") % {"name": membership.user.name},
            body=_("It is deleted. Tell them why: they can give another one."),
            yes=_("Take it away"),
            back=back,
            danger=True,
        )
    actions.remove_picture(membership=membership, by=request.actor)
    pages.say(request, _("The picture of %(name)s is deleted.") % {"name": membership.user.name})
    return redirect(back)


def _membership(request: MemberRequest, membership_id: UUID) -> Membership:
    found = queries.colleagues_visible_to(request.actor).filter(pk=membership_id).first()
    if found is None:
        raise Http404
    return found

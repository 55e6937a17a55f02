"""What a guest does: refers, and sees what they sent, with every step. Nothing of anybody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import guest
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.flow.views import start as start_flow
from hearth.core.words import ago_words, date_words
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.forms import staff as forms
from hearth.referrals.models import Referral
from hearth.referrals.queries.before import before_one
from hearth.referrals.staff import documents, referring, summary
from hearth.referrals.views.staff.scope import actor_of, sent
from hearth.referrals.views.staff.sent_record import reminder_context, sender_context

LAYOUT = "core/page.html"
GUEST_PAGES = {
    "answer": "referrals:guest_answer",
    "settle": "referrals:guest_settle",
    "withdraw": "referrals:guest_withdraw",
    "reopen": "referrals:guest_reopen",
}


class AskAsGuest(referring.ReferFamily):
    """A guest asks a service for a family."""

    kind = "referrals.guest_send"
    url_name = "referrals:guest_send"
    record_url_name = "referrals:guest_record"

    def back_from_first(self, answers: object) -> str:
        return reverse("referrals:pathway", args=[self.service.pk]) if self.service else ""


@guest
def send(request: HttpRequest) -> HttpResponse:
    """Begin to ask the service of `?service=`; with `?like=`, for the family of an earlier one."""
    wanted = request.GET.get("service", "")
    service = queries.service_to_ask(wanted) if wanted else None
    if service is None and request.GET.get("like"):
        earlier = sent(request, request.GET["like"])
        context = referring.to_choose_from(request, ("like", earlier.reference)) | {
            "layout": LAYOUT,
            "send_url": reverse("referrals:guest_send"),
            "back_url": reverse("referrals:guest_record", args=[earlier.reference]),
        }
        return pages.render(request, "referrals/staff/choose_service.html", context)
    if service is None:
        written = referring.written_to(request, AskAsGuest)
        return start_flow(AskAsGuest(request)) if written else redirect("referrals:pathways")
    if not queries.takes_requests(service) or not before_one(service, now=clock.now()).takes_guests:
        pages.say(request, _("%(service)s takes no referrals from guests. Ring them.") % {"service": service.name})
        return redirect("referrals:pathways")
    if request.GET.get("like"):
        referring.begin_like(request, AskAsGuest, service, sent(request, request.GET["like"]))
        return redirect("referrals:guest_send")
    return start_flow(AskAsGuest(request))


@guest
@require_POST
def forget_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was begun and not sent."""
    referring.forget_draft(request, AskAsGuest)
    pages.say(request, _("What you had begun is deleted."))
    return redirect("referrals:guest_sent")


@guest
@require_safe
def sent_list(request: HttpRequest) -> HttpResponse:
    """What they sent, newest news first."""
    found = queries.for_list(queries.sent_by(actor_of(request))).order_by("-state_at")[:200]
    written = referring.written_to(request, AskAsGuest)
    due = queries.reminded_of(queries.sent_by(actor_of(request)), actor_of(request), clock.today())
    reminded = {one.referral_id: date_words(one.on) for one in due}
    context = {
        "guest": request.guest,  # type: ignore[attr-defined]
        "rows": [_row(row, reminded) for row in found],
        "written": {"service": written[0].name, "ago": ago_words(written[1])} if written else None,
    }
    actions.record_export(what="sent_listed", count=len(context["rows"]), by=actor_of(request), kind=EntryKind.VIEW)
    return pages.render(request, "referrals/guest_sent.html", context)


def _row(row: Referral, reminded: dict[UUID, str]) -> dict[str, object]:
    due, late = summary.due_words(row, for_sender=True)
    return {
        "referral": row,
        "href": reverse("referrals:guest_record", args=[row.reference]),
        "tag": summary.state_tag(row),
        "news": ago_words(row.state_at),
        "due": due,
        "late": late,
        "reminded": reminded.get(row.pk, ""),
    }


@guest
@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """One: every step, what was answered, what comes next."""
    referral = sent(request, reference)
    actions.record_view(referral=referral, by=actor_of(request))
    context = sender_context(request, referral, pages_of_moves=GUEST_PAGES, document_url="referrals:guest_document")
    is_open = bool(context["is_open"])
    context |= {
        "layout": LAYOUT,
        "back_url": reverse("referrals:guest_sent"),
        "why": _("You see this because you sent it."),
        "add_url": reverse("referrals:guest_documents", args=[referral.reference]) if is_open else "",
        "ask_url": reverse("referrals:guest_send"),
        **reminder_context(request, referral, "referrals:guest_remind_me", "referrals:guest_remind_no_more"),
        "again_url": f"{reverse('referrals:guest_send')}?like={referral.reference}",
    }
    return pages.render(request, "referrals/staff/sent_record.html", context)


@guest
def add_document(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a document to it, or take one away."""
    referral = sent(request, reference)
    back = reverse("referrals:guest_record", args=[referral.reference])
    return documents.page(
        request, referral, actor_of(request), back=back, layout=LAYOUT, url_name="referrals:guest_document"
    )


@guest
@require_safe
def document(request: HttpRequest, reference: str, attachment_id: UUID) -> HttpResponse:
    """A document of it."""
    return documents.handed_out(sent(request, reference), attachment_id, actor_of(request))


@guest
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it back."""
    referral = sent(request, reference)
    back = reverse("referrals:guest_record", args=[referral.reference])
    form = forms.WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(referral=referral, by=actor_of(request), now=clock.now(), words=form.cleaned_data["words"])
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        pages.say(request, _("It is taken back."))
        return redirect(back)
    context = {"form": form, "referral": referral, "back_url": back, "layout": LAYOUT}
    return pages.render(request, "referrals/staff/withdraw.html", context)

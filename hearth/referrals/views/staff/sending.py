"""Asking for a family: a professional's referral; and taking back what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.access.guards import staff
from hearth.core import clock, drafts, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.flow import Answers, FlowRefused, Group, Step
from hearth.core.flow.views import start as start_flow
from hearth.families.actions import Person
from hearth.referrals import actions, flows, queries
from hearth.referrals.actions import AlreadyMoved, Asked, NotAccepting
from hearth.referrals.forms import public as public_forms
from hearth.referrals.forms import staff as forms
from hearth.referrals.models import PersonRole
from hearth.referrals.views.staff.scope import actor_of, sent


class AskForFamily(flows.ServiceFlow):
    """A professional asks a service for a family. Grouped short pages: staff fill in more at once."""

    kind = "referrals.send"
    url_name = "referrals:send"
    layout = "core/staff.html"
    title = lazy("Ask for a family")
    send_words = lazy("Send it")
    before_send = lazy("You get a receipt now, and hear of every step until there is an outcome.")
    steps = [
        Step("family", forms.FamilyForm, title=lazy("Who is it for?")),
        Group(
            "children",
            title=lazy("The children"),
            one=lazy("Child"),
            add=lazy("Is it about another child too?"),
            maximum=12,
            steps=[Step("child", public_forms.ChildForm, title=lazy("Which child?"))],
            describe=flows.describe_child,
            when=lambda a: a["family"]["relation"] != "self",
        ),
        Step("need", forms.NeedForm, title=lazy("What would help?")),
        Step("contact", forms.StaffContactForm),
        Step("times", public_forms.TimesForm, title=lazy("When is it safe to contact them?"),
             when=lambda a: a["contact"]["how"] != "none"),
        Step("knows", forms.KnowsForm, title=lazy("What the family knows")),
    ]  # fmt: skip

    def done(self, *, request: HttpRequest, answers: Answers, key: UUID) -> str:
        service = queries.service_to_ask(answers.start.get("service", ""))
        if service is None:
            raise FlowRefused(flows.NOT_TAKING, step="family")
        try:
            sending = actions.send(
                service=service, asked=self.asked(answers), sent_key=key, by=actor_of(request), now=clock.now()
            )
        except NotAccepting:
            raise FlowRefused(flows.NOT_TAKING, step="family") from None
        pages.say(request, _("Sent. You hear of every step by email, and see it here."))
        return reverse("referrals:sent_record", args=[sending.referral.reference])

    @staticmethod
    def asked(answers: Answers) -> Asked:
        """The answers as what is sent."""
        said, need, knows = answers["family"], answers["need"], answers["knows"]
        language = said["language"]
        contact = flows.contact_as_said(answers["contact"], answers.get("times"), flows.message_language(language))
        lsoa_code = queries.lsoa_of(said["postcode"])
        parent = Person(
            given_name=said["given_name"],
            family_name=said["family_name"],
            relation=said["relation"],
            phone=contact.phone,
            email=contact.email,
            postcode=said["postcode"],
            lsoa_code=lsoa_code,
            language=language,
            needs_interpreter=said["needs_interpreter"],
        )
        people = [(PersonRole.PARENT, parent)]
        people += [(PersonRole.CHILD, flows.child_as_said(child)) for child in answers.get("children", [])]
        return Asked(
            people=people,
            what_help=need["what_help"],
            what_tried=need["what_tried"],
            what_better=need["what_better"],
            contact=contact,
            language=language,
            lsoa_code=lsoa_code,
            lawful_basis=knows["lawful_basis"],
            family_knows=knows["family_knows"],
            family_knows_why_not=knows["why_not"] or "",
        )

    def sections(self, reading: Any) -> list[dict[str, Any]]:
        """With a word above the answers when the organisation already has a request open there for them."""
        found = super().sections(reading)
        answers = reading.answers
        contact = answers.get("contact") or {}
        if self.service is not None and queries.live_to_service(
            actor=actor_of(self.request),
            service_id=self.service.pk,
            phone=contact.get("mobile") or contact.get("phone") or "",
            email=contact.get("email") or "",
        ):
            warning = _("Your organisation already has a request open there with this phone number or email address. "
                        "Send another only if it is for something else.")  # fmt: skip
            found.insert(0, {"title": _("There is one already"), "rows": [
                {"key": {"text": _("Before you send")}, "value": {"text": warning}}
            ]})  # fmt: skip
        return found


@staff("referrals.send")
def send(request: HttpRequest) -> HttpResponse:
    """Begin to ask the service of `?service=` for a family."""
    wanted = request.GET.get("service", "")
    service = queries.service_to_ask(wanted) if wanted else None
    if service is None:
        with drafts.holding(request):
            if not wanted and drafts.find(request, AskForFamily.kind) is not None:
                return start_flow(AskForFamily(request))
        return pages.render(request, "referrals/staff/choose_service.html", _found(request))
    if not queries.takes_requests(service):
        pages.say(request, _("%(service)s takes no requests here. Ring them.") % {"service": service.name}, "important")
        return redirect("referrals:send")
    return start_flow(AskForFamily(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()
    found = queries.suggestions(words, chosen="", other_than=None) if words else []
    return {"words": words, "services": [(service, queries.takes_requests(service)) for service in found]}


@staff("referrals.send")
@keeps_typing("referrals.withdraw")
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what the organisation sent."""
    referral = sent(request, reference)
    back = reverse("referrals:sent_record", args=[referral.reference])
    form = kept_form(request, forms.WordsForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(referral=referral, by=actor_of(request), now=clock.now(), words=form.cleaned_data["words"])
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        forget_typing(request)
        pages.say(request, _("It is taken back."))
        return redirect(back)
    return pages.render(
        request, "referrals/staff/withdraw.html", {"form": form, "referral": referral, "back_url": back}
    )


@staff("referrals.send")
@keeps_typing("referrals.mark_in_error")
def mark_in_error(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it should never have been sent."""
    referral = sent(request, reference)
    back = reverse("referrals:sent_record", args=[referral.reference])
    form = kept_form(request, forms.MistakeForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_in_error(
                referral=referral, by=actor_of(request), now=clock.now(), reason=form.cleaned_data["reason"]
            )
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        forget_typing(request)
        pages.say(request, _("It is marked as sent by mistake, and the service no longer sees it."))
        return redirect("referrals:sent")
    return pages.render(request, "referrals/staff/mistake.html", {"form": form, "referral": referral, "back_url": back})

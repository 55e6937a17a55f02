"""Addresses. A family's carry neither reference nor code; staff's are `/referrals/<reference>/<verb>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearth.access.guards import family, staff
from hearth.core.flow import flow_urls
from hearth.referrals.flows import AskForSupport
from hearth.referrals.views import public
from hearth.referrals.views.staff import decisions, how, queue, record, sending

app_name = "referrals"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ask/", public.ask, name="ask"),
    path("ask/sent/", public.asked, name="asked"),
    path("ask/", include(flow_urls(AskForSupport, name="ask", guard=family)[1:])),
    path("follow/", public.follow, name="follow"),
    path("follow/request/", public.followed, name="followed"),
    path("follow/withdraw/", public.withdraw, name="withdraw"),
    path("follow/contact/", public.contact, name="contact"),
    path("follow/new-code/", public.new_code, name="new_code"),
    path("follow/leave/", public.leave, name="leave"),
    path("referrals/", queue.queue, name="queue"),
    path("referrals/how/", how.how, name="how"),
    path("referrals/send/", sending.send, name="send"),
    path("referrals/send/", include(flow_urls(sending.AskForFamily, name="send", guard=staff("referrals.send"))[1:])),
    path("referrals/sent/", queue.sent, name="sent"),
    path("referrals/sent/<str:reference>/", record.sent_record, name="sent_record"),
    path("referrals/sent/<str:reference>/withdraw/", sending.withdraw, name="withdraw_sent"),
    path("referrals/sent/<str:reference>/mark-in-error/", sending.mark_in_error, name="mark_in_error"),
    path("referrals/<str:reference>/", record.record, name="record"),
    path("referrals/<str:reference>/open/", decisions.open, name="open"),
    path("referrals/<str:reference>/accept/", decisions.accept, name="accept"),
    path("referrals/<str:reference>/decline/", decisions.decline, name="decline"),
    path("referrals/<str:reference>/start/", decisions.start, name="start"),
    path("referrals/<str:reference>/complete/", decisions.complete, name="complete"),
]

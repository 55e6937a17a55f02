"""Addresses of the page kit's tests: a flow, a list, a confirmation and sample pages of every kind."""

from django.urls import include, path

from hearth.core.flow import flow_urls
from hearth.core.tests import kit_pages

referral_pages = [
    *flow_urls(kit_pages.AskForHelp, name="ask", guard=kit_pages.open_to_all),
    path("sent/thanks/", kit_pages.sent, name="sent"),
]

urlpatterns = [
    path("", kit_pages.home, name="home"),
    path("ask/", include((referral_pages, "kit"))),
    path("find/", kit_pages.results),
    path("form/", kit_pages.every_field),
    path("queue/", kit_pages.queue),
    path("record/", kit_pages.record),
    path("empty/", kit_pages.empty_queue),
    path("confirm/", kit_pages.confirm),
    path("keep/", kit_pages.keep),
    path("missing/", kit_pages.missing),
]

handler404 = "hearth.core.errors.not_found"
handler500 = "hearth.core.errors.server_error"

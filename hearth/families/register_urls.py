"""Addresses of registration. A family's carry nothing of it; the desk's name a registration by its id."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearth.access.guards import family
from hearth.core.flow import flow_urls
from hearth.families.registering import RegisterFamily
from hearth.families.views import kiosk, posters, registering
from hearth.families.views.staff import counting, paper_codes
from hearth.families.views.staff import posters as staff_posters
from hearth.families.views.staff import registering as desk

app_name = "register"
urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", registering.hubs, name="hubs"),
    path("register/done/", registering.done, name="done"),
    path("register/leave/", registering.leave, name="leave"),
    path("register/answers/", include(flow_urls(RegisterFamily, name="answers", guard=family))),
    path("register/kiosk/", kiosk.kiosk_home, name="kiosk"),
    path("register/kiosk/begin/", kiosk.begin, name="begin_kiosk"),
    path("register/kiosk/leave/", kiosk.leave_kiosk, name="leave_kiosk"),
    path("register/<slug:slug>/", registering.hub, name="hub"),
    path("register/<slug:slug>/poster.pdf", posters.poster, name="poster"),
    path("register/<slug:slug>/at/<uuid:service_id>/", registering.session, name="session"),
    path("register/<slug:slug>/at/<uuid:service_id>/poster.pdf", posters.session_poster, name="session_poster"),
    path("register/<slug:slug>/form.pdf", posters.paper_form, name="paper_form"),
    path("families/register/", desk.desk, name="desk"),
    path("families/register/paper/", desk.paper, name="paper"),
    path("families/register/known/", desk.known, name="known"),
    path("families/register/posters/", staff_posters.posters, name="posters"),
    path("families/register/kiosk/", kiosk.start_kiosk, name="start_kiosk"),
    path("families/register/<uuid:registration_id>/", desk.registration, name="registration"),
    path("families/register/<uuid:registration_id>/met/", desk.meet, name="meet"),
    path("families/register/<uuid:registration_id>/protect/", desk.protect, name="protect"),
    path("families/register/<uuid:registration_id>/agreed/", desk.agreed, name="agreed"),
    path("families/register/<uuid:registration_id>/talked/", desk.answer_ask, name="answer_ask"),
    path("families/register/<uuid:registration_id>/code/", paper_codes.hand_over, name="hand_over"),
    path("families/count/", counting.count, name="count"),
    path("families/count/numbers/", counting.numbers, name="counted"),
]

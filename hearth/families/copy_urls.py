"""Addresses of the copies that families asked for, for staff: ids that say nothing of anybody."""

from __future__ import annotations

from django.urls import path

from hearth.families.views.staff import copies

app_name = "copies"
urlpatterns = [
    path("", copies.asks, name="asks"),
    path("asked/<uuid:ask_id>/", copies.begin, name="begin"),
    path("<uuid:copy_id>/", copies.file, name="file"),
    path("<uuid:copy_id>/parts/<int:number>/", copies.part, name="part"),
    path("<uuid:copy_id>/as-read/", copies.as_read, name="as_read"),
    path("<uuid:copy_id>/gather/", copies.gather, name="gather"),
    path("<uuid:copy_id>/give-the-rest/", copies.give_the_rest, name="give_the_rest"),
    path("<uuid:copy_id>/ready/", copies.ready, name="ready"),
    path("<uuid:copy_id>/back/", copies.back, name="back"),
    path("<uuid:copy_id>/sign/", copies.sign, name="sign"),
    path("<uuid:copy_id>/hand-over/", copies.hand_over, name="hand_over"),
    path("<uuid:copy_id>/copy.pdf", copies.pdf, name="pdf"),
    path("<uuid:copy_id>/copy.json", copies.data, name="data"),
]

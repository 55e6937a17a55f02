"""Addresses of what is due, held and destroyed, for staff: ids that say nothing of anybody."""

from __future__ import annotations

from django.urls import path

from hearth.families.views.staff import holds, retention

app_name = "retention"
urlpatterns = [
    path("", retention.due, name="due"),
    path("<uuid:item_id>/", retention.item, name="item"),
    path("<uuid:item_id>/destroy/", retention.destroy, name="destroy"),
    path("rules/", retention.rules, name="rules"),
    path("rules/<slug:record_class>/", retention.rule, name="rule"),
    path("holds/", holds.holds, name="holds"),
    path("holds/put/", holds.put_hold, name="put_hold"),
    path("holds/<uuid:hold_id>/look/", holds.review_hold, name="review_hold"),
    path("holds/<uuid:hold_id>/lift/", holds.lift_hold, name="lift_hold"),
    path("destroyed/", retention.destroyed, name="destroyed"),
]

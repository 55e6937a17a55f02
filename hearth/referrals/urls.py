"""Addresses. A family's carry neither reference nor code; staff's are `/referrals/<reference>/<verb>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearth.access.guards import family, guest, staff
from hearth.core.flow import flow_urls
from hearth.referrals.flows import AskForSupport
from hearth.referrals.views import pathways, public
from hearth.referrals.views.staff import (
    decisions,
    desk,
    desk_list,
    desk_numbers,
    documents,
    fhir,
    guests,
    handovers,
    how,
    numbers,
    queue,
    record,
    sending,
)
from hearth.referrals.views.staff import pathways as staff_pathways

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
    path("pathways/", pathways.pathways, name="pathways"),
    path("pathways/edit/", staff_pathways.pathways, name="edit_pathways"),
    path("pathways/<uuid:service_id>/", pathways.pathway, name="pathway"),
    path("pathways/<uuid:listing_id>/edit/", staff_pathways.edit_pathway, name="edit_pathway"),
    path("desk/", desk.desk, name="desk"),
    path("desk/queue/", desk.queue_up, name="queue_up"),
    path("desk/next/", desk.take_next, name="take_next"),
    path("desk/list/", desk_list.desk_list, name="desk_list"),
    path("desk/numbers/", desk_numbers.numbers, name="desk_numbers"),
    path("desk/topics/", handovers.topics, name="desk_topics"),
    path("desk/enquiries/<uuid:enquiry_id>/", desk.enquiry, name="enquiry"),
    path("desk/enquiries/<uuid:enquiry_id>/take/", desk.take_from_queue, name="take_from_queue"),
    path("desk/enquiries/<uuid:enquiry_id>/put-back/", desk.put_back, name="put_back"),
    path("desk/enquiries/<uuid:enquiry_id>/left/", desk.leave, name="leave_queue"),
    path("desk/handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("desk/handovers/<uuid:handover_id>/take/", handovers.take, name="take_over"),
    path("desk/handovers/<uuid:handover_id>/cannot/", handovers.cannot, name="cannot_take"),
    path("desk/handovers/<uuid:handover_id>/finish/", handovers.finish, name="finish_handover"),
    path("desk/handovers/<uuid:handover_id>/follow/", handovers.desk_handover, name="desk_handover"),
    path("desk/handovers/<uuid:handover_id>/ask-again/", handovers.ask_again, name="ask_again"),
    path("desk/handovers/<uuid:handover_id>/settle/", handovers.settle, name="settle"),
    path("guest/send/", guests.send, name="guest_send"),
    path("guest/send/forget/", guests.forget_draft, name="guest_forget"),
    path("guest/send/", include(flow_urls(guests.AskAsGuest, name="guest_send", guard=guest)[1:])),
    path("guest/sent/", guests.sent_list, name="guest_sent"),
    path("guest/sent/<str:reference>/", guests.record, name="guest_record"),
    path("guest/sent/<str:reference>/withdraw/", guests.withdraw, name="guest_withdraw"),
    path("guest/sent/<str:reference>/documents/", guests.add_document, name="guest_documents"),
    path("guest/sent/<str:reference>/documents/<uuid:attachment_id>/", guests.document, name="guest_document"),
    path("referrals/", queue.queue, name="queue"),
    path("referrals/how/", how.how, name="how"),
    path("referrals/numbers/", numbers.numbers, name="numbers"),
    path("referrals/send/", sending.send, name="send"),
    path("referrals/send/forget/", sending.forget_draft, name="forget_draft"),
    path("referrals/send/", include(flow_urls(sending.AskForFamily, name="send", guard=staff("referrals.send"))[1:])),
    path("referrals/sent/", queue.sent, name="sent"),
    path("referrals/sent/<str:reference>/", record.sent_record, name="sent_record"),
    path("referrals/sent/<str:reference>/documents/", documents.add_document, name="add_document"),
    path(
        "referrals/sent/<str:reference>/documents/<uuid:attachment_id>/", documents.sent_document, name="sent_document"
    ),
    path("referrals/sent/<str:reference>/fhir/", fhir.sent_fhir, name="sent_fhir"),
    path("referrals/sent/<str:reference>/withdraw/", sending.withdraw, name="withdraw_sent"),
    path("referrals/sent/<str:reference>/mark-in-error/", sending.mark_in_error, name="mark_in_error"),
    path("referrals/<str:reference>/documents/<uuid:attachment_id>/", documents.document, name="document"),
    path("referrals/<str:reference>/", record.record, name="record"),
    path("referrals/<str:reference>/fhir/", fhir.received_fhir, name="fhir"),
    path("referrals/<str:reference>/open/", decisions.open, name="open"),
    path("referrals/<str:reference>/accept/", decisions.accept, name="accept"),
    path("referrals/<str:reference>/decline/", decisions.decline, name="decline"),
    path("referrals/<str:reference>/start/", decisions.start, name="start"),
    path("referrals/<str:reference>/complete/", decisions.complete, name="complete"),
]

"""Addresses under /staff/."""

from __future__ import annotations

from django.urls import path

from hearth.access.views import agreements, keeping_agreements, log, members, messages, own, pictures, signing_in, today

app_name = "access"
urlpatterns = [
    path("", today.today, name="today"),
    path("lock/", signing_in.lock, name="lock"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("account/", own.account, name="account"),
    path("account/name/", own.change_name, name="change_name"),
    path("account/language/", own.choose_language, name="choose_language"),
    path("account/picture/", pictures.picture, name="picture"),
    path("account/picture/shown/", pictures.own_picture, name="own_picture"),
    path("account/picture/take-back/", pictures.take_back, name="take_picture_back"),
    path("organisation/", own.choose, name="choose"),
    path("organisation/switch/", own.switch, name="switch"),
    path("people/", members.members, name="members"),
    path("people/invite/", members.invite, name="invite"),
    path("people/invitations/<uuid:invitation_id>/send-again/", members.send_again, name="send_again"),
    path("people/invitations/<uuid:invitation_id>/withdraw/", members.withdraw, name="withdraw"),
    path("people/<uuid:membership_id>/", members.member, name="member"),
    path("people/<uuid:membership_id>/role/", members.change_role, name="change_role"),
    path("people/<uuid:membership_id>/deactivate/", members.deactivate, name="deactivate"),
    path("people/<uuid:membership_id>/reactivate/", members.reactivate, name="reactivate"),
    path("people/<uuid:membership_id>/second-step/", members.reset_second_factor, name="reset_second_factor"),
    path("people/<uuid:membership_id>/picture/", pictures.member_picture, name="member_picture"),
    path("people/<uuid:membership_id>/picture/remove/", pictures.remove_picture, name="remove_picture"),
    path("log/", log.log, name="log"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/between/", agreements.between, name="agreements_between"),
    path("agreements/new/", keeping_agreements.agree, name="agree"),
    path("agreements/<uuid:sharing_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:sharing_id>/change/", keeping_agreements.change, name="change_agreement"),
    path("agreements/<uuid:sharing_id>/end/", keeping_agreements.end, name="end_agreement"),
    path("agreements/<uuid:sharing_id>/parties/new/", keeping_agreements.add_party, name="add_party"),
    path("agreements/<uuid:sharing_id>/parties/<uuid:party_id>/", keeping_agreements.change_party, name="change_party"),
    path(
        "agreements/<uuid:sharing_id>/parties/<uuid:party_id>/out/",
        keeping_agreements.remove_party,
        name="remove_party",
    ),
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:message_id>/retry/", messages.retry, name="retry"),
]

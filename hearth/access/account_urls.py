"""Addresses under /account/: signing in and one's own second step. Named as allauth asks for them; each one that we do
not offer is written down as such, so that a new version of it cannot open a door that nobody looked at."""

from __future__ import annotations

from django.urls import path, re_path

from hearth.access.views import accepting, signing_in

urlpatterns = [
    path("login/", signing_in.login, name="account_login"),
    path("inactive/", signing_in.inactive, name="account_inactive"),
    path("invitation/<str:token>/", accepting.accept, name="account_invitation"),
    path("password/change/", signing_in.change_password, name="account_change_password"),
    path("password/forgotten/", signing_in.forgotten, name="account_reset_password"),
    path("password/forgotten/sent/", signing_in.forgotten_sent, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.new_password,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", signing_in.new_password_done, name="account_reset_password_from_key_done"),
    path("password/again/", signing_in.ask_password, name="account_reauthenticate"),
    path("second-step/", signing_in.second_step_home, name="mfa_index"),
    path("second-step/code/", signing_in.second_step, name="mfa_authenticate"),
    path("second-step/again/", signing_in.ask_code, name="mfa_reauthenticate"),
    path("second-step/set-up/", signing_in.set_up_second_step, name="mfa_activate_totp"),
    path("second-step/remove/", signing_in.remove_second_step, name="mfa_deactivate_totp"),
    path("recovery-codes/", signing_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", signing_in.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("oidc/<str:provider_id>/login/", signing_in.organisation_login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/callback/", signing_in.organisation_callback, name="openid_connect_callback"),
    # allauth builds addresses to these; nobody can open them.
    path("signup/", signing_in.not_offered, name="account_signup"),
    path("email/", signing_in.not_offered, name="account_email"),
    path("email/sent/", signing_in.not_offered, name="account_email_verification_sent"),
    path("password/set/", signing_in.not_offered, name="account_set_password"),
    path("organisation/", signing_in.not_offered, name="socialaccount_connections"),
    path("organisation/signup/", signing_in.not_offered, name="socialaccount_signup"),
    path("organisation/cancelled/", signing_in.not_offered, name="socialaccount_login_cancelled"),
    path("organisation/error/", signing_in.not_offered, name="socialaccount_login_error"),
    path("recovery-codes/download/", signing_in.not_offered, name="mfa_download_recovery_codes"),
]

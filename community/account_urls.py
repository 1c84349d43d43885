"""Routes of signing in: those of allauth that we need, under names it knows, and nothing else of it."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from community.views import sign_in
from community.views.patience import patient

urlpatterns = [
    path("sign-in/", patient(account.login), name="account_login"),
    path("sign-in/code/", patient(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/new/", sign_in.no_open_sign_up, name="account_signup"),
    path("sign-in/passkey/", patient(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/second-factor/", patient(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/password/", patient(account.password_reset), name="account_reset_password"),
    path(
        "sign-in/password/code/",
        patient(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/password/new/", patient(account.complete_password_reset), name="account_complete_password_reset"),
    path("sign-in/password/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/password/", patient(account.password_change), name="account_change_password"),
    path("account/password/first/", patient(account.password_set), name="account_set_password"),
    path("account/again/", patient(account.reauthenticate), name="account_reauthenticate"),
    path("account/again/code/", patient(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/again/key/", patient(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/app/", patient(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/recovery/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/second-factor/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/second-factor/keys/<int:pk>/", sign_in.of_own_key(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        sign_in.of_own_key(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]

"""Pages of allauth that differ here; they stand before its own, under the same names."""

from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.totp.views import activate_totp
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.views import passkeys

to_security = RedirectView.as_view(pattern_name="accounts:security")

urlpatterns = [
    path("2fa/", to_security, name="mfa_index"),
    path("2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", never_cache(passkeys.add_passkey), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", login_not_required(passkeys.sign_in_by_passkey), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", passkeys.passkey_again, name="mfa_reauthenticate_webauthn"),
    # They show secrets: nothing on the way may keep them.
    path("2fa/totp/activate/", never_cache(activate_totp), name="mfa_activate_totp"),
    path("2fa/recovery-codes/", never_cache(view_recovery_codes), name="mfa_view_recovery_codes"),
]

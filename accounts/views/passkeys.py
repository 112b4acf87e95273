"""allauth's pages for passkeys, where they differ here: every passkey signs in by itself."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import passkeys


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Adds a passkey that needs no password, and makes no recovery codes: without the app nothing asks for them."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {
            "js_data": {"options": options},
            "are_passkeys_possible": passkeys.are_possible(self.request),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        flows.signup_authenticator(
            self.request, self.request.user, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        get_adapter().send_notification_mail("mfa/email/webauthn_added", self.request.user)
        return redirect("accounts:security")


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    def form_invalid(self, form: Any) -> HttpResponse:
        """Stay here, with the reason: allauth leads to signing in, which somebody signed in never sees."""
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return page


add_passkey = AddPasskeyView.as_view()
passkey_again = PasskeyAgainView.as_view()
sign_in_by_passkey = LoginWebAuthnView.as_view()

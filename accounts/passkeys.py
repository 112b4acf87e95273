"""The forms around passkeys, the authenticator app and codes, in this site's words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

NAME_LENGTH = 60


def are_possible(request: HttpRequest) -> bool:
    """Tell whether browsers offer passkeys here: over HTTPS alone, or on the very machine by its name."""
    return request.is_secure() or request.get_host().partition(":")[0] == "localhost"


def _name_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        required=required,
        max_length=NAME_LENGTH,
        help_text=_("To tell them apart, such as “My phone”."),
    )


# What reading a passkey's answer raises when it is not one. allauth expects some of these, not all.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def _read[Answer](check: Callable[[], Answer]) -> Answer:
    """Return what allauth makes of the answer. Raises ValidationError for whatever is none."""
    try:
        return check()
    except MALFORMED as error:
        raise get_adapter().validation_error("incorrect_code") from error


class OnceInput(forms.HiddenInput):
    """Never shows again what was sent: each question to a passkey has an answer of its own."""

    def format_value(self, value: Any) -> None:
        return None


class CredentialField(forms.JSONField):
    widget = OnceInput


class LoginPasskeyForm(LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class SecondPasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = _name_field(required=False)
    credential = CredentialField()
    # Ours are always passkeys: each signs in by itself. The server asks for that when it begins.
    passwordless = None

    def clean(self) -> dict[str, Any]:
        return _read(super().clean)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = _name_field(required=True)


def _ask_for_code(field: forms.Field, label: "StrPromise") -> None:
    field.label = label
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": ""}


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], _("The six digits it shows"))


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], _("Code"))
        self.fields["code"].help_text = _("Six digits from the app, or one of your recovery codes.")


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self.fields["code"], _("Code"))
        self.fields["code"].help_text = _("Six digits from the app, or one of your recovery codes.")

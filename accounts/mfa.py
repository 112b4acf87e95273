"""Passkeys, the authenticator app and recovery codes: what differs here from how allauth does it."""

import base64
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage as AllauthAuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy
from qrcode import QRCode


class AuthenticateStage(AllauthAuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """The second step after a password. It is asked for once there is an authenticator app.

    A passkey alone does not call for it: it is a better way in, not a lock on the other one. Who added one on a phone
    would else be shut out on every computer. Once the app is there, a passkey serves as the second step too.
    """

    def handle(self) -> tuple[Any, bool]:
        if not is_mfa_enabled(self.login.user, [Authenticator.Type.TOTP]):
            return None, True
        response, is_to_go_on = super().handle()
        return response, is_to_go_on


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not fit. Try again; if it still does not, use another way."),
    }

    def get_totp_issuer(self) -> str:
        return "backroutine"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "backroutine"}

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> SafeString:
        """Draw the QR code as one path that takes its colours from our style sheet."""
        code = QRCode(border=0)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        label = gettext("QR code for the authenticator app")
        return mark_safe(  # noqa: S308  # numbers, and words of ours
            f'<svg class="qr" viewBox="-4 -4 {len(rows) + 8} {len(rows) + 8}" role="img" aria-label="{label}">'
            f'<path d="{path}"/></svg>'
        )

    # The app's key and the seed of the codes open accounts, so a copy of the database alone must not give them away.

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; under a lost SECRET_KEY a random one, so that no code fits instead of a guessable one."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("accounts.mfa", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

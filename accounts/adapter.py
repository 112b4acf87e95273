"""What allauth says, in this site's words."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backroutine.network import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Look at both and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whom its limits count: never what a client says of itself."""
        return client_address(request) or "unknown"

"""What the shell around every page needs."""

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, str | bool]:
    """Return the name of the page for the navigation ("" for a page that is not there), and whom a person can ask."""
    match = request.resolver_match
    return {
        "here": match.view_name if match else "",
        "here_app": match.app_name if match else "",
        "can_send_email": settings.CAN_SEND_EMAIL,
        "contact_email": settings.CONTACT_EMAIL,
    }

"""The request as our views see it: signed in, with htmx's headers parsed."""

from typing import TYPE_CHECKING

from django.http import HttpRequest as DjangoHttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import User


class HttpRequest(DjangoHttpRequest):
    """Only ever a type: the middleware sets these on Django's own request."""

    user: "User"
    htmx: HtmxDetails

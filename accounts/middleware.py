"""What passes by every request of a person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import Device

SERVER_ERROR = 500


class DeviceMiddleware:
    """Keep when a device was last seen, to the hour: no query but one an hour, and one after each change of the key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A database that is away has said so already.
        if response.status_code < SERVER_ERROR and request.user.is_authenticated and not request.user.is_guest:
            Device.objects.see(request, request.user)
        return response

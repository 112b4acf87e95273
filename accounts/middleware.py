"""What passes by every request of a person."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import Device

OK, REFUSED, SERVER_ERROR = 200, 422, 500


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


class RefusedFormMiddleware:
    """Answer 422 where a form comes back with words beside its fields: allauth's views say 200, ours do not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        forms = [value for value in (response.context_data or {}).values() if isinstance(value, BaseForm)]
        if request.method == "POST" and response.status_code == OK and any(form.errors for form in forms):
            response.status_code = REFUSED
        return response

"""The floor: what no page of a Django on this server can be quicker than. `python -m bench.floor PORT WORKERS`."""

import sys

from django.apps import AppConfig
from django.http import HttpRequest, HttpResponse
from django.urls import path


class Accounts(AppConfig):
    """The app of the person's model, without what it listens to."""

    name = "accounts"


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("empty\n", content_type="text/plain")


def person(request: HttpRequest) -> HttpResponse:
    """Load the person who is signed in: the session's row, then the person's. 403 shows that there was none."""
    mark = getattr(request.user, "email", "")
    return HttpResponse(f"{mark}\n", content_type="text/plain", status=200 if mark else 403)


urlpatterns = [path("empty/", empty), path("person/", person), path("healthz", empty), path("readyz", empty)]


if __name__ == "__main__":
    from backroutine import serving
    from backroutine.renewal import Renewal

    # It takes the settings that DJANGO_SETTINGS_MODULE names: everything but the application is as in production.
    listener = serving.listen("127.0.0.1", int(sys.argv[1]))
    serving.serve(listener, int(sys.argv[2]), 0, Renewal(""), welcome="The floor is ready.")

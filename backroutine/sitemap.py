"""The public pages, for search engines: /sitemap.xml and /robots.txt."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from exercises.models import Activity, Exercise
from routines.models import Programme

PAGES = ["home", "exercises:library", "routines:programmes", "safety", "about", "accounts:privacy"]
# What is a person's own, and the library's countless combinations of filters.
CLOSED = [
    *("/exercises/?", "/exercises/own/", "/routines/", "/sessions/", "/progress/"),
    *("/settings/", "/accounts/", "/guest/", "/admin/", "/shared/", "/calendar/"),
]


class OurSitemap(Sitemap[Any]):
    """Addresses begin as SITE_URL says, however the request came in."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class PageSitemap(OurSitemap):
    def items(self) -> list[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class RowSitemap(OurSitemap):
    def __init__(self, model: type[Exercise | Activity | Programme]) -> None:
        self.model = model

    def items(self) -> list[Any]:
        return list(self.model.objects.current().only("slug").order_by("slug"))


SITEMAPS: dict[str, Sitemap[Any] | type[Sitemap[Any]]] = {
    "pages": PageSitemap(),
    "exercises": RowSitemap(Exercise),
    "activities": RowSitemap(Activity),
    "programmes": RowSitemap(Programme),
}


@require_safe
@login_not_required
@cache_control(max_age=3600, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    return django_sitemap(request, SITEMAPS)


@require_safe
@login_not_required
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    rules = [f"Disallow: {path}" for path in CLOSED]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from backroutine import limits, offline, outage, sitemap, views

handler429 = limits.handler429
handler500 = outage.handler500
admin.site.site_header = admin.site.site_title = "backroutine"

urlpatterns = [
    path("", views.home, name="home"),
    path("safety/", views.safety, name="safety"),
    path("about/", views.about, name="about"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("offline/pages/", offline.kept_pages, name="kept_pages"),
    path("unsaved/", offline.unsaved, name="unsaved"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("readyz", views.readyz, name="readyz"),
    path("exercises/", include("exercises.urls")),
    path("", include("routines.urls")),
    path("", include("sessions.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.entrance_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))

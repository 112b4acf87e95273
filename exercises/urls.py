from django.urls import path

from exercises.views import detail, library

app_name = "exercises"
urlpatterns = [
    path("", library.library, name="library"),
    path("<slug:slug>/", detail.detail, name="detail"),
]

from django.urls import path

from exercises.views import library

app_name = "exercises"
urlpatterns = [
    path("", library.library, name="library"),
    path("<slug:slug>/", library.detail, name="detail"),
]

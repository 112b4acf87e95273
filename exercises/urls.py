from django.urls import path

from exercises.views import detail, library, own

app_name = "exercises"
urlpatterns = [
    path("", library.library, name="library"),
    path("own/new/", own.create, name="create_own"),
    path("own/<slug:slug>/edit/", own.edit, name="edit_own"),
    path("own/<slug:slug>/delete/", own.delete, name="delete_own"),
    path("own/<slug:slug>/restore/", own.restore, name="restore_own"),
    path("<slug:slug>/", detail.detail, name="detail"),
]

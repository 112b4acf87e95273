from django.urls import path

from sessions.views import history, progress

app_name = "sessions"
urlpatterns = [
    path("sessions/", history.history, name="list"),
    path("sessions/<uuid:pk>/", history.detail, name="detail"),
    path("progress/", progress.progress, name="progress"),
]

from django.urls import path

from sessions import views

app_name = "sessions"
urlpatterns = [
    path("sessions/", views.history, name="list"),
    path("sessions/<uuid:pk>/", views.detail, name="detail"),
    path("progress/", views.progress, name="progress"),
]

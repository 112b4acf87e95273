from django.urls import path

from sessions.views import by_hand, history, play, progress, sync

app_name = "sessions"
urlpatterns = [
    path("sessions/", history.history, name="list"),
    path("sessions/new/", by_hand.create, name="create"),
    path("sessions/new/exercises/", by_hand.choose, name="choose"),
    path("sessions/new/free/", by_hand.create_free, name="create_free"),
    path("sessions/start/", play.start, name="start"),
    path("sessions/sync/", sync.sync, name="sync"),
    path("routines/<int:pk>/play/", play.play_routine, name="play_routine"),
    path("sessions/<uuid:pk>/", history.detail, name="detail"),
    path("sessions/<uuid:pk>/copy/", history.copy, name="copy"),
    path("sessions/<uuid:pk>/delete/", history.delete, name="delete"),
    path("sessions/<uuid:pk>/restore/", history.restore, name="restore"),
    path("sessions/<uuid:pk>/play/", play.play, name="play"),
    path("sessions/<uuid:pk>/finish/", play.finish, name="finish"),
    path("progress/", progress.progress, name="progress"),
    path("progress/<slug:slug>/", progress.exercise_progress, name="exercise_progress"),
]

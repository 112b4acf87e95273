from django.urls import path

from sessions.views import by_hand, coach, flareup, history, play, progress, sync

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
    path("sessions/<uuid:pk>/morning/", coach.morning, name="morning"),
    path("sessions/<uuid:pk>/morning/undo/", coach.morning_undo, name="morning_undo"),
    path("next/", coach.next_page, name="next"),
    path("next/follow/", coach.follow, name="follow"),
    path("next/decline/", coach.decline, name="decline"),
    path("next/undo/<uuid:batch>/", coach.undo_decision, name="undo_decision"),
    path("next/resume/<int:pk>/", coach.resume, name="resume"),
    path("next/limits/", coach.limits, name="next_limits"),
    path("flare-up/", flareup.flare_up, name="flare_up"),
    path("flare-up/start/", flareup.start, name="flare_up_start"),
    path("flare-up/end/", flareup.end, name="flare_up_end"),
    path("flare-up/go-on/", flareup.go_on, name="flare_up_go_on"),
    path("flare-up/check/", flareup.check, name="flare_up_check"),
    path("flare-up/clear/", flareup.clear, name="flare_up_clear"),
    path("progress/", progress.progress, name="progress"),
    path("progress/<slug:slug>/", progress.exercise_progress, name="exercise_progress"),
]

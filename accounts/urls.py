from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.preferences, name="settings"),
    path("settings/player/", views.player, name="player"),
    path("settings/cautions/", views.cautions, name="cautions"),
]

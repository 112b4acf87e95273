from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    # django.contrib.sessions holds the label "sessions"; ours names the tables and the migrations.
    label = "logbook"

"""The settings of the floor: Django alone, as its documentation sets it up, on the database and the pool of the app."""

from backroutine.settings import (  # noqa: F401
    ALLOWED_HOSTS,
    AUTH_USER_MODEL,
    DATABASES,
    SECRET_KEY,
    TIME_ZONE,
    USE_TZ,
    VAR_DIR,
)

# What a person's row needs to be loaded, nothing else.
INSTALLED_APPS = [
    "bench.floor.Accounts",
    "sessions.apps.SessionsConfig",
    "routines.apps.RoutinesConfig",
    "exercises.apps.ExercisesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SESSION_COOKIE_NAME = "floor"
ROOT_URLCONF = "bench.floor"
LOGGING_CONFIG = None

"""The one settings file. What differs between installations is an environment variable; README lists them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from backroutine.databases import database_from_url, replica_from_url
from backroutine.email import mailer_from_url, verification_from_word
from backroutine.env import env_bool, env_choice, env_int, env_list, env_origin, env_secret, env_str, host_of
from backroutine.log_config import logging_from_words

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var"))).absolute()
# What `manage.py build` makes; an image carries it ready-made.
BUILD_DIR = Path(env_str("BUILD_DIR", str(VAR_DIR))).absolute()

DEBUG = env_bool("DEBUG")
SECRET_KEY = env_secret("SECRET_KEY", keep_in=VAR_DIR / "secret-key")

# The address people type. https:// switches on everything that needs it: secure cookies, HSTS, the redirect.
SITE_URL = env_origin("SITE_URL", "http://127.0.0.1:8000")
IS_HTTPS = SITE_URL.startswith("https://")

# A health check asks this very machine, whatever the site is called.
ALLOWED_HOSTS = [host_of(SITE_URL), "localhost", "127.0.0.1", "[::1]", *env_list("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    # Before ours, whose admin takes back what allauth shows there.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "backroutine",
    "accounts.apps.AccountsConfig",
    "sessions.apps.SessionsConfig",
    "routines.apps.RoutinesConfig",
    "exercises.apps.ExercisesConfig",
    "django_htmx",
    "django_tasks_db",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "backroutine.tracing.TraceMiddleware",
    "backroutine.visitors.VisitorPagesMiddleware",
    "backroutine.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backroutine.headers.PrivateMiddleware",
    "backroutine.sizes.SizeMiddleware",
    "backroutine.csrf.FetchMetadataMiddleware",
    "accounts.guests.GuestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "backroutine.middleware.HtmxLoginRequiredMiddleware",
    "backroutine.middleware.PersonHeaderMiddleware",
    "backroutine.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.DeviceMiddleware",
    "accounts.middleware.RefusedFormMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "backroutine.urls"
WSGI_APPLICATION = "backroutine.wsgi.application"

TEMPLATES = [
    {
        # The same language, drawn several times as quickly (docs/performance.md); Django's own where there is no wheel.
        "BACKEND": "backroutine.templates.Templates"
        if find_spec("django_rust_templates")
        else "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backroutine.context.shell",
                "accounts.guests.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "backroutine.templatetags.icons"],
        },
    },
]

FORM_RENDERER = "backroutine.forms.FormRenderer"

# --- Database: SQLite in var/ unless DATABASE_URL names a PostgreSQL ---

DATABASES = {"default": database_from_url(env_str("DATABASE_URL"), VAR_DIR / "db.sqlite3")}
if REPLICA_URL := env_str("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = replica_from_url(REPLICA_URL, DATABASES["default"])
    DATABASE_ROUTERS = ["backroutine.replicas.Router"]
    MIDDLEWARE.append("backroutine.replicas.ReplicaMiddleware")

# --- Cache: what all processes remember together, such as how often somebody tried. The app works without it. ---

CACHE_URL = env_str("CACHE_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "backroutine.caches.redis.RedisCache", "LOCATION": CACHE_URL, "KEY_PREFIX": "backroutine"}
    if CACHE_URL
    else {
        "BACKEND": "backroutine.caches.database.DatabaseCache",
        "LOCATION": "backroutine_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL must look like redis://127.0.0.1:6379/0 (or be left out).")

# --- People ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.PatternValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "add_email": "accounts.password_forms.AddEmailForm",
    "change_password": "accounts.password_forms.ChangePasswordForm",
    "reauthenticate": "accounts.password_forms.ReauthenticateForm",
    "reset_password_from_key": "accounts.password_forms.ResetPasswordKeyForm",
    "set_password": "accounts.password_forms.SetPasswordForm",
}
# Who may make an account: everybody, whoever holds an invite, or nobody.
SIGNUP = env_choice("SIGNUP", "open", ("open", "invite", "closed"))

# --- Passkeys, and a second step by an authenticator app ---

MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be off by half a minute
# Otherwise nobody could protect an account on a site without mail, nor change their address once they did.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.passkeys.RenamePasskeyForm",
    "login_webauthn": "accounts.passkeys.LoginPasskeyForm",
    "reauthenticate_webauthn": "accounts.passkeys.PasskeyAgainForm",
    "authenticate_webauthn": "accounts.passkeys.SecondPasskeyForm",
    "activate_totp": "accounts.passkeys.AddAppForm",
    "authenticate": "accounts.passkeys.CodeForm",
    "reauthenticate": "accounts.passkeys.CodeAgainForm",
}

SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
# Trying it without an account: what a guest makes hangs on a cookie, and is removed so long after the last visit.
ARE_GUESTS_WELCOME = env_bool("GUESTS", default=True)
GUEST_DAYS = env_int("GUEST_DAYS", default=90, low=1, high=400)
GUEST_COOKIE_NAME = "__Host-guest" if IS_HTTPS else "guest"

# --- Mail: without EMAIL_URL a message goes to the server's log, and the pages say so. ---

MAILERS = {"default": mailer_from_url(env_str("EMAIL_URL"))}
CAN_SEND_EMAIL = bool(env_str("EMAIL_URL"))
ACCOUNT_EMAIL_NOTIFICATIONS = CAN_SEND_EMAIL
# With "mandatory", signing up says the same for an address that has an account as for a new one: look into your mail.
# With the others a new account opens at once, so whoever tries can see that an address is taken; the limit on trying
# (20 a minute from one place) is all that holds them. Signing in and asking for a new password never tell.
ACCOUNT_EMAIL_VERIFICATION = verification_from_word(
    env_choice("EMAIL_VERIFICATION", "off", ("off", "optional", "mandatory")), can_send=CAN_SEND_EMAIL
)
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", f"backroutine@{host_of(SITE_URL)}")
# Whom a person can ask: shown where the site itself cannot help.
CONTACT_EMAIL = env_str("CONTACT_EMAIL")

# --- Work outside of requests: kept in the database, done by `manage.py worker` ---

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Words, times ---

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files ---

STATIC_URL = "static/"
# `manage.py figures` draws the exercises into here.
FIGURES_DIR = BUILD_DIR / "figures"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static", ("figures", FIGURES_DIR)]
STATIC_ROOT = BUILD_DIR / "static"
SILENCED_SYSTEM_CHECKS = [
    "staticfiles.W004",  # a fresh clone has no figures until they are drawn
    "admin.E403",  # the admin is drawn by an engine that does what the one it asks for does
    "security.W003",  # backroutine.csrf stands in Django's place, and is Django's own for what browsers leave unsaid
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "backroutine.staticfiles.ManifestStorage"
    },
}

# --- Safety of the pages: a strict policy, relaxed only where HTTPS is not there yet ---

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "media-src": [CSP.SELF, "blob:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    # Script writes no text into a page, but what static/js/trusted.js lets through.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default", "drawing"],
}
ADMIN_CSP = {name: words for name, words in SECURE_CSP.items() if "trusted-types" not in name}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
if IS_HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365, low=0, high=10**9)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # The proxy that ends TLS says so in this header; SITE_URL being https promises that one is there.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]

# How many proxies stand in front and each add to X-Forwarded-For whom they answered: nothing before that is believed.
PROXY_COUNT = env_int("PROXY_COUNT", default=1 if IS_HTTPS else 0, low=0, high=9)

# --- Sizes: the largest thing a page sends is one session's record ---

DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- What can be watched: docs/operations.md ---

LOG_FORMAT = env_choice("LOG_FORMAT", "plain", ("plain", "json"))
LOG_REQUESTS = env_bool("LOG_REQUESTS")
# Statements of the database that take as long or longer are logged; 0 logs none.
SLOW_QUERY_MS = env_int("SLOW_QUERY_MS", default=0, low=0, high=600_000)
LOGGING = logging_from_words(LOG_FORMAT, is_debug=DEBUG, logs_requests=LOG_REQUESTS)

# Whoever holds it may read /metrics; without it there is no such page, and nothing is counted.
METRICS_TOKEN = env_str("METRICS_TOKEN")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 20:
        raise ImproperlyConfigured("METRICS_TOKEN must have 20 characters or more.")
    MIDDLEWARE.insert(1, "backroutine.metrics.MetricsMiddleware")

# Told to end, the server goes on for so long while /readyz already says that it is not ready.
DRAIN_SECONDS = env_int("DRAIN_SECONDS", default=0, low=0, high=600)

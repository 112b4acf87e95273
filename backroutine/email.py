"""Where mail goes, from one address such as smtp://name:password@mail.example.org:587."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}


def mailer_from_url(url: str) -> dict[str, Any]:
    """Return Django's mailer for EMAIL_URL (empty: print to the log).

    smtp:// starts in the clear and must change to TLS (?tls=off for a relay on the same machine); smtps:// is TLS
    from the first byte. Raises ImproperlyConfigured.
    """
    if not url:
        return {"BACKEND": f"{BACKENDS}.console.EmailBackend"}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {error}.") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.query not in {"", "tls=off"}:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://name:password@mail.example.org:587 or smtps://….")
    return {
        "BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": port or PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp" and not parts.query,
            "use_ssl": parts.scheme == "smtps",
            "timeout": 10,
        },
    }


def verification_from_word(word: str, *, can_send: bool) -> str:
    """Return allauth's word for EMAIL_VERIFICATION. Raises ImproperlyConfigured when no link could be sent."""
    if word != "off" and not can_send:
        raise ImproperlyConfigured(
            f"EMAIL_VERIFICATION={word} needs EMAIL_URL: without it nobody gets the link. Set EMAIL_URL, or off."
        )
    return {"off": "none"}.get(word, word)

"""Python's logging: to standard error, for whoever runs the process to keep."""

from typing import Any

PLAIN = "{asctime} {levelname} {name} [{request_id}]: {message}"


def logging_from_words(form: str, *, is_debug: bool, logs_requests: bool) -> dict[str, Any]:
    """Return LOGGING for LOG_FORMAT ("plain" or "json") and LOG_REQUESTS."""
    plain = "PlainFormatter" if is_debug else "DiscreetFormatter"  # a developer wants to see the values
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": PLAIN, "style": "{", "class": f"backroutine.logs.{plain}"},
            "json": {"class": "backroutine.logs.JSONFormatter"},
        },
        "filters": {"outage": {"()": "backroutine.outage.OutageFilter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["outage"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Django would send errors by mail too, with all that the person had typed.
            "django": {"handlers": []},
            # Whoever scans the internet sends foreign Host headers all day; the answer 400 is enough.
            "django.security.DisallowedHost": {"handlers": [], "propagate": False},
            "backroutine.requests": {"level": "INFO" if logs_requests else "WARNING"},
        },
    }

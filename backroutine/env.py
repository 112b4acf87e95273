"""Read settings from the environment, each with one clear sentence when it is wrong."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def env_str(name: str, default: str = "") -> str:
    """Return NAME, or the content of the file that NAME_FILE points to (Docker secrets)."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {file_name}: {error.strerror}.") from error
    return os.environ.get(name, default).strip()


def pass_on(name: str, value: str) -> None:
    """Set a variable that a library reads by itself, for this process and those it starts."""
    os.environ[name] = value


def env_bool(name: str, *, default: bool = False) -> bool:
    word = env_str(name, str(default)).lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {word!r}.")


def env_int(name: str, *, default: int, low: int, high: int) -> int:
    word = env_str(name, str(default))
    try:
        number = int(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {word!r}.") from error
    if not low <= number <= high:
        raise ImproperlyConfigured(f"{name} must be between {low} and {high}, not {number}.")
    return number


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    word = env_str(name, default).lower()
    if word not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {word!r}.")
    return word


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of NAME."""
    return [word.strip() for word in env_str(name, default).split(",") if word.strip()]


def env_origin(name: str, default: str) -> str:
    """Return an address such as https://back.example.org or http://192.168.1.5:8000: scheme, host, maybe a port."""
    word = env_str(name) or default
    try:
        parts = urlsplit(word)
        is_origin = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_origin = False
    if not is_origin or parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"{name} must look like https://back.example.org, not {word!r}.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_of(origin: str) -> str:
    """Return the host as the Host header names it, without its port."""
    host = urlsplit(origin).hostname or ""
    return f"[{host}]" if ":" in host else host


def env_secret(name: str, keep_in: Path) -> str:
    """Return NAME, or a random secret made on the first start and kept in `keep_in` (readable by its owner only)."""
    secret = env_str(name)
    if secret:
        return secret
    try:
        if keep_in.exists():
            return keep_in.read_text(encoding="utf-8").strip()
        keep_in.parent.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_urlsafe(50)
        # Written aside and linked, so that two starts at once agree on one key and neither reads half of it.
        draft = keep_in.with_name(f"{keep_in.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secret, encoding="utf-8")
        try:
            os.link(draft, keep_in)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return keep_in.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{keep_in.parent} cannot be written ({error.strerror}); make it writable or set {name}."
        ) from error

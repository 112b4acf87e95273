"""Addresses: which port of this machine is free, what a phone beside it must type, and who asks."""

import errno
import socket
from contextlib import suppress
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from backroutine.env import env_list, env_str

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  # compared with, never bound unasked


def resolve(host: str, port: int, *, is_ours: bool = False) -> str:
    """Return the IP address of `host`, on which this port is free or ours. Raises ImproperlyConfigured if not."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        if not is_ours:
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as error:
        raise ImproperlyConfigured(_why_not(error, host, port)) from error
    return str(address[0])


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; stop that one or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user; choose one above 1023 with --port."
    return f"--host {host} is no address of this machine."


def own_addresses() -> list[str]:
    """Return the addresses and names by which other machines reach this one, the likeliest first."""
    name = socket.gethostname()
    found = [address for address in (_towards("192.0.2.1"), _towards("2001:db8::1")) if address]
    with suppress(OSError):  # the name may be in no directory
        found += [str(row[4][0]) for row in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    usable = [address for address in found if not (ip_address(address).is_loopback or "%" in address)]
    return [*dict.fromkeys(for_url(address) for address in usable), name, f"{name}.local"]


def _towards(far: str) -> str:
    """Return the address this machine would send from ("" without a network). Choosing a way sends nothing."""
    family = socket.AF_INET6 if ":" in far else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def for_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def environment_for(host: str, port: int) -> dict[str, str]:
    """Return what the environment must say besides, for pages to be reached at this host and port."""
    missing: dict[str, str] = {}
    others = own_addresses() if host in EVERYWHERE and not settings.IS_HTTPS else []
    site_url = f"http://{others[0] if others else for_url(host)}:{port}"
    if not env_str("SITE_URL") and site_url != settings.SITE_URL:
        missing["SITE_URL"] = site_url
    if new := [name for name in others if name not in settings.ALLOWED_HOSTS]:
        missing["ALLOWED_HOSTS"] = ",".join([*env_list("ALLOWED_HOSTS"), *new])
    return missing


def client_address(request: HttpRequest) -> str:
    """Return whom our outermost proxy answered ("" if unknown); what the client itself says of that is not believed."""
    seen = [word.strip() for word in request.headers.get("X-Forwarded-For", "").split(",")]
    word = seen[-settings.PROXY_COUNT] if 0 < settings.PROXY_COUNT <= len(seen) else ""
    for candidate in (word, request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            address = ip_address(candidate)
            return str(getattr(address, "ipv4_mapped", None) or address)
    return ""


def client_network(request: HttpRequest) -> str:
    """Return the address, or what one household has of the sixth version: a /64, in which each device has many."""
    address = client_address(request)
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address

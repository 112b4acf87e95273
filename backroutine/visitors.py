"""Pages that are the same for every visitor: made once from each shelf, and kept ready to send.

A view says so with @same_for_visitors. What it then answers to a request without any cookie that means something is
kept in this process, with its headers, plain and packed. Whoever is signed in, a guest, or to be told something has
such a cookie: their requests pass by here untouched. A kept page has no token of a form and sets no cookie
(backroutine/csrf.py says why none is needed), and browsers ask for it anew each time, by its ETag.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import Any

import brotli
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from exercises import shelf
from exercises.shelf import Shelf

LONGEST_QUERY = 200
# Of each process. Addresses with a question are countless: they must not push out those without.
MOST_BYTES = {"pages": 6 * 2**20, "answers": 3 * 2**20}
# How hard brotli tries (0 to 11): of a page, made once, 25 ms for a tenth less than the 2 ms of an answer.
EFFORT = {"pages": 10, "answers": 5}
# The smallest first.
PACKINGS = {"br": re.compile(r"\bbr\b"), "gzip": re.compile(r"\bgzip\b")}
# Told of a body, which "304 Not Modified" has none of.
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language")


def same_for_visitors[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Say that a view answers every visitor alike, going by the address, htmx's headers, language and catalogue."""
    view.is_same_for_visitors = True  # type: ignore[attr-defined]
    return view


class Page:
    """One answer, ready to send. Its Vary says Cookie: nobody who has signed in is shown it from any cache."""

    def __init__(self, response: HttpResponse, shelf: Shelf, match: Any, effort: int = 5) -> None:
        self.shelf, self.match = shelf, match
        is_packed = response.get("Content-Encoding") == "gzip"
        self.plain = gzip.decompress(response.content) if is_packed else response.content
        self.packed = {
            "br": brotli.compress(self.plain, quality=effort),
            "gzip": gzip.compress(self.plain, 9, mtime=0),
        }
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        self.headers = {name: value for name, value in response.items() if name not in OF_THE_BODY}
        self.told = {name: response[name] for name in ("Content-Type", "Content-Language") if name in response}
        # Weak, as the plain and the packed are one page.
        self.etag = f'W/"{hashlib.sha256(self.plain).hexdigest()[:20]}"'
        self.headers |= {"Cache-Control": "no-cache", "ETag": self.etag}

    def __len__(self) -> int:
        return len(self.plain) + sum(map(len, self.packed.values()))

    def answer(self, request: HttpRequest) -> HttpResponse:
        request.resolver_match = self.match  # the log says which page it was
        if self.is_known_to(request):
            return HttpResponseNotModified(headers=self.headers)
        accepted = request.headers.get("accept-encoding", "")
        packing = next((name for name, word in PACKINGS.items() if word.search(accepted)), "")
        body = self.packed[packing] if packing else self.plain
        response = HttpResponse(body, headers=self.told | self.headers)
        response.headers["Content-Length"] = str(len(body))
        if packing:
            response.headers["Content-Encoding"] = packing
        return response

    def is_known_to(self, request: HttpRequest) -> bool:
        asked = request.headers.get("if-none-match", "")
        return bool(asked) and any(etag in (self.etag, self.etag[2:], "*") for etag in parse_etags(asked))


class Pages:
    """The pages sent last, as many as fit."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        with self.lock:
            if before := self.pages.pop(key, None):
                self.bytes -= len(before)
            self.pages[key] = page
            self.bytes += len(page)
            while self.bytes > self.most_bytes:
                _key, oldest = self.pages.popitem(last=False)
                self.bytes -= len(oldest)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.bytes = 0


_kept = {name: Pages(most) for name, most in MOST_BYTES.items()}


def forget() -> None:
    for pages in _kept.values():
        pages.clear()


class VisitorPagesMiddleware:
    """Outside of what makes pages and their headers, so that a kept one is what they would have made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        kind = "answers" if request.META.get("QUERY_STRING") or key[-1] else "pages"
        pages = _kept[kind]
        page = pages.get(key)
        if page is not None and page.shelf is shelf_now():
            return page.answer(request)
        request.may_be_kept = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        edition: Shelf | None = getattr(request, "edition", None)
        if edition is None or not is_same_for_all(response):
            return response
        page = Page(response, edition, request.resolver_match, EFFORT[kind])
        pages.put(key, page)
        return page.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_args: Any) -> None:
        """Note the shelf before a page for all visitors is made from it: templates then leave tokens out."""
        if getattr(request, "may_be_kept", False) and getattr(view, "is_same_for_visitors", False):
            request.edition = shelf_now()  # type: ignore[attr-defined]


def shelf_now() -> Shelf | None:
    """Return the shelf; None while the database is away and nothing is known: the page then says so in words."""
    try:
        return shelf.now()
    except DatabaseError:
        return None


def key_of(request: HttpRequest) -> tuple[Any, ...] | None:
    """Return what the answer goes by; None when it may be for this person alone, or is not to be kept."""
    meta = request.META
    query = meta.get("QUERY_STRING", "")
    if request.method not in {"GET", "HEAD"} or settings.DEBUG or "HTTP_AUTHORIZATION" in meta:
        return None
    # An invite in the address opens what is closed to others, until it ends.
    if len(query) > LONGEST_QUERY or "invite" in query:
        return None
    if "HTTP_COOKIE" in meta and not means_something().isdisjoint(request.COOKIES):
        return None
    try:
        host = request.get_host()
    except SuspiciousOperation:
        return None
    htmx = tuple(value for name, value in sorted(meta.items()) if name in HTMX_HEADERS) if HTMX in meta else ()
    return request.scheme, host, request.path, query, get_language_from_request(request), htmx


HTMX = "HTTP_HX_REQUEST"
HTMX_HEADERS = frozenset({HTMX, "HTTP_HX_TRIGGER_NAME", "HTTP_HX_TRIGGER_NAME_URI_AUTOENCODED"})


def means_something() -> set[str]:
    """Return the cookies by which an answer is made for somebody; of others, such as a token's, no page knows."""
    return {
        settings.SESSION_COOKIE_NAME,
        settings.GUEST_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        "messages",
    }


def is_same_for_all(response: HttpResponse) -> bool:
    return response.status_code == HTTPStatus.OK and not response.streaming and not response.cookies

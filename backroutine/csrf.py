"""Which forms are believed: those a page of this site has sent, as the browser itself says."""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest

REASON_ELSEWHERE = "The browser says that a page of another site sent this."


class FetchMetadataMiddleware(CsrfViewMiddleware):
    """Go by what the browser says of who sends a form, which no script can write; else by Django's token.

    `Sec-Fetch-Site: same-origin` is this site's own page; `same-site` and `cross-site` are another's, whatever token
    they bring. Over plain HTTP browsers leave that out, but name the Origin, which by then has been found to be ours.
    What says neither is no browser of today: it needs the token. So the pages of visitors can do without one, and be
    the same for everybody (backroutine/visitors.py).

    Sources: Go 1.25, net/http.CrossOriginProtection; OWASP, CSRF Prevention Cheat Sheet, Fetch Metadata headers.
    """

    def _check_token(self, request: HttpRequest) -> None:
        """Raise RejectRequest unless the form is ours. Whoever names a foreign Origin was refused before."""
        sender = request.headers.get("Sec-Fetch-Site", "")
        if sender in {"same-site", "cross-site"}:
            raise RejectRequest(REASON_ELSEWHERE)
        if sender == "same-origin" or "Origin" in request.headers:
            return
        super()._check_token(request)  # type: ignore[misc]  # the stubs leave it out

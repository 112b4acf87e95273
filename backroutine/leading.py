"""Where a form or a link says to go on to afterwards: only ever on this site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_of(request: HttpRequest) -> str:
    """Return the path on this site that `next` names; "" for none, and for whatever else it may say."""
    target = request.POST.get("next") or request.GET.get("next", "")
    # A whole address is never needed, and a bare word would be taken for the name of a page.
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""

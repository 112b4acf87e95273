"""What the shell around every page needs."""

from django.conf import settings
from django.http import HttpRequest

from exercises.catalogue import OWN

# Pages that are the same for everybody; all others ask search engines to stay away.
PUBLIC = frozenset(
    {
        "home",
        "safety",
        "about",
        "accounts:privacy",
        "exercises:library",
        "exercises:detail",
        "routines:programmes",
        "routines:programme",
    }
)

# Which part of the navigation a page of the logbook belongs to, by how its name begins; all others are the history's.
SECTIONS = {
    "today": ("next", "flare_up", "follow", "decline", "morning", "resume", "undo_decision"),
    "progress": ("progress", "activity_progress", "exercise_progress", "report"),
    "settings": ("reminders", "pause_reminders", "feed_link", "stop_reminders"),
}


def section_of(view_name: str) -> str:
    """Return the part of the navigation a page belongs to, "" for none."""
    app, _colon, name = view_name.rpartition(":")
    if app == "sessions":
        return next((section for section, starts in SECTIONS.items() if name.startswith(starts)), "history")
    if view_name == "accounts:privacy":
        return ""
    if app == "accounts" or view_name.startswith(("account_", "mfa_")):
        return "settings"
    return "today" if view_name == "home" else app if app in {"exercises", "routines"} else ""


def shell(request: HttpRequest) -> dict[str, str | bool]:
    """Return the page's name for the navigation ("" for none), its public address, and whom a person can ask.

    A page that is kept for all visitors holds no token: none is made, and no cookie set (backroutine/visitors.py).
    """
    no_token: dict[str, str | bool] = {"csrf_token": ""} if getattr(request, "edition", None) else {}
    match = request.resolver_match
    section = section_of(match.view_name) if match else ""
    is_public = match is not None and match.view_name in PUBLIC and not match.kwargs.get("slug", "").startswith(OWN)
    return no_token | {
        "here": match.view_name if match else "",
        "section": section,
        # What the pages of one part of the site share beyond css/app.css.
        "sheet": f"css/{section or 'info'}.css",
        "can_send_email": settings.CAN_SEND_EMAIL,
        "contact_email": settings.CONTACT_EMAIL,
        "is_signup_open": settings.SIGNUP == "open",
        "site_url": settings.SITE_URL,
        # The one address of a page that search engines may keep, whatever was asked for after the "?"; "" for others.
        "canonical": f"{settings.SITE_URL}{request.path}" if is_public else "",
    }

"""Look at a page in Chromium as it is seen and heard: accessibility, width, and by whom it is opened."""

import re
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page

from accounts.models import User

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours fade into those of the other theme; a contrast half-way is nobody's.
FADED = "() => document.getAnimations().forEach((each) => each instanceof CSSTransition && each.finish())"

# Of the page at /, on whatever host; the pattern "**/" would be true of every address.
HOME = re.compile(r"^https?://[^/]+/$")

axe = Axe()


def sign_in(page: Page, person: User) -> None:
    """Give the browser a signed-in session's cookie; test_browser_look.py signs in as a person does."""
    address = page.request.get("/healthz").url.removesuffix("/healthz")
    page.context.add_cookies([session_cookie(person, address)])


def session_cookie(person: User, address: str) -> Any:
    """Return the cookie of a new sign-in at the server with this address."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def go_by(locator: Locator) -> None:
    """Press what leads to another page, or to the same one anew, and wait for that.

    A click alone may return before the browser has left, and what comes next would be done to the page of before.
    """
    with locator.page.expect_navigation():
        locator.click()


def eventually(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what no locator tells: rows, storage, a moment. The browser works on meanwhile."""
    for _ in range(300):
        try:
            if is_so():
                return
        except PlaywrightError:  # the page is being replaced
            pass
        page.wait_for_timeout(100)
    assert is_so()


def violations(page: Page) -> list[str]:
    """Return what axe finds: all of it in the light theme, and contrasts in the dark one too."""
    page.wait_for_load_state()
    page.emulate_media(color_scheme="light")
    page.evaluate(FADED)
    found = _found(page, {"runOnly": RULES})
    page.emulate_media(color_scheme="dark")
    page.evaluate(FADED)
    return found + [f"dark: {each}" for each in _found(page, {"runOnly": ["color-contrast"]})]


def is_too_wide(page: Page) -> bool:
    """Tell whether a small phone would have to scroll sideways."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": 320, "height": 640})
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in self"):  # half a megabyte to read, once a page
        page.evaluate(axe.axe_script)
    options |= {"resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options).then(({ violations }) => violations)", options)
    return [f"{rule['id']}: {node['target']}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]

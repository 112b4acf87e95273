"""Open the player with the browser's clock in the test's hand."""

from datetime import datetime, timedelta

from playwright.sync_api import Page

OPENED = "session-player[data-showing]:not([aria-busy=true]), session-player dialog[open]"


def open_paused(page: Page, url: str, now: datetime, *, later: timedelta = timedelta(minutes=1)) -> None:
    """Open `url` at `now`, and stop the clock when the player is ready or asks something.

    Not sooner: what the page gives a few seconds to, such as its storage, would seem to have taken a minute.
    """
    page.clock.install(time=now)
    page.goto(url)
    page.locator(OPENED).first.wait_for(state="attached")
    page.clock.pause_at(now + later)

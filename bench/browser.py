"""Whole pages as a phone fetches them with nothing in its cache: bytes as sent and requests, before it scrolls."""

import shutil
from contextlib import suppress

from bench.load import Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
QUIET_MS = 500


def cold_sizes(port: int, requests: dict[str, Request]) -> dict[str, tuple[int, int]]:
    """Return (bytes, requests) by name; nothing without a Chromium."""
    from playwright.sync_api import Error, sync_playwright

    found = {}
    with sync_playwright() as playwright:
        path = next((path for name in NAMES if (path := shutil.which(name))), None)
        with suppress(Error):
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            found = {name: cold_size(browser, port, request) for name, request in requests.items()}
            browser.close()
    return found


def cold_size(browser, port, request):
    # The service worker fetches for later: that is no part of this page.
    context = browser.new_context(**PHONE, service_workers="block")
    url = f"http://127.0.0.1:{port}"
    pairs = [pair.split("=", 1) for pair in request.headers.get("Cookie", "").split("; ") if pair]
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in pairs])
    page = context.new_page()
    tracing, sizes = context.new_cdp_session(page), []
    tracing.send("Network.enable")
    tracing.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url + request.path, wait_until="load")
    page.wait_for_timeout(QUIET_MS)
    context.close()
    return round(sum(sizes)), len(sizes)

"""Measure what a phone loads and waits for on each page, cold and warm, and write it into docs/performance.md.

    uv run python -m bench front [--url http://127.0.0.1:8000] [--dry] [name …]

Serves the demo as `up` would, or measures the site at --url that has it. A name measures the pages whose name has it
in it; --dry only prints. Chromium, 390 × 844, its processor slowed down six times, over a slow 4G: 150 ms for each
request, 1.6 Mbit/s to the phone, 0.75 Mbit/s from it (Lighthouse's numbers for it).
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs/performance.md"
BEGIN, END = "<!-- front: begin -->\n", "<!-- front: end -->\n"
PORT = 8117
CHROMIUM = "/usr/bin/chromium"
# What the browser itself would do in the background is not the site's.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 6
EMAIL, PASSWORD = "demo@example.org", "sunny-spine-2"
KINDS = ("HTML", "CSS", "JS", "htmx", "figures", "other")

# Kept by the page itself: the biggest thing shown, what moved, and how long each tap took to show.
WATCH = """
self.bench = {lcp: 0, lcpWhat: "", cls: 0, taps: {}, moved: [], tasks: []};
const each = (type, use, more) =>
  new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({type, buffered: true, ...more});
const classOf = ({className}) => className ? "." + (className.baseVal ?? className) : "";
const name = (node) => node ? node.nodeName + classOf(node) : "";
each("largest-contentful-paint", (it) => { bench.lcp = it.startTime; bench.lcpWhat = name(it.element); });
each("layout-shift", (it) => {
  if (it.hadRecentInput) return;
  bench.cls += it.value;
  bench.moved.push(...it.sources.map(({node}) => name(node)));
});
each("longtask", (it) => bench.tasks.push([it.startTime, it.duration]));
each("event", (it) => {
  if (it.interactionId) bench.taps[it.interactionId] = [Math.max(it.duration, bench.taps[it.interactionId]?.[0] ?? 0),
    it.name + " " + name(it.target)];
}, {durationThreshold: 16});
"""


# --- What a person taps on each page ---


def tap(page, selector, times=1):
    for _ in range(times):
        target = page.locator(selector).first
        if target.count() and target.is_visible():
            target.click()
            page.wait_for_timeout(250)


def use_library(page):
    tap(page, ".library-more > summary")
    tap(page, ".library-more > summary")
    page.locator("#q").press_sequentially("plank", delay=120)
    page.wait_for_timeout(1500)
    page.locator("#q").fill("")
    page.wait_for_timeout(1500)
    tap(page, ".chip")
    page.wait_for_timeout(1500)


def use_exercise(page):
    tap(page, "pausable-figure button", 2)
    tap(page, "details > summary", 2)


def use_programmes(page):
    tap(page, "details > summary", 2)


def use_builder(page):
    tap(page, "[data-by='1']", 4)
    page.wait_for_timeout(2000)
    tap(page, "details > summary", 2)


def use_settings(page):
    tap(page, "#player .choice", 3)
    tap(page, "#player input[type=checkbox]", 2)


def use_progress(page):
    tap(page, ".chart-slot", 2)
    tap(page, "details > summary", 2)


def use_player(page):
    tap(page, "[data-do=start]")
    page.wait_for_timeout(2500)
    for action in ("pause", "pause", "skip", "back", "mute"):
        tap(page, f"[data-part=stage] [data-do={action}]")
        page.wait_for_timeout(400)


def use_any(page):
    tap(page, "main details > summary", 2)


def pages_of(page, url):
    """Return (name, address, is signed in, what to tap) of each page; makes the session that is played."""
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "login" not in address)
    page.goto(f"{url}/routines/")
    routine = page.locator("main a[href^='/routines/']").evaluate_all(
        "(links) => links.map((link) => link.pathname).find((path) => /^[/]routines[/][0-9]+[/]$/.test(path))"
    )
    page.goto(f"{url}{routine}")
    page.locator("form[action='/sessions/start/'] button").first.click()
    page.wait_for_url(lambda address: address.endswith("/play/"))
    player = page.evaluate("location.pathname")
    programme = "/programmes/stretch-then-strengthen-15/"
    return [
        ("landing", "/", False, use_any),
        ("library", "/exercises/", False, use_library),
        ("exercise", "/exercises/plank/", False, use_exercise),
        ("programmes", "/programmes/", False, use_programmes),
        ("programme", programme, False, use_any),
        ("about", "/about/", False, use_any),
        ("safety", "/safety/", False, use_any),
        ("sign in", "/accounts/login/", False, use_any),
        ("today", "/", True, use_any),
        ("library, signed in", "/exercises/", True, use_library),
        ("exercise, signed in", "/exercises/plank/", True, use_exercise),
        ("routines", "/routines/", True, use_any),
        ("routine", routine, True, use_any),
        ("builder", f"{routine}edit/", True, use_builder),
        ("history", "/sessions/", True, use_any),
        ("progress", "/progress/", True, use_progress),
        ("one exercise’s progress", "/progress/plank/", True, use_progress),
        ("settings", "/settings/", True, use_settings),
        ("player", player, True, use_player),
    ]


# --- Measuring ---


def kind_of(url, mime):
    if "/htmx" in url:
        return "htmx"
    if mime.startswith("text/html"):
        return "HTML"
    return {"text/css": "CSS", "text/javascript": "JS", "image/svg+xml": "figures"}.get(mime, "other")


class Load:
    """What one visit sends for, heard from the browser itself."""

    def __init__(self, page):
        self.requests = {}
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Network.enable")
        self.cdp.send("Network.emulateNetworkConditions", SLOW_4G)
        self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.cdp.on("Network.requestWillBeSent", self._sent)
        self.cdp.on("Network.responseReceived", self._answered)
        self.cdp.on("Network.requestServedFromCache", lambda told: self.requests.pop(told["requestId"], None))
        self.cdp.on("Network.loadingFinished", self._finished)

    def _sent(self, told):
        if told["request"]["url"].startswith("http"):
            self.requests[told["requestId"]] = {
                "url": told["request"]["url"],
                "at": told["timestamp"],
                "bytes": 0,
                "headers": 0,
            }

    def _answered(self, told):
        response = told["response"]
        request = self.requests.get(told["requestId"])
        is_kept = response.get("fromDiskCache") or response.get("fromServiceWorker")
        # The page itself always comes from the network: its worker only hands it on.
        if request and is_kept and told["type"] != "Document":
            del self.requests[told["requestId"]]
        elif request:
            request["kind"] = kind_of(response["url"], response["mimeType"])
            request["headers"] = response["encodedDataLength"]  # what had come by then

    def _finished(self, told):
        if request := self.requests.get(told["requestId"]):
            request["bytes"] = told["encodedDataLength"]

    def started(self):
        return min(request["at"] for request in self.requests.values())


def visit(page, address, html=0):
    """Load a page and return what it took, before anything is scrolled or tapped.

    A page that came through the worker does not tell its bytes: `html` does.
    """
    load = Load(page)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(2500)
    found = page.evaluate(
        """() => ({...bench, fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
        html: performance.getEntriesByType("navigation")[0].encodedBodySize,
        blocking: 1 + performance.getEntriesByType("resource")
            .filter((it) => it.renderBlockingStatus === "blocking").length})"""
    )
    start = load.started()
    sizes = Counter()
    for request in load.requests.values():
        sizes[request.get("kind", "other")] += request["bytes"]
    sizes["HTML"] = max(sizes["HTML"], html or found["html"])
    before = [request for request in load.requests.values() if (request["at"] - start) * 1000 < found["fcp"]]
    found |= {"sizes": sizes, "bodies": sizes.total() - sum(request["headers"] for request in load.requests.values())}
    return found | {"requests": len(load.requests), "before": len(before), "urls": dict(load.requests)}


def measure(browser, url, pages, cookies, wanted):
    for name, path, is_signed_in, use in pages:
        if wanted and not any(word in name for word in wanted):
            continue
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
        )
        if is_signed_in:
            context.add_cookies(cookies)
        context.add_init_script(WATCH)
        page = context.new_page()
        cold = visit(page, url + path)
        use(page)
        after = page.evaluate("bench")
        cold["inp"], cold["inpWhat"] = max(after["taps"].values(), default=(0, ""))
        cold["cls"] = after["cls"]
        cold["moved"] = after["moved"]
        page.close()
        # The worker has had its time to keep what it keeps: the next page of the same visit.
        page = context.new_page()
        warm = visit(page, url + path, cold["sizes"]["HTML"])
        context.close()
        yield name, cold, warm


def row(name, cold, warm):
    sizes = cold["sizes"]
    cells = [
        name,
        cold["blocking"],
        cold["before"],
        cold["requests"],
        *(f"{sizes[kind] / 1024:.1f}" for kind in KINDS),
        f"{sizes.total() / 1024:.1f}",
        f"{cold['bodies'] / 1024:.1f}",
        *(f"{cold[vital] / 1000:.2f}" for vital in ("fcp", "lcp")),
        f"{cold['cls']:.3f}".rstrip("0").rstrip("."),
        f"{cold['inp']:.0f}",
        warm["requests"],
        f"{warm['sizes'].total() / 1024:.1f}",
        f"{warm['lcp'] / 1000:.2f}",
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


HEAD = (
    "| page | blocking requests | before first paint | in all | HTML | CSS | own JS | htmx | figures | other | KB | "
    "without headers | FCP s | LCP s | CLS | INP ms | warm: requests | KB | LCP s |\n"
    f"| --- |{' ---: |' * 18}"
)


# --- Serving ---


@contextmanager
def serving():
    """Yield the address of the demo, served as `up` serves it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"http://127.0.0.1:{PORT}"
        env = os.environ | {"VAR_DIR": folder, "SITE_URL": url}
        words = [sys.executable, "manage.py", "up", "--demo", "--port", str(PORT)]
        process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for(url, process)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def environment():
    """Return what other tools need to find the browser."""
    return os.environ | {"CHROME_PATH": CHROMIUM}


def wait_for(url, process):
    while process.poll() is None:
        try:
            urlopen(f"{url}/readyz").read()
            return
        except OSError:
            time.sleep(0.3)
    sys.exit("the server ended before it answered")


def write(table):
    text = DOC.read_text(encoding="utf-8")
    DOC.write_text(
        re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}{table}\n{END}", text, flags=re.DOTALL), encoding="utf-8"
    )


def run(url, wanted, is_told=False):
    lines = [HEAD]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = browser.new_context(locale="en-GB")
        pages = pages_of(context.new_page(), url)
        cookies = context.cookies()
        context.close()
        print(HEAD)
        for name, cold, warm in measure(browser, url, pages, cookies, wanted):
            lines.append(row(name, cold, warm))
            print(lines[-1], flush=True)
            if is_told:
                print("   LCP", cold["lcpWhat"], "INP", cold["inpWhat"], "moved", sorted(set(cold["moved"])))
                print("   long tasks", [f"{at:.0f}+{took:.0f}" for at, took in cold["tasks"]])
                for visit_, label in ((cold, "cold"), (warm, "warm")):
                    for request in visit_["urls"].values():
                        print("  ", label, request.get("kind"), request["bytes"], request["url"].removeprefix(url))
        browser.close()
    return "\n".join(lines)


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--url", help="a site that runs already and has the demo person")
    parser.add_argument("--dry", action="store_true", help="print, and leave the document alone")
    parser.add_argument("--tell", action="store_true", help="also name each request, what moved and what was slow")
    options = parser.parse_args(words)
    if options.url:
        table = run(options.url, options.names, options.tell)
    else:
        with serving() as url:
            table = run(url, options.names, options.tell)
    if not options.dry and not options.names:
        write(table)


if __name__ == "__main__":
    main()

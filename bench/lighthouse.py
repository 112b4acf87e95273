"""Ask Lighthouse for its four scores of the public pages and the player, and write them into docs/performance.md.

    uv run python -m bench lighthouse [--url http://127.0.0.1:8000] [name …]

The audits that failed are printed; of named pages nothing is written. Needs Node: Lighthouse is run by npx and no part
of the project. The player is asked for as the demo person, by a cookie. Pages that search engines are asked to keep out
of their index fail "is-crawlable" by design: it is left out for them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench import front, table

VERSION = "lighthouse@13"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
HEAD = f"| page | {' | '.join(CATEGORIES)} |\n| --- |{' ---: |' * len(CATEGORIES)}"
NOT_FOR_ALL = "is-crawlable"
# It sometimes fails to record a page, says so, and asks to be run again.
TRIES = 3


def ask(url, cookies, is_public):
    """Return Lighthouse's report of a page."""
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder, "headers.json"), Path(folder, "report.json")
        headers.write_text(json.dumps({"Cookie": cookies} if cookies else {}), encoding="utf-8")
        words = ["npx", "--yes", VERSION, url, "--quiet", "--output=json", f"--output-path={report}"]
        words += [f"--extra-headers={headers}", f"--chrome-flags=--headless=new {' '.join(front.ARGS)}"]
        words += [] if is_public else [f"--skip-audits={NOT_FOR_ALL}"]
        done = subprocess.run(words, env=front.environment(), capture_output=True, text=True, check=False)
        if not report.is_file():
            sys.exit(f"Lighthouse failed at {url}:\n{done.stderr[-2000:]}")
        return json.loads(report.read_text(encoding="utf-8"))


def score_of(report, category):
    score = report["categories"][category]["score"]
    return "–" if score is None else f"{score * 100:.0f}"


def failed(report):
    """Return what was found wanting, by category."""
    for name in CATEGORIES:
        for ref in report["categories"][name]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield name, ref["id"], audit.get("displayValue", ""), audit


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--url", help="a site that runs already and has the demo person")
    options = parser.parse_args(words)
    if options.url:
        rows = run(options.url, options.names)
    else:
        with front.serving() as url:
            rows = run(url, options.names)
    if not options.names:
        table.write("lighthouse", "\n".join([HEAD, *rows]))


def run(url, names):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=front.CHROMIUM, args=front.ARGS)
        context = browser.new_context(locale="en-GB")
        pages = front.pages_of(context.new_page(), url)
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies())
        browser.close()
    print(HEAD)
    rows = []
    for name, path, is_signed_in, _ in pages:
        if (is_signed_in and name != "player") or (names and not any(word in name for word in names)):
            continue
        for _ in range(TRIES):
            report = ask(url + path, cookies if is_signed_in else "", not is_signed_in and name != "sign in")
            if not report.get("runtimeError"):
                break
        scores = [score_of(report, each) for each in CATEGORIES]
        rows.append(f"| {name} | {' | '.join(scores)} |")
        print(rows[-1], flush=True)
        for category, audit, value, told in failed(report):
            print(f"    {category}: {audit} {value}")
            for item in told.get("details", {}).get("items", [])[:3]:
                print(f"        {json.dumps(item)[:300]}")
    return rows


if __name__ == "__main__":
    main()

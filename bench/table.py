"""Figures as Markdown, and the place in docs/performance.md where they stand."""

from bench.machine import ROOT
from bench.measure import Figures
from bench.pages import OWN, PUBLIC, Page

DOCUMENT = ROOT / "docs" / "performance.md"
# Of a public page against the empty view; of a person's page against the view that loads them.
MOST_TIMES = {PUBLIC: 1.5, OWN: 2.5}
LEAST_SHARE = {PUBLIC: 0.0, OWN: 0.4}
HEAD = (
    "page",
    "median ms",
    "× empty",
    "× signed-in",
    "p99 ms",
    "requests/s",
    "÷ empty",
    "÷ signed-in",
    "CPU ms",
    "database ms",
    "queries",
    "answer KB",
    "cold KB (requests)",
    "target",
)


def table(head, rows) -> str:
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    return "\n".join(lines + [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows])


def verdict(page: Page, it: Figures) -> str:
    if not page.is_held:
        return ""
    slow, share = it.times_floor(page.floor), it.share_of_floor(page.floor)
    return "met" if slow <= MOST_TIMES[page.floor] and share >= LEAST_SHARE[page.floor] else "**missed**"


def costs(it: Figures) -> tuple[str, str]:
    """Return the milliseconds that the application and the database computed for one request."""
    return f"{1000 * it.cpu_seconds / it.requests:.2f}", f"{1000 * it.database_seconds / it.requests:.2f}"


def parts_table(parts: dict[str, dict[str, float]], queries: dict[str, int]) -> str:
    """Return where the processor's time of each page goes, in milliseconds."""
    names = list(next(iter(parts.values())))
    rows = [
        [page, queries[page], *(f"{found[name]:.1f}" for name in names), f"{sum(found.values()):.1f}"]
        for page, found in parts.items()
    ]
    return table(("page", "queries", *names, "in all"), rows)


def pages_table(chosen: list[Page], figures: dict[str, Figures]) -> str:
    rows = []
    for name, words in ((PUBLIC, "floor: an empty view"), (OWN, "floor: an empty view that loads the person")):
        it = figures[name]
        alone, many = f"{it.median_ms:.2f}", f"{it.per_second:.0f}"
        queries = 2 if name == OWN else 0
        rows.append([words, alone, "", "", f"{it.p99_ms:.1f}", many, "", "", *costs(it), queries, "", "", ""])
    for page in chosen:
        it = figures[page.name]
        rows.append(
            [
                page.name,
                f"{it.median_ms:.2f}",
                *(f"{it.times_floor(name):.1f}" for name in (PUBLIC, OWN)),
                f"{it.p99_ms:.1f}",
                f"{it.per_second:.0f}",
                *(f"{it.share_of_floor(name):.2f}" for name in (PUBLIC, OWN)),
                *costs(it),
                it.queries,
                f"{it.html_bytes / 1024:.1f}",
                f"{it.cold[0] / 1024:.1f} ({it.cold[1]})" if it.cold else "",
                verdict(page, it),
            ]
        )
    return table(HEAD, rows)


def write(name: str, content: str) -> None:
    """Put the content between the two marks of this name in docs/performance.md."""
    begin, end = f"<!-- {name}: made by `python -m bench` -->", f"<!-- /{name} -->"
    text = DOCUMENT.read_text()
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    DOCUMENT.write_text(f"{before}{begin}\n{content.strip()}\n{end}{rest.partition(end)[2]}")

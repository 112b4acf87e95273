"""Draws the app's icons: a figure of the figure engine on the brand's green, made into PNG by Chromium.

`uv run python -m tests.icons` writes them into static/icons; run it when the figure or the brand changes.
"""

import os
import shutil
from pathlib import Path

import django

ICONS = Path(__file__).parent.parent / "static/icons"
EXERCISE, POSE = "bird-dog", 3
# On the brand's green the figure wears light clothes; the mat, the shadow and the glow of its muscles stay away.
CLOTHES = """:root{--shirt:#fdf8ef;--sleeve:#fdf8ef;--leg:#bfe0d2;--skin:#eec39f;--hair:#2b1f18;--line:#0d3b32}
    .mat,.edge,.shadow,.arrow,.glow{display:none}"""
# The figure's box in its picture; see the viewBox of any file.
VIEW = "90 150 1130 590"
PAGE = """<style>body{{margin:0;background:transparent}}
    div{{width:{size}px;height:{size}px;background:linear-gradient(#2a8572,#1a5b4e);border-radius:{radius}px;
    display:grid;place-items:center}} svg{{width:{width}px}}</style><div>{svg}</div>"""
# name: pixels, share of the width the figure takes, radius of the corners as a share of the width
SIZES = {
    "app-192": (192, 1.0, 0.23),
    "app-512": (512, 1.0, 0.23),
    "maskable-512": (512, 0.84, 0.0),
    "apple-touch-icon": (180, 1.0, 0.0),
}


def figure_svg() -> str:
    from exercises import catalogue
    from exercises.management.commands.figures import draw

    svg = draw(catalogue.shipped().exercises[EXERCISE])[f"{EXERCISE}-{POSE}.svg"]
    head, rest = svg.split("</style>", 1)
    head = head.split("@media(prefers-color-scheme:dark)")[0] + head[head.index("path{stroke-linejoin") :]
    return f"{head}{CLOTHES}</style>{rest}".replace('viewBox="0 0 1280 960"', f'viewBox="{VIEW}"')


def draw_icons(folder: Path = ICONS) -> None:
    from playwright.sync_api import sync_playwright

    svg = figure_svg()
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (size, share, radius) in SIZES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(PAGE.format(size=size, width=round(size * share), radius=round(size * radius), svg=svg))
            page.screenshot(path=folder / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backroutine.settings")
    django.setup()
    draw_icons()

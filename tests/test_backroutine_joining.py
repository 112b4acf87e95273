from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from backroutine.joining import joined_script, joined_stylesheet, parts_of_others, squeezed


def test_a_style_sheet_takes_in_what_it_imports_each_in_its_layer() -> None:
    texts = {
        "css/a.css": '@layer one;\n\n@import url("parts/b.css") layer(one);\n',
        "css/parts/b.css": "b { top: 0 }\n",
    }

    assert joined_stylesheet(texts.__getitem__, "css/a.css") == "@layer one;\n\n@layer one {\nb { top: 0 }\n}\n"


def test_a_squeezed_style_sheet_says_the_same() -> None:
    css = """/* Words;
    and { more */
.a :is(b, c) > d + e:hover,
a::before {
  inline-size: calc(1px + 2 * var(--x));
  content: "/ {  " / "";
}

@media (width >= 48rem) and (hover: hover) {
  b { margin: -1px 0 auto; }
}
"""

    assert squeezed(css) == (
        '.a :is(b,c) > d + e:hover,a::before{inline-size:calc(1px + 2 * var(--x));content:"/ {  " / ""}'
        "@media (width >= 48rem) and (hover:hover){b{margin:-1px 0 auto}}"
    )


SCRIPTS = {
    "js/app.js": 'import "./first.js";\nimport { twice as double } from "./sums.js";\n'
    'import * as sums from "./sums.js";\n'
    "self.told.push([double(4), sums.most, Object.keys(sums)]);\n"
    'export const answer = double(sums.most);\nimport("./later/on.js");\n',
    "js/first.js": 'import { tell } from "./tell.js";\nconst most = "mine";\ntell(most);\n',
    "js/tell.js": "self.told = [];\nexport function tell(word) {\n  self.told.push(word);\n}\n",
    "js/sums.js": 'import { tell } from "./tell.js";\nexport const most = 21;\nexport const twice = (it) => 2 * it;\n'
    'export class Sum {}\nexport async function sum() {}\ntell("sums");\n',
    "js/later/on.js": 'import { most } from "../sums.js";\nself.most = most;\n',
}


def test_a_joined_script_runs_as_its_modules_would(page: Page, live_server: LiveServer) -> None:
    """Each once, in the order of the imports, its names its own."""
    script = joined_script(SCRIPTS.__getitem__, "js/app.js").replace('import("./later/on.js");', "")
    page.goto("/healthz")

    page.route("**/joined.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))

    found: dict[str, Any] = page.evaluate("import('/joined.js').then(({ answer }) => ({ answer, told: self.told }))")

    assert found == {"answer": 42, "told": ["mine", "sums", [8, 21, ["most", "twice", "Sum", "sum"]]]}


def test_what_is_imported_later_stays_a_file_called_from_where_it_is_joined_to() -> None:
    texts = {"js/a.js": 'import "./deep/b.js";\n', "js/deep/b.js": 'import("../c/d.js");\n', "js/c/d.js": ""}

    assert 'import("./c/d.js")' in joined_script(texts.__getitem__, "js/a.js")
    assert parts_of_others(texts) == {"js/deep/b.js"}


@pytest.mark.parametrize(
    "text",
    [
        "let x = 1;\nexport { x };\n",
        "export let x = 1;\n",
        "export default 1;\n",
        'export * from "./c.js";\n',
        'import x from "./c.js";\n',
        'import { x } from "bare";\n',
    ],
)
def test_what_cannot_be_joined_is_refused(text: str) -> None:
    texts = {"js/a.js": 'import "./b.js";\n', "js/b.js": text}

    with pytest.raises(ValueError, match=r"js/b\.js has an import or export that cannot be joined"):
        joined_script(texts.__getitem__, "js/a.js")


def test_a_circle_of_imports_is_refused() -> None:
    texts = {"js/a.js": 'import "./b.js";\n', "js/b.js": 'import "./a.js";\n'}

    with pytest.raises(ValueError, match=r"js/a\.js imports itself by way of js/b\.js"):
        joined_script(texts.__getitem__, "js/a.js")

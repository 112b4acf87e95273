"""Many small files, good to work in, joined to the few that a phone loads: style sheets, and scripts.

Pure: `read` returns the text of a file under static/, such as "js/app.js".
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath, relpath

Read = Callable[[str], str]

CSS_IMPORT = re.compile(r'^@import url\("([^"]+)"\) layer\(([\w-]+)\);$', re.MULTILINE)
BLANK = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/\s*|\s*([{};,])\s*|(?<=:)\s+|(\s+)""", re.DOTALL)

# The forms of import and export our modules keep to; `joined_script` refuses any other.
IMPORT = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+) from )?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
OTHER = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)
DYNAMIC = re.compile(r'\bimport\("([^"]+)"\)')


def joined_stylesheet(read: Read, path: str) -> str:
    """Return a style sheet with what it imports in its place, each file in its layer."""
    return CSS_IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(_beside(path, found[1]))}}}", read(path))


def squeezed(css: str) -> str:
    """Return a style sheet without comments and blanks that mean nothing.

    Blanks before a colon and around + and > stay: `a :is(b)` is not `a:is(b)`, and calc() wants them.
    """
    return BLANK.sub(lambda found: found[1] or found[2] or (" " if found[3] else ""), css).replace(";}", "}").strip()


def joined_script(read: Read, path: str) -> str:
    """Return a module with all it imports, each in a scope of its own, in the order a browser would run them.

    What it imports only later, import("…"), stays a file to itself. Raises ValueError at a circle of imports, and at an
    import or export of another form than those above: a name that changes after it was exported is not handed on.
    """
    parts: dict[str, str] = {}
    _join(read, path, path, parts, ())
    return "\n".join(parts.values())


def parts_of_others(texts: dict[str, str]) -> set[str]:
    """Return which files come along with another, and are asked for by nobody, from the texts of all by their paths."""
    parts = set()
    for path, text in texts.items():
        names = CSS_IMPORT.findall(text) if path.endswith(".css") else [(name,) for _, name in IMPORT.findall(text)]
        parts |= {_beside(path, name) for name, *_ in names}
    return parts - {_beside(path, name) for path, text in texts.items() for name in DYNAMIC.findall(text)}


def _join(read: Read, path: str, entry: str, parts: dict[str, str], importers: tuple[str, ...]) -> str:
    """Put a module's part after those it imports; return the name that holds what it exports."""
    if path in importers:
        raise ValueError(f"{path} imports itself by way of {importers[-1]}")
    name = "$" + re.sub(r"\W", "_", path.removeprefix("js/").removesuffix(".js"))
    if path in parts:
        return name

    def import_(found: re.Match[str]) -> str:
        module = _join(read, _beside(path, found[2]), entry, parts, (*importers, path))
        if not found[1]:
            return ""
        if found[1].startswith("*"):
            return f"const {found[1].removeprefix('* as ')} = {module};"
        return f"const {found[1].replace(' as ', ': ')} = {module};"

    text = DYNAMIC.sub(lambda found: f'import("{_from(entry, _beside(path, found[1]))}")', read(path))
    text = IMPORT.sub(import_, text)
    exported = [each[2] for each in EXPORT.finditer(text)]
    plain = EXPORT.sub(r"\1", text)
    if other := OTHER.search(plain):
        raise ValueError(f"{path} has an import or export that cannot be joined: {other[0]}")
    # What the first of all exports, it goes on to.
    parts[path] = (
        text if path == entry else f"const {name} = (() => {{\n{plain}\nreturn {{ {', '.join(exported)} }};\n}})();"
    )
    return name


def _beside(path: str, name: str) -> str:
    """Return the path of a file that another calls by a relative name."""
    return normpath(join(dirname(path), name))


def _from(path: str, target: str) -> str:
    """Return the relative name by which a file calls another."""
    name = relpath(target, dirname(path))
    return name if name.startswith(".") else f"./{name}"

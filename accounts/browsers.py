"""What a browser says it is, in two plain words. Nothing finer is kept: a name and a system tell devices apart."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

# The first that fits: most browsers also claim to be the ones below them.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|\bCriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


@dataclass(frozen=True)
class Browser:
    """A browser's name and its system's; "" for what is not known."""

    name: str = ""
    system: str = ""

    def __str__(self) -> str:
        if self.name and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.name, "system": self.system}
        return self.name or self.system or _("an unknown browser")


def read_user_agent(user_agent: str) -> Browser:
    return Browser(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def _first(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in patterns if re.search(pattern, user_agent)), "")

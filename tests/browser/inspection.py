"""What is wrong with the page that is open: found by axe, by the width of a phone, by the browser's own complaints."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: 320 wide is a small phone, and what is left of 1280 at 400 %.
_NARROW, _LOW = 320, 256
_BROAD, _HIGH = 1280, 900
#: As wide as it is, though no part of it that scrolls by itself is counted.
_OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """Every fault of the page, each in a line; the page is left as broad as a desk's screen."""
    found = [*_axe(page), *_sideways(page)]
    page.set_viewport_size({"width": _BROAD, "height": _HIGH})
    return found


def _axe(page: Page) -> Iterator[str]:
    for rule in _AXE.run(page, options={"runOnly": _RULES, "resultTypes": ["violations"]}).response["violations"]:
        yield from (f"{rule['id']}: {node['target'][0]} {node['html'][:120]}" for node in rule["nodes"])


def _sideways(page: Page) -> Iterator[str]:
    page.set_viewport_size({"width": _NARROW, "height": _LOW})
    overhang = page.evaluate(_OVERHANG)
    if overhang > 0:
        yield f"scrolls sideways by {overhang} pixels at {_NARROW}"

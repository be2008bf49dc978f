"""Debian's Chromium, driven by Playwright; a test that asks for a page is marked as a browser test by itself."""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PROGRAM = "/usr/bin/chromium"
# The last five keep it from calling home, which a machine without a way out would answer with one error after another.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a session; each test gets a context of its own in it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages, each of a person of its own: `new_page(script=False)` is one whose browser runs no script.

    A page that breaks the content security policy or throws in its script fails the test.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page(*, script: bool = True, **options: object) -> Page:
        page = browser.new_context(java_script_enabled=script, locale="en-US", **options).new_page()  # type: ignore[arg-type]
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield open_page
    if request.node.stash.get(_FAILED, False):
        _keep_screenshots(request.node.nodeid, pages)
    for page in pages:
        page.context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in Chromium, with script."""
    return new_page()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def any_page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """A page in Chromium; a test that asks for it runs once with script and once without."""
    return new_page(script=request.param)


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


def _keep_screenshots(test: str, pages: list[Page]) -> None:
    _SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9]+", "-", test).strip("-")[-120:]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=_SCREENSHOTS / f"{name}-{number}.png", full_page=True)

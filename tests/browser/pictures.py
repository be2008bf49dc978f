"""The pictures of the README, taken from a running system: `python -m tests.browser.pictures`.

A site is started over a town of invented people on a morning of its own, so that the same commit gives the same
pictures. The card is drawn from its PDF by pdftoppm (Debian's poppler-utils).
"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from models.migrations import migrate
from models.vocabulary import Level
from tests.browser.acts import enter
from tests.browser.people import one_time_code_of
from tests.browser.tour import REVIEWER
from tests.browser.town import MORNING, Town, build
from tests.journeys.world import at
from tests.support.browser import FLAGS, PROGRAM
from tests.support.ports import free_port
from tests.support.processes import Processes, Site
from workflows import jobs
from workflows.adapters.clock import FileClock
from workflows.adapters.pdf import CardFacts, WeasyPrinter
from workflows.seed.people import STAFF

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
_WIDE, _HIGH = 1120, 760
_CARD_DOTS_PER_INCH = 250
_MOST_BYTES = 150_000
#: Of a picture; more would show on photographs alone, and there are none.
_COLOURS = 96


def main() -> int:
    """Takes every picture; 0, or 1 where one is too large for a README."""
    if shutil.which("pdftoppm") is None:
        sys.stderr.write("The card is drawn by pdftoppm: apt-get install poppler-utils\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        processes = Processes(Path(scratch))
        try:
            town, site = _start(processes, Path(scratch))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
                _take(browser, site, town)
                browser.close()
        finally:
            processes.end_all()
    too_large = [path for path in FOLDER.glob("*.png") if path.stat().st_size > _MOST_BYTES]
    for path in sorted(FOLDER.glob("*.png")):
        sys.stdout.write(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size // 1000} kB\n")
    return 1 if too_large else 0


def _start(processes: Processes, scratch: Path) -> tuple[Town, Site]:
    url = f"sqlite:///{scratch / 'site.sqlite3'}"
    with redirect_stdout(io.StringIO()):
        migrate(url)
        jobs.migrate(url)
        town = build(url)
    environment = {name: str(free_port()) for name in ("PORT", "SANDBOX_PORT", "ELICENSE_SMTP_PORT")} | {
        "DATABASE_URL": url,
        "ELICENSE_CLOCK_FILE": str(scratch / "clock.json"),
        "ELICENSE_SANDBOX_FILE": str(scratch / "sandbox.sqlite3"),
    }
    FileClock(scratch / "clock.json").set(at(MORNING))
    return town, processes.start_site(environment)


def _take(browser: Browser, site: Site, town: Town) -> None:
    ana, ben, rita = (_signed_in(browser, site, who) for who in ("ana", "ben", REVIEWER))
    _picture(ana, site, "/home", "home")
    _picture(ana, site, f"/tasks/{town.tasks['ana']}/dates", "question")
    _picture(ben, site, f"/applications/{town.numbers['ben']}/diagram", "diagram", act=_whole_diagram)
    _picture(rita, site, f"/cases/{town.numbers['sue']}", "case", act=_about_to_approve)
    _card()


def _signed_in(browser: Browser, site: Site, who: str) -> Page:
    page = browser.new_context(viewport={"width": _WIDE, "height": _HIGH}, locale="en-US").new_page()
    page.goto(f"{site.url}/login")
    enter(page, who)
    staff = next((member for member in STAFF if member.key == who), None)
    if staff is not None:
        page.get_by_label("Code").fill(one_time_code_of(site, staff.email))
        page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def _picture(page: Page, site: Site, path: str, name: str, act: Callable[[Page], None] | None = None) -> None:
    """What is seen of a page without scrolling."""
    page.goto(site.url + path)
    if act:
        act(page)
    # letters come after the page
    page.wait_for_load_state("networkidle")
    _keep(Image.open(io.BytesIO(page.screenshot())), name)


def _about_to_approve(page: Page) -> None:
    page.get_by_role("button", name="Claim this case").click()
    page.wait_for_load_state("domcontentloaded")
    page.locator("[name=decision][value=approve]").check()
    for box in page.locator("[name=checklist]").all():
        box.check()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _whole_diagram(page: Page) -> None:
    """As broad as the page, all of it."""
    drawn = page.locator(".drawing svg").first
    drawn.evaluate("(svg) => { svg.setAttribute('width', '100%'); svg.removeAttribute('height'); }")
    page.set_viewport_size({"width": 1280, "height": 1280})


def _card() -> None:
    """A card, at an address that anyone may have."""
    facts = CardFacts(
        name="Ana Ruiz",
        number="E0912345",
        level=Level.EMT,
        issued_on=date(2026, 2, 4),
        expires_on=date(2027, 3, 31),
        verify_url="https://licensing.example.org/verify/E0912345",
        printed_at=at(MORNING),
    )
    command = ("pdftoppm", "-r", str(_CARD_DOTS_PER_INCH), "-png", "-singlefile")
    drawn = subprocess.run(command, check=True, input=WeasyPrinter().card(facts), capture_output=True).stdout
    _keep(Image.open(io.BytesIO(drawn)), "card")


def _keep(picture: Image.Image, name: str) -> None:
    few = picture.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())

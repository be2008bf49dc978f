"""What is done on a page of the tour before it is looked at."""

from collections.abc import Callable

from playwright.sync_api import Page

from workflows.seed.candidates import CANDIDATES
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Candidate, Holder, StaffMember
from workflows.seed.people import HOLDERS, STAFF

Act = Callable[[Page], None]


def send(page: Page) -> None:
    page.locator("main form button").first.click()


def empty_and_send(page: Page) -> None:
    for field in page.locator(
        "main input[type=text], main input[type=email], main input[type=tel], main textarea"
    ).all():
        if field.is_visible():
            field.fill("")
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
    page.locator("main button[value=continue]").last.click()


def say_yes(page: Page) -> None:
    page.locator("[name=b1][value=yes]").check()


def send_stale(page: Page) -> None:
    """Sends a page that was drawn before somebody else saved it."""
    page.locator("[name=revision]").evaluate("field => field.value = 99")
    page.locator("[name=residence_same][value=yes]").check()
    page.locator("main button[value=continue]").last.click()


def press(name: str) -> Act:
    return lambda page: page.get_by_role("main").get_by_role("button", name=name).click()


def follow(name: str) -> Act:
    return lambda page: page.get_by_role("main").get_by_role("link", name=name).click()


def open_details(page: Page) -> None:
    """Opens what lies behind the first row of a table."""
    page.locator("main table summary").first.click()


def claim(page: Page) -> None:
    claim = page.get_by_role("button", name="Claim this case")
    if claim.count():
        claim.click()
        page.wait_for_load_state("domcontentloaded")


def judge(verdict: str = "") -> Act:
    def act(page: Page) -> None:
        claim(page)
        page.get_by_role("link", name="Proof of the new name").click()
        if verdict:
            page.locator(f"[name=verdict][value={verdict}]").check()
            page.get_by_role("button", name="Save").click()

    return act


def send_panel(page: Page) -> None:
    """Claims the case and sends its panel as it is drawn."""
    claim(page)
    page.locator(".panel form .actions button").first.click()


def choose(decision: str, *, name: str = "decision", send: bool = False) -> Act:
    def act(page: Page) -> None:
        claim(page)
        page.locator(f"[name={name}][value={decision}]").check()
        for tick in page.locator("main [type=checkbox][name^=ask_]:visible").all():
            tick.check()
        if send:
            page.get_by_role("button", name="Record the decision").click()

    return act


def make_codes(page: Page) -> None:
    page.locator("main form button").click()


def password_of(key: str) -> Act:
    def act(page: Page) -> None:
        enter(page, key)
        page.get_by_label("Code").wait_for()

    return act


def recovery_of(key: str) -> Act:
    def act(page: Page) -> None:
        password_of(key)(page)
        page.get_by_role("link", name="Use a recovery code").click()

    return act


def enter(page: Page, key: str) -> None:
    """Types the e-mail address and password of anyone of the seed on the page that asks for them."""
    known = someone(key)
    page.get_by_label("E-mail address").fill(known.email)
    page.get_by_label("Password").fill(known.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def someone(key: str) -> Holder | Candidate | StaffMember:
    """Anyone of the seed."""
    everyone: tuple[Holder | Candidate | StaffMember, ...] = (*HOLDERS, *CHANGES, *CANDIDATES, *STAFF)
    return next(one for one in everyone if one.key == key)

"""A person who has no mouse, and one who sees where the keyboard is."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import MakeApplicant


def test_a_question_page_is_answered_by_keyboard_alone(applicant: MakeApplicant) -> None:
    una = applicant("una")
    una.asks_for_the_way()
    una.presses("Fill in", exact=False)
    page = una.page
    expect(page.locator("h1")).to_contain_text("Your license and the National Registry")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "details_right")
    page.keyboard.press("Space")
    expect(page.locator("[name=details_right][value=yes]")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("What is wrong?")).to_be_visible()
    _tab_to(page, "details_wrong")
    page.keyboard.type("My name is spelled with two n.")
    _tab_to(page, "nremt_consent")
    page.keyboard.press("Space")
    _tab_to(page, "action")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Your contact details")


def test_after_a_mistake_the_keyboard_is_at_the_summary_and_goes_to_the_field(applicant: MakeApplicant) -> None:
    page = applicant("ivan").page
    page.goto(re.sub(r"/home.*", "/account/password", page.url))
    page.get_by_role("main").get_by_role("button").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    field = page.locator("main form :focus")
    expect(field).to_have_attribute("aria-invalid", "true")


def _tab_to(page: Page, name: str) -> None:
    """Presses Tab until the control has the focus, and sees that it shows."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            break
    at = page.locator(f"[name={name}]:focus")
    expect(at).to_have_count(1)
    assert _outlined(page)


def _outlined(page: Page) -> bool:
    """Whether the focus can be seen: at the control, or at the mark that stands for it."""
    return bool(
        page.evaluate(
            """() => {
                const at = document.activeElement;
                const mark = getComputedStyle(at.labels?.[0] ?? at, "::before");
                return [getComputedStyle(at), mark].some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
            }"""
        )
    )

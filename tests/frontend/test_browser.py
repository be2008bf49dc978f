"""What only a browser can tell: that the pages work without script, and what the script adds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PAGES = [
    "ask/alignment/contact",
    "ask/renewal/background",
    "ask/renewal/sign",
    "ask/review/decide",
    "error/409",
    "error/500",
]


def _hear(page) -> list[str]:
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


class TestPages:
    @pytest.mark.parametrize("path", _PAGES)
    def test_axe_finds_nothing(self, site, page, path):
        page.goto(f"{site.address}/{path}")

        found = Axe().run(page, options={"runOnly": _RULES}).response["violations"]

        assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found] == []

    @pytest.mark.parametrize("path", _PAGES[:4])
    def test_axe_finds_nothing_when_answers_are_wrong(self, site, page, path):
        page.goto(f"{site.address}/{path}")
        page.locator("main button[value=continue]").click()
        page.locator(".error-summary").wait_for()

        found = Axe().run(page, options={"runOnly": _RULES}).response["violations"]

        assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found] == []

    @pytest.mark.parametrize("path", _PAGES)
    def test_a_narrow_page_never_scrolls_sideways(self, site, new_page, path):
        narrow = new_page(viewport={"width": 320, "height": 640})
        narrow.goto(f"{site.address}/{path}")

        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320

    def test_a_question_is_shown_by_the_answer_that_asks_for_it(self, site, any_page):
        any_page.goto(f"{site.address}/ask/renewal/background")
        expect(any_page.locator("#b1_explanation")).to_be_hidden()

        any_page.locator("label[for=b1-0]").click()
        expect(any_page.locator("#b1_explanation")).to_be_visible()

        any_page.locator("label[for=b1-1]").click()
        expect(any_page.locator("#b1_explanation")).to_be_hidden()

    def test_the_summary_has_the_focus_and_leads_to_the_field(self, site, any_page):
        any_page.goto(f"{site.address}/ask/alignment/dates")
        any_page.locator("main button[value=continue]").click()

        expect(any_page.locator(".error-summary")).to_be_focused()
        any_page.locator(".error-summary a").click()
        expect(any_page.locator("#confirm_dates")).to_be_focused()


class TestScript:
    def test_before_the_session_ends_a_person_is_asked_and_can_stay(self, site, page):
        page.clock.install()
        page.goto(f"{site.address}/ask/renewal/employer")
        expect(page.locator("dialog[data-session]")).to_be_hidden()

        page.clock.fast_forward("18:05")
        expect(page.locator("dialog[data-session]")).to_be_visible()
        with page.expect_response("**/stay"):
            page.get_by_role("button", name="Stay signed in").click()

        assert site.posted == [("/stay", {"token": "a-token"})]
        page.clock.fast_forward("10:00")
        expect(page.locator("dialog[data-session]")).to_be_hidden()

    def test_at_the_end_of_the_session_what_was_typed_is_saved(self, site, page):
        page.clock.install()
        page.goto(f"{site.address}/ask/renewal/employer")
        page.locator("label[for=affiliated-0]").click()
        page.locator("#service").fill("Acme Ambulance")

        with page.expect_navigation():
            # the last two seconds pass by themselves: the clock cannot be driven across the leave of its page
            page.clock.fast_forward("19:53")

        ((path, fields),) = site.posted
        assert (path, fields["action"], fields["service"]) == ("/ask/renewal/employer", "later", "Acme Ambulance")

    def test_leaving_with_typed_text_is_asked_about(self, site, page):
        asked = _hear(page)
        page.goto(f"{site.address}/ask/renewal/employer")
        page.locator("label[for=affiliated-0]").click()
        page.locator("#service").press_sequentially("Acme")

        page.goto(f"{site.address}/error/404")

        assert asked == ["beforeunload"]

    def test_sending_typed_text_is_not_asked_about(self, site, page):
        asked = _hear(page)
        page.goto(f"{site.address}/ask/renewal/employer")
        page.locator("label[for=affiliated-1]").click()

        page.locator("main button[value=continue]").click()
        page.wait_for_load_state()

        assert (asked, len(site.posted)) == ([], 1)

    def test_a_waiting_page_shows_what_changed(self, site, page):
        page.goto(f"{site.address}/waiting")
        expect(page.locator("h1")).to_have_text("Version 1")

        site.version = 2

        expect(page.locator("h1")).to_have_text("Version 2")

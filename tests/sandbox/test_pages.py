"""The sandbox's pages: what they show, that they set no cookie, and how they look to a browser."""

import smtplib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.sandbox.running import RunningSandbox
from workflows.adapters.mail import Attachment, OutgoingMail
from workflows.adapters.payments import PaymentMethod
from workflows.seed.people import HOLDERS, STAFF

_MAIL = OutgoingMail(
    to="ana.ruiz@example.org",
    subject="Prove your address",
    text="Open http://localhost:8000/confirm/abc. <b>Then</b> sign in.",
    html='<p>Open <a href="http://localhost:8000/confirm/abc">this</a>.</p><script>document.title = "ran"</script>',
    message_id="<job-1@oems.example.org>",
    attachments=(Attachment("card.pdf", "application/pdf", b"%PDF-1.7"),),
)


@pytest.fixture
def paths(sandbox: RunningSandbox) -> list[str]:
    """Every page, with something on it."""
    sandbox.mailer().send(_MAIL)
    opened = [
        sandbox.gateway().open_checkout(
            idempotency_key=key,
            reference="2026-000123",
            amount_cents=6250,
            surcharge_cents=147,
            method=PaymentMethod.CARD,
            description="One-year alignment",
            return_url="http://localhost:8000/done",
            cancel_url="http://localhost:8000/back",
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
        for key in ("open", "paid")
    ]
    sandbox.http.post(f"/pay/{opened[1].id}", data={"number": "4242424242424242"})
    pages = ["/", "/people", "/clock", "/mailbox", "/mailbox/1", "/registry", "/registry/people/ana", "/pay"]
    return [*pages, *(f"/pay/{checkout.id}" for checkout in opened)]


def test_everybody_is_on_the_page_of_people_with_all_that_is_needed(sandbox):
    page = sandbox.http.get("/people").text

    for holder in HOLDERS:
        ssn = f"{holder.ssn[:3]}-{holder.ssn[3:5]}-{holder.ssn[5:]}"
        for words in (holder.email, holder.password, holder.number, ssn, holder.registry_number, holder.expected.row):
            assert words in page
        assert f'value="{holder.plays_at.isoformat()}"' in page
    for member in STAFF:
        assert member.email in page
        assert member.totp_secret in page


def test_the_people_can_be_read_as_data_with_the_codes_of_now(sandbox):
    people = sandbox.http.get("/people.json").json()

    ana = next(holder for holder in people["holders"] if holder["key"] == "ana")
    assert (ana["birth_date"], ana["plays_at"], ana["expected"]["fee_cents"]) == (
        "1998-05-17",
        "2026-01-20T10:00:00-05:00",
        6250,
    )
    assert ana["registry"]["status"] == "ACTIVE"
    assert [len(member["code"]) for member in people["staff"]] == [6] * len(STAFF)


def test_no_page_sets_a_cookie_or_may_be_kept(sandbox, paths):
    for path in paths:
        answer = sandbox.http.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_mailbox_shows_whom_it_is_asked_for(sandbox):
    sandbox.mailer().send(_MAIL)
    sandbox.mailer().send(replace(_MAIL, to="ben.cole@example.org", message_id="<job-2@oems.example.org>"))

    everybody = sandbox.http.get("/mailbox.json").json()
    ana = sandbox.http.get("/mailbox.json", params={"to": "Ana.Ruiz@example.org"}).json()

    assert [message["to"] for message in everybody] == [["ben.cole@example.org"], ["ana.ruiz@example.org"]]
    assert [message["to"] for message in ana] == [["ana.ruiz@example.org"]]


def test_a_message_is_shown_with_its_links_and_without_its_markup(sandbox):
    sandbox.mailer().send(_MAIL)

    page = sandbox.http.get("/mailbox/1").text

    assert '<a href="http://localhost:8000/confirm/abc">http://localhost:8000/confirm/abc</a>.' in page
    assert "&lt;b&gt;Then&lt;/b&gt;" in page
    assert "<script>" not in page


def test_a_message_that_came_twice_says_so(sandbox):
    sandbox.mailer().send(_MAIL)
    sandbox.mailer().send(_MAIL)

    assert sandbox.http.get("/mailbox.json").json()[0]["deliveries"] == 2
    assert "came 2 times" in sandbox.http.get("/mailbox").text


def test_an_attachment_is_downloaded_and_not_shown(sandbox):
    sandbox.mailer().send(_MAIL)

    answer = sandbox.http.get("/mailbox/1/attachments/0")

    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=card.pdf"
    assert sandbox.http.get("/mailbox/1/attachments/1").status_code == 404


@pytest.mark.parametrize("empty", [lambda http: http.delete("/mailbox"), lambda http: http.post("/mailbox/clear")])
def test_the_mailbox_can_be_emptied(sandbox, empty: Callable[[httpx2.Client], httpx2.Response]):
    sandbox.mailer().send(_MAIL)

    assert empty(sandbox.http).status_code in {204, 303}

    assert sandbox.http.get("/mailbox.json").json() == []
    assert sandbox.http.get("/mailbox/1").status_code == 404


def test_a_message_of_another_program_without_parts_is_shown(sandbox):
    with smtplib.SMTP("127.0.0.1", sandbox.settings.smtp_port) as connection:
        connection.sendmail("a@example.org", ["b@example.org"], b"Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\n\r\nplain\r\n")

    message = sandbox.http.get("/mailbox.json").json()[0]
    assert (message["subject"], message["text"].strip(), message["html"]) == ("Grüße", "plain", "")
    assert sandbox.http.get("/mailbox/1").status_code == 200


@pytest.fixture
def any_width(new_page: Callable[..., Page]) -> list[Page]:
    return [new_page(viewport={"width": width, "height": 800}) for width in (320, 1280)]


def test_every_page_fits_a_narrow_and_a_wide_screen_and_axe_finds_nothing(sandbox, paths, any_width):
    for page in any_width:
        for path in paths:
            page.goto(sandbox.settings.sandbox_url + path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path


def test_a_case_is_set_with_one_press_without_script(sandbox, new_page):
    page = new_page(script=False)
    page.goto(f"{sandbox.settings.sandbox_url}/people")

    page.locator("#ana").get_by_role("button").click()

    assert "January 20, 2026, 10:00 AM" in page.get_by_role("region", name="Time").inner_text()
    assert page.url.endswith("/people")


def test_a_message_shows_its_html_and_runs_none_of_its_script(sandbox, new_page):
    sandbox.mailer().send(_MAIL)
    page = new_page()
    page.goto(f"{sandbox.settings.sandbox_url}/mailbox/1")

    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="this").wait_for()

    assert page.title() == "Prove your address – Sandbox"


def test_a_link_in_a_message_leaves_the_frame(sandbox, new_page):
    sandbox.mailer().send(replace(_MAIL, html=f'<a href="{sandbox.settings.sandbox_url}/clock">clock</a>'))
    page = new_page()
    page.goto(f"{sandbox.settings.sandbox_url}/mailbox/1")

    page.frame_locator("iframe").get_by_role("link", name="clock").click()

    page.get_by_role("heading", name="Clock", level=1).wait_for()

import pytest

from models.vocabulary import StaffRole
from tests.webapp.people import PASSWORD, sign_in, sign_in_with_code
from workflows.accounts.passwords import CHEAPEST, hashed


def test_a_person_signs_in_and_out(browser, make_account):
    make_account()

    browser.get("/")
    sign_in(browser)
    browser.get("/account")

    assert browser.sees("ana@example.org")
    browser.post("/logout")
    browser.get("/account", expect=303)


def test_the_address_is_taken_in_any_case_of_letters(browser, make_account):
    make_account()

    sign_in(browser, " Ana@Example.ORG ")

    browser.get("/account")


def test_the_way_to_a_page_is_kept_over_the_sign_in(browser, make_account):
    make_account()
    answer = browser.get("/account", expect=303)
    assert answer.location == "/login?next=/account"

    browser.get(answer.location)
    answer = browser.post("/login?next=/account", {"email": "ana@example.org", "password": PASSWORD})

    assert answer.location == "/account"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "////evil.example"])
def test_no_sign_in_leads_to_another_site(browser, make_account, elsewhere):
    make_account()

    browser.post("/login", {"email": "ana@example.org", "password": PASSWORD, "next": elsewhere}, expect=422)


def test_a_way_that_browsers_would_bend_to_another_site_stays_on_this_one(browser, make_account):
    make_account()

    answer = browser.post("/login", {"email": "ana@example.org", "password": PASSWORD, "next": r"/\evil.example"})

    assert answer.location == "/%5Cevil.example"


def test_an_unknown_address_a_wrong_password_and_an_unproved_address_get_the_same_answer(make_account, another_browser):
    make_account()
    make_account("new@example.org", confirmed=False)
    tries = [
        ("ana@example.org", "wrong password here"),
        ("nobody@example.org", PASSWORD),
        ("new@example.org", PASSWORD),
    ]

    answers = []
    for email, password in tries:
        browser = another_browser()
        answer = browser.post("/login", {"email": email, "password": password}, expect=422)
        answers.append(answer.text.replace(email, "EMAIL").replace(_token(browser), "TOKEN"))

    assert browser.sees("Check your e-mail address and your password.")
    assert len(set(answers)) == 1


def test_a_password_never_comes_back_in_a_page(browser, make_account):
    make_account()

    answer = browser.post("/login", {"email": "ana@example.org", "password": "wrong but typed"}, expect=422)

    assert "wrong but typed" not in answer.text


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_after_ten_wrong_passwords_even_the_right_one_waits(browser, make_account, machine_time, email):
    make_account()
    for _ in range(10):
        sign_in(browser, email, "wrong password here", expect=422)

    sign_in(browser, email, expect=429)

    assert browser.sees("There were too many tries. Please wait 15 minutes")
    machine_time.ahead = machine_time.minutes(16)
    sign_in(browser, email, expect=303 if email.startswith("ana") else 422)


def test_the_id_of_a_session_changes_at_the_sign_in_and_the_old_one_ends(browser, another_browser, make_account):
    make_account()
    browser.get("/login")
    before = browser.cookie

    sign_in(browser)

    assert browser.cookie not in (None, before)
    thief = another_browser()
    thief.set_cookie(before)
    thief.get("/account", expect=303)


def test_an_id_that_someone_else_chose_is_never_taken_over(browser, make_account):
    make_account()
    browser.set_cookie("chosen-by-someone-else")

    sign_in(browser)

    assert browser.cookie != "chosen-by-someone-else"


def test_the_id_changes_again_at_the_second_factor(browser, make_account):
    make_account(roles=(StaffRole.REVIEWER,), totp=True)
    sign_in(browser)
    half_way = browser.cookie

    browser.get("/account", expect=303)
    sign_in_with_code(browser)

    assert browser.cookie != half_way
    browser.get("/account")


def test_signing_out_ends_the_session_on_the_server(browser, another_browser, make_account):
    make_account()
    sign_in(browser)
    cookie = browser.cookie
    browser.post("/logout")

    thief = another_browser()
    thief.set_cookie(cookie)

    thief.get("/account", expect=303)


def test_an_applicant_is_signed_out_after_twenty_idle_minutes(browser, make_account, machine_time):
    make_account()
    sign_in(browser)

    machine_time.ahead = machine_time.minutes(19)
    browser.get("/account")
    machine_time.ahead = machine_time.minutes(38)
    browser.get("/account")
    machine_time.ahead = machine_time.minutes(59)

    browser.get("/account", expect=303)


def test_staff_are_signed_out_after_fifteen_idle_minutes(browser, make_account, machine_time):
    make_account(roles=(StaffRole.AUDITOR,), totp=True)
    sign_in_with_code(browser)

    machine_time.ahead = machine_time.minutes(14)
    browser.get("/account")
    machine_time.ahead = machine_time.minutes(30)

    browser.get("/account", expect=303)


def test_a_session_ends_after_twelve_hours_whatever_happens(browser, make_account, machine_time):
    make_account()
    sign_in(browser)

    for quarters in range(1, 48):
        machine_time.ahead = machine_time.minutes(15 * quarters)
        browser.get("/account")
    machine_time.ahead = machine_time.minutes(12 * 60 + 1)

    browser.get("/account", expect=303)


def test_a_session_can_be_ended_from_another(browser, another_browser, make_account):
    make_account()
    sign_in(browser)
    elsewhere = another_browser()
    sign_in(elsewhere)
    browser.get("/account")
    assert browser.sees("in 1 other place.")

    browser.post("/account/sessions/end-others")

    elsewhere.get("/account", expect=303)
    browser.get("/account")
    assert browser.sees("You are signed in here alone.")


def test_a_request_under_way_does_not_bring_an_ended_session_back(browser, make_account, office):
    make_account()
    sign_in(browser)
    store = office.accounts.web_sessions
    store.end(browser.cookie)

    assert not store.write(browser.cookie, "{}", expires_at=office.accounts.now())
    browser.get("/account", expect=303)


def test_looking_moves_the_idle_limit_once_a_minute_at_most(browser, make_account, machine_time, office):
    make_account()
    sign_in(browser)
    browser.get("/account")
    store, cookie = office.accounts.web_sessions, browser.cookie
    first = store.read(cookie, now=office.accounts.now()).expires_at

    browser.get("/account")
    assert store.read(cookie, now=office.accounts.now()).expires_at == first
    machine_time.ahead = machine_time.minutes(2)
    browser.get("/account")

    assert store.read(cookie, now=office.accounts.now()).expires_at > first


def test_a_changed_password_signs_everyone_else_out(browser, another_browser, make_account, postbox):
    make_account()
    sign_in(browser)
    elsewhere = another_browser()
    sign_in(elsewhere)

    browser.post("/account/password", {"password": PASSWORD, "new_password": "eleven quiet lanterns drift"})

    browser.get("/account")
    elsewhere.get("/account", expect=303)
    assert postbox.templates == ["N-ACCT-CHANGED"]
    sign_in(elsewhere, password="eleven quiet lanterns drift")


def test_a_password_is_changed_only_by_who_knows_it(browser, make_account):
    make_account()
    sign_in(browser)

    browser.post(
        "/account/password", {"password": "not the password", "new_password": "eleven quiet lanterns drift"}, expect=422
    )

    assert browser.sees("Enter the password of this account")


def test_a_disabled_account_does_not_sign_in_and_is_not_told_so(browser, make_account, office):
    account = make_account()
    office.accounts.directory.change(account.id, {"active": False})

    sign_in(browser, expect=422)

    assert browser.sees("Check your e-mail address and your password.")


def test_an_account_disabled_later_is_signed_out(browser, make_account, office):
    account = make_account()
    sign_in(browser)

    office.accounts.directory.change(account.id, {"active": False})

    browser.get("/account", expect=303)


def test_a_hash_of_the_office_is_one_that_the_sign_in_takes(browser, make_account, office):
    account = make_account()
    stronger = hashed("eleven quiet lanterns drift", CHEAPEST)
    office.accounts.directory.change(account.id, {"password": stronger})

    sign_in(browser, password="eleven quiet lanterns drift")

    assert stronger.startswith("$argon2id$")


def test_what_asks_for_json_gets_the_page(browser, make_account):
    make_account()

    answer = browser.get("/login", headers={"Accept": "application/json"})

    assert answer.mimetype == "text/html"


def _token(browser):
    assert browser.page is not None
    return browser.page.token

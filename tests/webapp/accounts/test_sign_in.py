import pytest

from models.vocabulary import StaffRole
from tests.webapp.people import PASSWORD, sign_in, sign_in_with_code
from workflows.accounts.passwords import CHEAPEST, hashed


def test_a_person_signs_in_and_out(visitor, make_account):
    make_account()

    visitor.get("/")
    sign_in(visitor)
    visitor.get("/account")

    assert visitor.sees("ana@example.org")
    visitor.post("/logout")
    visitor.get("/account", expect=303)


def test_the_address_is_taken_in_any_case_of_letters(visitor, make_account):
    make_account()

    sign_in(visitor, " Ana@Example.ORG ")

    visitor.get("/account")


def test_the_way_to_a_page_is_kept_over_the_sign_in(visitor, make_account):
    make_account()
    answer = visitor.get("/account", expect=303)
    assert answer.location == "/login?next=/account"

    visitor.get(answer.location)
    answer = visitor.post("/login?next=/account", {"email": "ana@example.org", "password": PASSWORD})

    assert answer.location == "/account"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "////evil.example"])
def test_no_sign_in_leads_to_another_site(visitor, make_account, elsewhere):
    make_account()

    visitor.post("/login", {"email": "ana@example.org", "password": PASSWORD, "next": elsewhere}, expect=422)


def test_a_way_that_browsers_would_bend_to_another_site_stays_on_this_one(visitor, make_account):
    make_account()

    answer = visitor.post("/login", {"email": "ana@example.org", "password": PASSWORD, "next": r"/\evil.example"})

    assert answer.location == "/%5Cevil.example"


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_password_that_is_longer_than_any_is_refused_alike_with_and_without_an_account(visitor, make_account, email):
    make_account()

    visitor.post("/login", {"email": email, "password": "x" * 5000}, expect=422)

    assert visitor.sees("Check your e-mail address and your password")


def test_an_unknown_address_a_wrong_password_and_an_unproved_address_get_the_same_answer(make_account, another_visitor):
    make_account()
    make_account("new@example.org", confirmed=False)
    tries = [
        ("ana@example.org", "wrong password here"),
        ("nobody@example.org", PASSWORD),
        ("new@example.org", PASSWORD),
    ]

    answers = []
    for email, password in tries:
        visitor = another_visitor()
        answer = visitor.post("/login", {"email": email, "password": password}, expect=422)
        answers.append(answer.text.replace(email, "EMAIL").replace(_token(visitor), "TOKEN"))

    assert visitor.sees("Check your e-mail address and your password.")
    assert len(set(answers)) == 1


def test_a_password_never_comes_back_in_a_page(visitor, make_account):
    make_account()

    answer = visitor.post("/login", {"email": "ana@example.org", "password": "wrong but typed"}, expect=422)

    assert "wrong but typed" not in answer.text


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_after_ten_wrong_passwords_even_the_right_one_waits(visitor, make_account, machine_time, email):
    make_account()
    for _ in range(10):
        sign_in(visitor, email, "wrong password here", expect=422)

    sign_in(visitor, email, expect=429)

    assert visitor.sees("There were too many tries. Please wait 15 minutes")
    machine_time.ahead = machine_time.minutes(16)
    sign_in(visitor, email, expect=303 if email.startswith("ana") else 422)


def test_the_id_of_a_session_changes_at_the_sign_in_and_the_old_one_ends(visitor, another_visitor, make_account):
    make_account()
    visitor.get("/login")
    before = visitor.cookie

    sign_in(visitor)

    assert visitor.cookie not in (None, before)
    thief = another_visitor()
    thief.set_cookie(before)
    thief.get("/account", expect=303)


def test_an_id_that_someone_else_chose_is_never_taken_over(visitor, make_account):
    make_account()
    visitor.set_cookie("chosen-by-someone-else")

    sign_in(visitor)

    assert visitor.cookie != "chosen-by-someone-else"


def test_the_id_changes_again_at_the_second_factor(visitor, make_account):
    make_account(roles=(StaffRole.REVIEWER,), totp=True)
    sign_in(visitor)
    half_way = visitor.cookie

    visitor.get("/account", expect=303)
    sign_in_with_code(visitor)

    assert visitor.cookie != half_way
    visitor.get("/account")


def test_signing_out_ends_the_session_on_the_server(visitor, another_visitor, make_account):
    make_account()
    sign_in(visitor)
    cookie = visitor.cookie
    visitor.post("/logout")

    thief = another_visitor()
    thief.set_cookie(cookie)

    thief.get("/account", expect=303)


def test_an_applicant_is_signed_out_after_twenty_idle_minutes(visitor, make_account, machine_time):
    make_account()
    sign_in(visitor)

    machine_time.ahead = machine_time.minutes(19)
    visitor.get("/account")
    machine_time.ahead = machine_time.minutes(38)
    visitor.get("/account")
    machine_time.ahead = machine_time.minutes(59)

    visitor.get("/account", expect=303)


def test_staff_are_signed_out_after_fifteen_idle_minutes(visitor, make_account, machine_time):
    make_account(roles=(StaffRole.AUDITOR,), totp=True)
    sign_in_with_code(visitor)

    machine_time.ahead = machine_time.minutes(14)
    visitor.get("/account")
    machine_time.ahead = machine_time.minutes(30)

    visitor.get("/account", expect=303)


def test_a_session_ends_after_twelve_hours_whatever_happens(visitor, make_account, machine_time):
    make_account()
    sign_in(visitor)

    for quarters in range(1, 48):
        machine_time.ahead = machine_time.minutes(15 * quarters)
        visitor.get("/account")
    machine_time.ahead = machine_time.minutes(12 * 60 + 1)

    visitor.get("/account", expect=303)


def test_a_session_can_be_ended_from_another(visitor, another_visitor, make_account):
    make_account()
    sign_in(visitor)
    elsewhere = another_visitor()
    sign_in(elsewhere)
    visitor.get("/account")
    assert visitor.sees("in 1 other place.")

    visitor.post("/account/sessions/end-others")

    elsewhere.get("/account", expect=303)
    visitor.get("/account")
    assert visitor.sees("You are signed in here alone.")


def test_a_request_under_way_does_not_bring_an_ended_session_back(visitor, make_account, office):
    make_account()
    sign_in(visitor)
    store = office.accounts.web_sessions
    store.end(visitor.cookie)

    assert not store.write(visitor.cookie, "{}", expires_at=office.accounts.now())
    visitor.get("/account", expect=303)


def test_looking_moves_the_idle_limit_once_a_minute_at_most(visitor, make_account, machine_time, office):
    make_account()
    sign_in(visitor)
    visitor.get("/account")
    store, cookie = office.accounts.web_sessions, visitor.cookie
    first = store.read(cookie, now=office.accounts.now()).expires_at

    visitor.get("/account")
    assert store.read(cookie, now=office.accounts.now()).expires_at == first
    machine_time.ahead = machine_time.minutes(2)
    visitor.get("/account")

    assert store.read(cookie, now=office.accounts.now()).expires_at > first


def test_a_changed_password_signs_everyone_else_out(visitor, another_visitor, make_account, postbox):
    make_account()
    sign_in(visitor)
    elsewhere = another_visitor()
    sign_in(elsewhere)

    visitor.post("/account/password", {"password": PASSWORD, "new_password": "eleven quiet lanterns drift"})

    visitor.get("/account")
    elsewhere.get("/account", expect=303)
    assert postbox.templates == ["N-ACCT-CHANGED"]
    sign_in(elsewhere, password="eleven quiet lanterns drift")


def test_a_password_is_changed_only_by_who_knows_it(visitor, make_account):
    make_account()
    sign_in(visitor)

    visitor.post(
        "/account/password", {"password": "not the password", "new_password": "eleven quiet lanterns drift"}, expect=422
    )

    assert visitor.sees("Enter the password of this account")


def test_a_disabled_account_does_not_sign_in_and_is_not_told_so(visitor, make_account, office):
    account = make_account()
    office.accounts.directory.change(account.id, {"active": False})

    sign_in(visitor, expect=422)

    assert visitor.sees("Check your e-mail address and your password.")


def test_an_account_disabled_later_is_signed_out(visitor, make_account, office):
    account = make_account()
    sign_in(visitor)

    office.accounts.directory.change(account.id, {"active": False})

    visitor.get("/account", expect=303)


def test_a_hash_of_the_office_is_one_that_the_sign_in_takes(visitor, make_account, office):
    account = make_account()
    stronger = hashed("eleven quiet lanterns drift", CHEAPEST)
    office.accounts.directory.change(account.id, {"password": stronger})

    sign_in(visitor, password="eleven quiet lanterns drift")

    assert stronger.startswith("$argon2id$")


def test_what_asks_for_json_gets_the_page(visitor, make_account):
    make_account()

    answer = visitor.get("/login", headers={"Accept": "application/json"})

    assert answer.mimetype == "text/html"


def _token(visitor):
    assert visitor.page is not None
    return visitor.page.token

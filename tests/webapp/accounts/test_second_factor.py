from concurrent.futures import ThreadPoolExecutor

import pytest
from passlib.totp import TOTP

from models import Account
from models.vocabulary import StaffRole
from tests.webapp.browser import Browser
from tests.webapp.people import PASSWORD, code, sign_in, sign_in_with_code
from workflows.accounts import TooManyTries

STAFF = (StaffRole.REVIEWER,)


@pytest.fixture
def reviewer(make_account):
    return make_account("rita@oems.example.org", roles=STAFF, totp=True)


def test_staff_sign_in_with_password_and_code(browser, reviewer):
    sign_in(browser, reviewer.email)
    browser.get("/account", expect=303)

    sign_in_with_code(browser, reviewer.email)

    browser.get("/account")
    assert browser.sees("we ask for your password and a code from your app")


def test_a_wrong_code_is_told_and_asked_again(browser, reviewer):
    sign_in(browser, reviewer.email)

    browser.post("/login/code", {"code": "000000"}, expect=422)

    assert browser.sees("Enter the 6 digits that your app shows now.")
    browser.get("/account", expect=303)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567890123", "١٢٣٤٥٦", "12 34 56 78"])
def test_what_is_no_code_is_refused_like_a_wrong_one(browser, reviewer, typed):
    sign_in(browser, reviewer.email)

    browser.post("/login/code", {"code": typed}, expect=422)


def test_a_code_is_taken_once(browser, another_browser, reviewer):
    once = code()
    sign_in(browser, reviewer.email)
    browser.post("/login/code", {"code": once})

    replay = another_browser()
    sign_in(replay, reviewer.email)

    replay.post("/login/code", {"code": once}, expect=422)
    replay.get("/account", expect=303)


def test_a_code_from_before_one_that_was_taken_is_refused(office, reviewer):
    take = office.accounts.second_factor.take_code
    assert take(reviewer.id, lambda _: 100)

    assert not take(reviewer.id, lambda _: 100)
    assert not take(reviewer.id, lambda _: 99)
    assert take(reviewer.id, lambda _: 101)


def test_of_fifty_tries_at_once_five_are_looked_at(office, reviewer):
    looked_at = []

    def guess(number):
        try:
            return office.accounts.second_factor.take_code(reviewer.id, lambda _: looked_at.append(number))
        except TooManyTries:
            return "refused"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(50)))

    assert len(looked_at) == 5
    assert answers.count("refused") == 45


def test_one_right_code_sent_many_times_at_once_is_taken_once(office, reviewer):
    def send(_):
        try:
            return office.accounts.second_factor.take_code(reviewer.id, lambda last: 7 if (last or 0) < 7 else None)
        except TooManyTries:
            return False

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(20)))

    assert answers.count(True) == 1


def test_after_five_wrong_codes_even_the_right_one_waits_a_quarter_of_an_hour(browser, reviewer, office, machine_time):
    sign_in(browser, reviewer.email)
    for _ in range(5):
        browser.post("/login/code", {"code": "000000"}, expect=422)

    browser.post("/login/code", {"code": code()}, expect=429)

    machine_time.ahead = machine_time.minutes(16)
    sign_in_with_code(browser, reviewer.email)


def test_staff_without_a_second_factor_get_nowhere_but_to_its_setup(browser, make_account):
    make_account(roles=STAFF)

    sign_in(browser)

    for path in ("/account", "/", "/staff/linking-locks", "/account/password"):
        answer = browser.get(path, expect=303)
        assert answer.location == "/account/second-factor"
    browser.get("/account/second-factor")
    assert browser.sees("Everyone on the staff signs in with a password and a code")


def test_staff_set_the_second_factor_up_and_go_on(browser, make_account):
    make_account(roles=STAFF)
    sign_in(browser)
    before = browser.cookie

    browser.post("/account/second-factor", {"setup": "authenticator"}, expect=200)
    assert 'src="data:image/svg+xml' in browser.page.html
    secret = browser.page.html.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    answer = browser.post_bare(
        "/login/code", {"code": TOTP(key=secret).generate().token, "csrf_token": browser.page.token}, expect=303
    )

    assert answer.location == "/account/recovery-codes"
    assert browser.cookie != before
    browser.get("/account")


def test_a_code_that_is_wrong_at_the_setup_changes_nothing(browser, make_account, office):
    account = make_account()
    sign_in(browser)
    browser.post("/account/second-factor", {"setup": "authenticator"}, expect=200)

    browser.post_bare("/login/code", {"code": "000000", "csrf_token": browser.page.token}, expect=422)

    assert office.accounts.directory.by_id(account.id).tf_totp_secret is None


def test_staff_cannot_give_their_second_factor_up(browser, reviewer, office):
    sign_in_with_code(browser, reviewer.email)

    browser.post("/account/second-factor", {"setup": "disable"}, expect=422)

    assert office.accounts.directory.by_id(reviewer.id).tf_totp_secret is not None


def test_an_applicant_may_give_the_second_factor_up(browser, make_account, office):
    account = make_account(totp=True)
    sign_in_with_code(browser)

    browser.post("/account/second-factor", {"setup": "disable"})

    assert office.accounts.directory.by_id(account.id).tf_totp_secret is None
    browser.post("/logout")
    sign_in(browser)
    browser.get("/account")


def test_the_second_factor_is_changed_only_by_who_gave_the_password_lately(browser, reviewer, machine_time, site):
    sign_in_with_code(browser, reviewer.email)
    site.config["SECURITY_FRESHNESS"] = machine_time.minutes(0.00001)
    site.config["SECURITY_FRESHNESS_GRACE_PERIOD"] = machine_time.minutes(0)

    answer = browser.get("/account/second-factor", expect=303)

    assert answer.location.startswith("/account/still-you")
    browser.get(answer.location)
    browser.post("/account/still-you", {"password": "not the password"}, expect=422)
    browser.post("/account/still-you", {"password": PASSWORD})


def test_a_session_from_before_the_second_factor_does_nothing_for_staff(browser, another_browser, make_account, office):
    account = make_account(roles=STAFF)
    sign_in(browser)
    office.accounts.directory.change(
        account.id, {"tf_primary_method": "authenticator", "tf_totp_secret": "JBSWY3DPEHPK3PXP"}
    )

    answer = browser.get("/staff/linking-locks", expect=303)

    assert answer.location == "/login"
    browser.get("/account", expect=303)


def test_a_recovery_code_signs_in_once(browser, another_browser, reviewer):
    sign_in_with_code(browser, reviewer.email)
    recovery = _new_recovery_codes(browser)
    browser.get("/account/recovery-codes")
    assert recovery[0] not in browser.page.html

    elsewhere = another_browser()
    sign_in(elsewhere, reviewer.email)
    elsewhere.post("/login/recovery-code", {"code": recovery[0].upper()})
    elsewhere.get("/account")

    replay = another_browser()
    sign_in(replay, reviewer.email)
    replay.post("/login/recovery-code", {"code": recovery[0]}, expect=422)
    assert replay.sees("Enter one of your recovery codes")


def test_recovery_codes_are_kept_as_hashes(browser, reviewer, office):
    sign_in_with_code(browser, reviewer.email)

    recovery = _new_recovery_codes(browser)

    kept = office.accounts.directory.by_id(reviewer.id).mf_recovery_codes
    assert len(kept) == len(recovery) == 10
    assert not any(code.replace("-", "") in row for code in recovery for row in kept)


def test_one_recovery_code_sent_many_times_at_once_is_taken_once(office, reviewer):
    recovery = office.accounts.second_factor.new_recovery_codes(reviewer.id)

    def send(_):
        try:
            return office.accounts.second_factor.take_recovery_code(reviewer.id, recovery[0])
        except TooManyTries:
            return False

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(20)))

    assert answers.count(True) == 1


def test_the_secret_of_an_app_is_sealed_in_the_database(office, reviewer):
    with office.database.read() as session:
        kept = session.get(Account, reviewer.id).tf_totp_secret

    assert reviewer.tf_totp_secret not in kept


def _new_recovery_codes(browser: Browser) -> list[str]:
    browser.post("/account/recovery-codes", {"generate_new_codes": "y"}, expect=200)
    pieces = browser.page.html.split("<code>")[1:]
    return [piece.partition("</code>")[0] for piece in pieces]

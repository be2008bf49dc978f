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


def test_staff_sign_in_with_password_and_code(visitor, reviewer):
    sign_in(visitor, reviewer.email)
    visitor.get("/account", expect=303)

    sign_in_with_code(visitor, reviewer.email)

    visitor.get("/account")
    assert visitor.sees("we ask for your password and a code from your app")


def test_a_wrong_code_is_told_and_asked_again(visitor, reviewer):
    sign_in(visitor, reviewer.email)

    visitor.post("/login/code", {"code": "000000"}, expect=422)

    assert visitor.sees("Enter the 6 digits that your app shows now.")
    visitor.get("/account", expect=303)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567890123", "١٢٣٤٥٦", "12 34 56 78"])
def test_what_is_no_code_is_refused_like_a_wrong_one(visitor, reviewer, typed):
    sign_in(visitor, reviewer.email)

    visitor.post("/login/code", {"code": typed}, expect=422)


def test_a_code_is_taken_once(visitor, another_visitor, reviewer):
    once = code()
    sign_in(visitor, reviewer.email)
    visitor.post("/login/code", {"code": once})

    replay = another_visitor()
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


def test_after_five_wrong_codes_even_the_right_one_waits_a_quarter_of_an_hour(visitor, reviewer, office, machine_time):
    sign_in(visitor, reviewer.email)
    for _ in range(5):
        visitor.post("/login/code", {"code": "000000"}, expect=422)

    visitor.post("/login/code", {"code": code()}, expect=429)

    machine_time.ahead = machine_time.minutes(16)
    sign_in_with_code(visitor, reviewer.email)


def test_staff_without_a_second_factor_get_nowhere_but_to_its_setup(visitor, make_account):
    make_account(roles=STAFF)

    sign_in(visitor)

    for path in ("/account", "/", "/staff/linking-locks", "/account/password"):
        answer = visitor.get(path, expect=303)
        assert answer.location == "/account/second-factor"
    visitor.get("/account/second-factor")
    assert visitor.sees("Everyone on the staff signs in with a password and a code")


def test_staff_set_the_second_factor_up_and_go_on(visitor, make_account):
    make_account(roles=STAFF)
    sign_in(visitor)
    before = visitor.cookie

    visitor.post("/account/second-factor", {"setup": "authenticator"}, expect=200)
    assert 'src="data:image/svg+xml' in visitor.page.html
    secret = visitor.page.html.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    answer = visitor.post_bare(
        "/login/code", {"code": TOTP(key=secret).generate().token, "csrf_token": visitor.page.token}, expect=303
    )

    assert answer.location == "/account/recovery-codes"
    assert visitor.cookie != before
    visitor.get("/account")


def test_a_code_that_is_wrong_at_the_setup_changes_nothing(visitor, make_account, office):
    account = make_account()
    sign_in(visitor)
    visitor.post("/account/second-factor", {"setup": "authenticator"}, expect=200)

    visitor.post_bare("/login/code", {"code": "000000", "csrf_token": visitor.page.token}, expect=422)

    assert office.accounts.directory.by_id(account.id).tf_totp_secret is None


def test_staff_cannot_give_their_second_factor_up(visitor, reviewer, office):
    sign_in_with_code(visitor, reviewer.email)

    visitor.post("/account/second-factor", {"setup": "disable"}, expect=422)

    assert office.accounts.directory.by_id(reviewer.id).tf_totp_secret is not None


def test_an_applicant_may_give_the_second_factor_up(visitor, make_account, office):
    account = make_account(totp=True)
    sign_in_with_code(visitor)

    visitor.post("/account/second-factor", {"setup": "disable"})

    assert office.accounts.directory.by_id(account.id).tf_totp_secret is None
    visitor.post("/logout")
    sign_in(visitor)
    visitor.get("/account")


def test_the_second_factor_is_changed_only_by_who_gave_the_password_lately(visitor, reviewer, machine_time, site):
    sign_in_with_code(visitor, reviewer.email)
    site.config["SECURITY_FRESHNESS"] = machine_time.minutes(0.00001)
    site.config["SECURITY_FRESHNESS_GRACE_PERIOD"] = machine_time.minutes(0)

    answer = visitor.get("/account/second-factor", expect=303)

    assert answer.location.startswith("/account/still-you")
    visitor.get(answer.location)
    visitor.post("/account/still-you", {"password": "not the password"}, expect=422)
    visitor.post("/account/still-you", {"password": PASSWORD})


def test_a_session_from_before_the_second_factor_does_nothing_for_staff(visitor, another_visitor, make_account, office):
    account = make_account(roles=STAFF)
    sign_in(visitor)
    office.accounts.directory.change(
        account.id, {"tf_primary_method": "authenticator", "tf_totp_secret": "JBSWY3DPEHPK3PXP"}
    )

    answer = visitor.get("/staff/linking-locks", expect=303)

    assert answer.location == "/login"
    visitor.get("/account", expect=303)


def test_a_recovery_code_signs_in_once(visitor, another_visitor, reviewer):
    sign_in_with_code(visitor, reviewer.email)
    recovery = _new_recovery_codes(visitor)
    visitor.get("/account/recovery-codes")
    assert recovery[0] not in visitor.page.html

    elsewhere = another_visitor()
    sign_in(elsewhere, reviewer.email)
    elsewhere.post("/login/recovery-code", {"code": recovery[0].upper()})
    elsewhere.get("/account")

    replay = another_visitor()
    sign_in(replay, reviewer.email)
    replay.post("/login/recovery-code", {"code": recovery[0]}, expect=422)
    assert replay.sees("Enter one of your recovery codes")


def test_recovery_codes_are_kept_as_hashes(visitor, reviewer, office):
    sign_in_with_code(visitor, reviewer.email)

    recovery = _new_recovery_codes(visitor)

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


def _new_recovery_codes(visitor: Browser) -> list[str]:
    visitor.post("/account/recovery-codes", {"generate_new_codes": "y"}, expect=200)
    assert visitor.page is not None
    pieces = visitor.page.html.split("<code>")[1:]
    return [piece.partition("</code>")[0] for piece in pieces]

import time

import pytest

from tests.webapp.browser import Browser
from tests.webapp.people import PASSWORD, sign_in
from workflows.accounts import EmailTaken
from workflows.accounts.passwords import TOO_COMMON, TOO_NEAR, TOO_SHORT, HashCost, hashed

ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "email": "ana@example.org",
    "password": PASSWORD,
    "terms": "y",
}


def test_a_person_makes_an_account_proves_the_address_and_signs_in(visitor, postbox):
    visitor.get("/sign-up")
    answer = visitor.post("/sign-up", ANA)
    visitor.get(answer.location)
    assert visitor.sees("Check your e-mail")
    sign_in(visitor, expect=422)

    link = postbox.last_link("N-ACCT-VERIFY")
    visitor.get(link)
    visitor.post(link)
    sign_in(visitor)

    visitor.get("/account")


def test_looking_at_the_link_proves_nothing(visitor, postbox):
    visitor.post("/sign-up", ANA)

    visitor.get(postbox.last_link("N-ACCT-VERIFY"))

    sign_in(visitor, expect=422)


def test_a_link_pressed_twice_is_as_good_as_once(visitor, postbox):
    visitor.post("/sign-up", ANA)
    link = postbox.last_link("N-ACCT-VERIFY")

    visitor.post(link)
    answer = visitor.post(link)

    assert answer.location == "/login"


def test_a_link_works_for_a_day(visitor, postbox, site):
    visitor.post("/sign-up", ANA)
    assert site.config["SECURITY_CONFIRM_EMAIL_WITHIN"].total_seconds() == 24 * 3600

    site.config["SECURITY_CONFIRM_EMAIL_WITHIN"] *= -1
    answer = visitor.post(postbox.last_link("N-ACCT-VERIFY"))

    assert answer.location == "/prove-email"
    visitor.get(answer.location)
    assert visitor.sees("That link does not work any more.")


def test_links_begin_with_the_sites_own_address_whatever_the_browser_said(visitor, postbox):
    elsewhere = {"base_url": "http://evil.example"}
    visitor.get("/sign-up", **elsewhere)
    visitor.post_bare("/sign-up", {**ANA, "csrf_token": visitor.page.token}, expect=303, **elsewhere)

    (_, _, fields) = postbox.written[-1]
    assert fields["link"].startswith("http://localhost:8000/confirm/")


def test_an_address_that_has_an_account_gets_the_same_answer_and_an_e_mail(
    visitor, another_visitor, make_account, postbox
):
    make_account("ana@example.org")
    known, unknown = visitor, another_visitor()

    first = known.post("/sign-up", ANA)
    second = unknown.post("/sign-up", {**ANA, "email": "ben@example.org"})
    known.get(first.location)
    unknown.get(second.location)

    assert (first.location, first.text) == (second.location, second.text)
    assert known.page.text == unknown.page.text
    assert postbox.templates == ["N-ACCT-EXISTS", "N-ACCT-VERIFY"]


def test_two_sign_ups_at_once_make_one_account(office, make_account):
    make_account()

    with pytest.raises(EmailTaken):
        office.accounts.directory.create(email="ANA@example.org", password="x")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nonsense"}, "Enter an e-mail address like name@example.com"),
        ({"first_name": " "}, "Enter your first name"),
        ({"last_name": "x" * 51}, "Use 50 characters or fewer"),
        ({"password": "short"}, TOO_SHORT),
        ({"password": "password1234567890"}, TOO_COMMON),
        ({"password": "ana.ruiz@example.org"}, TOO_NEAR),
        ({"terms": ""}, "Tick the box to make an account"),
    ],
)
def test_a_wrong_answer_is_told_in_the_summary_and_beside_the_field(visitor, change, sentence):
    typed = {name: value for name, value in {**ANA, **change}.items() if value}

    visitor.post("/sign-up", typed, expect=422)

    assert visitor.page.title.startswith("Error: ")
    assert visitor.page.html.replace("&#39;", "'").count(sentence) == 2
    assert 'value="Ruiz"' in visitor.page.html or "last_name" in change


def test_nothing_else_is_taken_from_the_form(visitor, office):
    visitor.post("/sign-up", {**ANA, "active": "", "roles": "administrator", "confirmed_at": "2026-01-01", "id": "x"})

    account = office.accounts.directory.by_email("ana@example.org")
    assert (account.active, account.roles, account.confirmed_at) == (True, frozenset(), None)


def test_a_second_link_comes_for_an_unproved_address_and_the_answer_is_the_same_for_all(
    another_visitor, make_account, postbox
):
    make_account("ben@example.org", confirmed=False)
    make_account("ana@example.org")

    pages = []
    for email in ("ben@example.org", "ana@example.org", "nobody@example.org"):
        visitor = another_visitor()
        answer = visitor.post("/prove-email", {"email": email}, expect=200)
        pages.append(answer.text.replace(email, "EMAIL").replace(visitor.page.token, "TOKEN"))

    assert len(set(pages)) == 1
    assert postbox.templates == ["N-ACCT-VERIFY"]


def test_a_mailbox_is_not_flooded(visitor, make_account, postbox):
    make_account("ben@example.org", confirmed=False)

    for _ in range(8):
        visitor.post("/prove-email", {"email": "ben@example.org"}, expect=200)

    assert len(postbox.written) == 5


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(visitor, make_account, postbox):
    make_account()
    visitor.get("/reset")
    visitor.post("/reset", {"email": "ana@example.org"}, expect=200)
    link = postbox.last_link("N-ACCT-RESET")

    visitor.get(link)
    visitor.post(link, {"password": "eleven quiet lanterns drift"})

    sign_in(visitor, password="eleven quiet lanterns drift")
    visitor.post("/logout")
    answer = visitor.get(link, expect=303)
    assert answer.location == "/reset"
    assert postbox.templates == ["N-ACCT-RESET", "N-ACCT-CHANGED"]


def test_a_new_password_signs_everyone_out(visitor, another_visitor, make_account, postbox):
    make_account()
    sign_in(visitor)
    elsewhere = another_visitor()
    elsewhere.post("/reset", {"email": "ana@example.org"}, expect=200)

    elsewhere.post(postbox.last_link("N-ACCT-RESET"), {"password": "eleven quiet lanterns drift"})

    visitor.get("/account", expect=303)


def test_a_weak_new_password_is_refused(visitor, make_account, postbox):
    make_account()
    visitor.post("/reset", {"email": "ana@example.org"}, expect=200)

    visitor.post(postbox.last_link("N-ACCT-RESET"), {"password": "ana ruiz example"}, expect=422)

    sign_in(visitor)


def test_a_new_password_by_link_does_not_pass_the_second_factor(visitor, make_account, postbox):
    make_account(totp=True)
    visitor.post("/reset", {"email": "ana@example.org"}, expect=200)
    visitor.post(postbox.last_link("N-ACCT-RESET"), {"password": "eleven quiet lanterns drift"})

    sign_in(visitor, password="eleven quiet lanterns drift")

    visitor.get("/account", expect=303)


def test_who_made_an_account_in_anothers_name_loses_it_to_the_mailbox(visitor, make_account, postbox):
    make_account("victim@example.org", confirmed=False)
    visitor.post("/reset", {"email": "victim@example.org"}, expect=200)

    visitor.post(postbox.last_link("N-ACCT-RESET"), {"password": "eleven quiet lanterns drift"})

    sign_in(visitor, "victim@example.org", expect=422)
    sign_in(visitor, "victim@example.org", "eleven quiet lanterns drift")


def test_asking_for_a_new_password_tells_nothing_of_the_address(another_visitor, make_account):
    make_account()
    make_account("ben@example.org", confirmed=False)

    pages = []
    for email in ("ana@example.org", "ben@example.org", "nobody@example.org"):
        visitor = another_visitor()
        answer = visitor.post("/reset", {"email": email}, expect=200)
        pages.append(answer.text.replace(email, "EMAIL").replace(visitor.page.token, "TOKEN"))

    assert len(set(pages)) == 1


@pytest.mark.parametrize(("path", "expect"), [("/login", 422), ("/reset", 200)])
def test_known_and_unknown_addresses_take_the_same_time(dear_site, make_account, office, path, expect):
    """With passwords hashed at their real cost, an address that has an account must not stand out."""
    for number in range(8):
        account = make_account(f"known{number}@example.org")
        office.accounts.directory.change(account.id, {"password": hashed(PASSWORD, HashCost())})

    def seconds(kind, number):
        visitor = Browser(dear_site)
        typed = {"email": f"{kind}{number}@example.org", "password": "wrong but long enough"}
        typed["csrf_token"] = visitor.token()
        began = time.thread_time()
        visitor.post_bare(path, typed, expect=expect)
        return time.thread_time() - began

    # this thread's own processor time, and the least of eight tries in turn: what else the machine does counts little
    taken = [(seconds("known", number), seconds("unknown", number)) for number in range(8)]
    known, unknown = (min(times) for times in zip(*taken, strict=True))

    assert 0.5 < known / unknown < 2

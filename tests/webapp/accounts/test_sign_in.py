from tests.webapp.accounts.conftest import sign_in


def test_a_person_signs_in_and_out(browser, make_account):
    make_account()

    browser.get("/")
    sign_in(browser)
    browser.get("/account")

    assert browser.sees("ana@example.org")
    browser.post("/logout")
    browser.get("/account", expect=303)

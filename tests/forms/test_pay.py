import pytest

from forms.pay import Pay
from tests.forms.posting import posted, sentences

_FACTS = {"payment": {"amount_cents": 6250, "card_total_cents": 6397, "returned_cents": 1500}}


def test_each_method_shows_its_total():
    html = str(Pay(facts=_FACTS).method())

    assert "Credit or debit card: $63.97" in html
    assert "Bank account: $62.50" in html


def test_the_charge_for_a_returned_payment_is_shown():
    assert [line.value for line in Pay(facts=_FACTS).facts()] == ["$15.00"]


@pytest.mark.parametrize(
    ("posted_method", "told"), [("card", []), ("bank", []), ("cash", ["Choose how you want to pay"])]
)
def test_a_method_is_chosen(posted_method, told):
    form = Pay(posted({"method": posted_method}), facts=_FACTS)
    form.validate()

    assert sentences(form) == told

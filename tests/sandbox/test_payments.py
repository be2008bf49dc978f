"""The stand-in of the payment provider: the payer's page, the tester's page and the way of its webhooks."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sandbox.running import RunningSandbox, Webhook, running_sandbox
from tests.support.deadline import until
from workflows.adapters.payments import Checkout, PaymentMethod, PaymentStatus

_START = datetime(2026, 1, 20, 15, tzinfo=UTC)
_RETURN, _CANCEL = "http://localhost:8000/done", "http://localhost:8000/back"


def _open(sandbox: RunningSandbox, method: PaymentMethod = PaymentMethod.CARD, key: str = "job-1") -> Checkout:
    sandbox.clock.set(_START)
    return sandbox.gateway().open_checkout(
        idempotency_key=key,
        reference="2026-000123",
        amount_cents=6250,
        surcharge_cents=147 if method is PaymentMethod.CARD else 0,
        method=method,
        description="One-year alignment",
        return_url=_RETURN,
        cancel_url=_CANCEL,
        expires_at=_START + timedelta(hours=1),
    )


def _pay(sandbox: RunningSandbox, checkout: Checkout, number: str = "4242424242424242") -> int:
    return sandbox.http.post(f"/pay/{checkout.id}", data={"number": number}).status_code


def _type(webhook: Webhook) -> str:
    return str(json.loads(webhook.body)["type"])


def _id(webhook: Webhook) -> str:
    return str(json.loads(webhook.body)["id"])


def _letters(sandbox: RunningSandbox) -> str:
    return sandbox.http.get("/pay").text


def test_the_payer_sees_fee_surcharge_and_total(sandbox):
    page = sandbox.http.get(_open(sandbox).url)

    assert page.status_code == 200
    for words in ("One-year alignment", "$62.50", "$1.47", "$63.97", "4242 4242 4242 4242"):
        assert words in page.text
    assert "000123456789" not in page.text.replace(" ", "")


def test_by_bank_there_is_no_surcharge_and_an_account_is_asked_for(sandbox):
    checkout = _open(sandbox, PaymentMethod.BANK)

    page = sandbox.http.get(checkout.url).text

    assert "Bank account number" in page
    assert "$0.00" in page
    assert _pay(sandbox, checkout, "000123456789") == 303
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.AUTHORISED


def test_who_pays_is_sent_back_to_the_site(sandbox):
    checkout = _open(sandbox)

    answer = sandbox.http.post(f"/pay/{checkout.id}", data={"number": "4242 4242 4242 4242"})

    assert (answer.status_code, answer.headers["Location"]) == (303, _RETURN)
    assert "This has been paid" in sandbox.http.get(checkout.url).text


def test_the_page_may_lead_back_to_the_site_and_nowhere_else(sandbox):
    policy = sandbox.http.get(_open(sandbox).url).headers["Content-Security-Policy"]

    assert "form-action 'self' http://localhost:8000;" in policy
    assert "default-src 'none'" in policy


def test_who_leaves_is_sent_back_and_cannot_pay_any_more(sandbox):
    checkout = _open(sandbox)

    answer = sandbox.http.post(f"/pay/{checkout.id}/cancel")

    assert (answer.status_code, answer.headers["Location"]) == (303, _CANCEL)
    assert _pay(sandbox, checkout) == 410
    assert sandbox.gateway().fetch(checkout.id).authorised_at is None


def test_who_leaves_after_paying_has_paid(sandbox):
    checkout = _open(sandbox)
    _pay(sandbox, checkout)

    answer = sandbox.http.post(f"/pay/{checkout.id}/cancel")

    assert answer.headers["Location"] == _RETURN
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.AUTHORISED


def test_a_declined_payer_is_told_so_and_keeps_the_page(sandbox):
    checkout = _open(sandbox)

    answer = sandbox.http.post(f"/pay/{checkout.id}", data={"number": "4000000000000002"})

    assert answer.status_code == 402
    assert "Your bank declined the payment. Nothing was charged." in answer.text
    assert _pay(sandbox, checkout) == 303


def test_a_bank_that_does_not_answer_charges_nothing(sandbox):
    checkout = _open(sandbox)

    answer = sandbox.http.post(f"/pay/{checkout.id}", data={"number": "4000 0000 0000 0101"})

    assert (answer.status_code, "did not answer in time" in answer.text) == (504, True)
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.OPEN


@pytest.mark.parametrize("typed", ["", "1234", "4111111111111111", "000123456789", '"><b>'])
def test_a_number_that_is_not_one_of_the_sandboxs_is_not_taken(sandbox, typed):
    checkout = _open(sandbox)

    answer = sandbox.http.post(f"/pay/{checkout.id}", data={"number": typed})

    assert (answer.status_code, "Enter one of the numbers below" in answer.text) == (422, True)
    assert "<b>" not in answer.text
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.OPEN


def test_a_page_past_its_time_says_so_and_takes_nothing(sandbox):
    checkout = _open(sandbox)
    sandbox.clock.set(_START + timedelta(hours=1))

    page = sandbox.http.get(checkout.url)

    assert (page.status_code, "This payment page is closed" in page.text) == (410, True)
    assert _pay(sandbox, checkout) == 410
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.EXPIRED


def test_an_unknown_page_is_not_found(sandbox):
    assert sandbox.http.get("/pay/co_nothing").status_code == 404


def test_pay_pressed_twenty_times_at_once_pays_once(sandbox):
    checkout = _open(sandbox)

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(lambda _: _pay(sandbox, checkout), range(20)))

    assert statuses == [303] * 20
    sandbox.webhooks.next()
    assert _letters(sandbox).count("checkout.authorized") == 1
    assert sandbox.webhooks.received.empty()


def test_a_webhook_carries_ids_and_times_and_nothing_else(sandbox):
    checkout = _open(sandbox)
    _pay(sandbox, checkout)

    content = json.loads(sandbox.webhooks.next().body)

    assert set(content) == {"id", "type", "checkout_id", "created_at"}
    assert content["checkout_id"] == checkout.id


def test_a_webhook_that_was_not_taken_comes_again_under_its_id(sandbox):
    sandbox.webhooks.statuses[:] = [500, 503]
    _pay(sandbox, _open(sandbox))

    tries = [_id(sandbox.webhooks.next()) for _ in range(3)]

    assert len(set(tries)) == 1
    until(lambda: "tries: 500, 503, 204" in _letters(sandbox), "the third try is noted")


def test_a_webhook_that_is_never_taken_is_given_up_and_can_be_sent_by_hand(sandbox):
    sandbox.webhooks.statuses[:] = [500, 500, 500]
    checkout = _open(sandbox)
    _pay(sandbox, checkout)
    until(lambda: ">failed<" in _letters(sandbox), "the provider gives up")

    sandbox.http.post(f"/pay/{checkout.id}/webhooks/now", json={}).raise_for_status()

    until(lambda: ">delivered<" in _letters(sandbox), "it is sent once more")


def test_a_late_webhook_is_held_until_it_is_sent(sandbox):
    checkout = _open(sandbox)
    _pay(sandbox, checkout, "4000000000000200")
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.AUTHORISED
    assert ">held<" in _letters(sandbox)
    assert sandbox.webhooks.received.empty()

    sandbox.http.post(f"/pay/{checkout.id}/webhooks/now", json={}).raise_for_status()

    assert _type(sandbox.webhooks.next()) == "checkout.authorised"


def test_a_late_webhook_comes_by_itself_at_its_time(tmp_path: Path):
    with running_sandbox(tmp_path, late_seconds=0.05) as sandbox:
        _pay(sandbox, _open(sandbox), "4000000000000200")

        assert _type(sandbox.webhooks.next()) == "checkout.authorised"


def test_a_repeated_webhook_comes_three_times_under_one_id(sandbox):
    _pay(sandbox, _open(sandbox), "4000000000000309")

    ids = {_id(sandbox.webhooks.next()) for _ in range(3)}

    assert len(ids) == 1
    until(lambda: "tries: 204, 204, 204" in _letters(sandbox), "the third is noted")
    assert sandbox.webhooks.received.empty()


def test_out_of_order_an_older_message_arrives_last(sandbox):
    _pay(sandbox, _open(sandbox), "4000000000000408")

    first, second = json.loads(sandbox.webhooks.next().body), json.loads(sandbox.webhooks.next().body)

    assert (first["type"], second["type"]) == ("checkout.authorised", "checkout.declined")
    assert second["created_at"] <= first["created_at"]


def test_a_lost_webhook_never_comes_though_the_payment_stands(sandbox):
    checkout = _open(sandbox)
    _pay(sandbox, checkout, "4000000000000507")
    other = _open(sandbox, key="job-2")
    _pay(sandbox, other)

    assert json.loads(sandbox.webhooks.next().body)["checkout_id"] == other.id
    assert sandbox.webhooks.received.empty()
    assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.AUTHORISED


def test_all_messages_can_be_sent_again_newest_first(sandbox):
    checkout = _open(sandbox)
    _pay(sandbox, checkout, "4000000000000002")
    _pay(sandbox, checkout)
    assert [_type(sandbox.webhooks.next()) for _ in range(2)] == ["checkout.declined", "checkout.authorised"]

    sandbox.http.post(f"/pay/{checkout.id}/webhooks/reversed", json={}).raise_for_status()

    assert [_type(sandbox.webhooks.next()) for _ in range(2)] == ["checkout.authorised", "checkout.declined"]


def test_the_tester_returns_and_refunds(sandbox):
    returned, refunded = _open(sandbox), _open(sandbox, key="job-2")
    for checkout in (returned, refunded):
        _pay(sandbox, checkout)

    sandbox.http.post(f"/pay/{returned.id}/return")
    sandbox.http.post(f"/pay/{refunded.id}/refund")

    gateway = sandbox.gateway()
    assert gateway.fetch(returned.id).status is PaymentStatus.RETURNED
    assert gateway.fetch(refunded.id).refunded_cents == 6397
    assert sandbox.http.post(f"/pay/{returned.id}/return").status_code == 409
    assert sandbox.http.post(f"/pay/{returned.id}/refund").status_code == 409


def test_a_payment_and_its_webhook_outlive_the_sandbox(tmp_path: Path):
    with running_sandbox(tmp_path) as sandbox:
        checkout = _open(sandbox)
        _pay(sandbox, checkout, "4000000000000200")

    with running_sandbox(tmp_path) as sandbox:
        assert sandbox.gateway().fetch(checkout.id).status is PaymentStatus.AUTHORISED
        assert _open(sandbox).id == checkout.id
        sandbox.http.post(f"/pay/{checkout.id}/webhooks/now", json={}).raise_for_status()
        assert json.loads(sandbox.webhooks.next().body)["checkout_id"] == checkout.id


def _whole() -> dict[str, object]:
    return {
        "reference": "r",
        "description": "d",
        "method": "card",
        "amount_cents": 1,
        "surcharge_cents": 0,
        "return_url": _RETURN,
        "cancel_url": _CANCEL,
        "expires_at": "2026-01-20T16:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount_cents", 0),
        ("amount_cents", "1"),
        ("surcharge_cents", -1),
        ("method", "cash"),
        ("return_url", "javascript:alert(1)"),
        ("expires_at", "2026-01-20T16:00:00"),
        ("reference", ""),
        ("extra", "x"),
    ],
)
def test_the_interface_names_the_field_it_refuses(sandbox, name, value):
    key = sandbox.settings.payment_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k"}

    answer = sandbox.http.post("/pay/v1/checkouts", json=_whole() | {name: value}, headers=headers)

    assert (answer.status_code, name in answer.json()["error"]) == (422, True)


def test_the_interface_wants_an_idempotency_key(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.settings.payment_key.get_secret_value()}"}

    answer = sandbox.http.post("/pay/v1/checkouts", json=_whole(), headers=headers)

    assert (answer.status_code, "Idempotency-Key" in answer.json()["error"]) == (422, True)

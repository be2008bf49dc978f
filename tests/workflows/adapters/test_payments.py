"""The payment provider: the client, against the running sandbox, and the fake keep the same promises."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from tests.sandbox.running import RunningSandbox
from workflows.adapters.clock import FixedClock
from workflows.adapters.payments import (
    FakePaymentGateway,
    HttpPaymentGateway,
    PaymentGateway,
    PaymentMethod,
    PaymentRefused,
    PaymentStatus,
    PaymentUnavailable,
    WebhookRefused,
    verified_event,
    webhook_signature,
)

_START = datetime(2026, 1, 20, 15, tzinfo=UTC)
_FEE = {
    "reference": "2026-000123",
    "amount_cents": 6250,
    "surcharge_cents": 147,
    "method": PaymentMethod.CARD,
    "description": "One-year alignment",
    "return_url": "http://localhost:8000/payments/1/done",
    "cancel_url": "http://localhost:8000/payments/1",
    "expires_at": _START + timedelta(hours=1),
}


@dataclass(frozen=True)
class Subject:
    """A gateway, and what payer, bank, time and tester do to its provider."""

    gateway: PaymentGateway
    set_time: Callable[[datetime], None]
    authorise: Callable[[str], object]
    decline: Callable[[str], object]
    cancel: Callable[[str], object]
    send_back: Callable[[str], object]
    take_down: Callable[[], object]
    next_webhook: Callable[[str], tuple[bytes, str]]


@pytest.fixture(params=["fake", "client"])
def subject(request: pytest.FixtureRequest) -> Subject:
    subject = _fake() if request.param == "fake" else _client(request.getfixturevalue("sandbox"))
    subject.set_time(_START)
    return subject


def _fake() -> Subject:
    clock = FixedClock(_START)
    fake = FakePaymentGateway(clock)
    return Subject(
        gateway=fake,
        set_time=clock.set,
        authorise=fake.authorise,
        decline=fake.decline,
        cancel=fake.cancel,
        send_back=fake.send_back,
        take_down=lambda: fake.fail_with(PaymentUnavailable("down")),
        next_webhook=lambda checkout_id: fake.webhook(checkout_id, at=datetime.now(UTC)),
    )


def _client(sandbox: RunningSandbox) -> Subject:
    def press(path: str, **typed: str) -> None:
        sandbox.http.post(f"/pay/{path}", data=typed)

    def next_webhook(_: str) -> tuple[bytes, str]:
        webhook = sandbox.webhooks.next()
        return webhook.body, webhook.signature

    return Subject(
        gateway=sandbox.gateway(),
        set_time=sandbox.clock.set,
        authorise=lambda checkout_id: press(checkout_id, number="4242 4242 4242 4242"),
        decline=lambda checkout_id: press(checkout_id, number="4000 0000 0000 0002"),
        cancel=lambda checkout_id: press(f"{checkout_id}/cancel"),
        send_back=lambda checkout_id: press(f"{checkout_id}/return"),
        take_down=lambda: press("faults", kind="down"),
        next_webhook=next_webhook,
    )


def _open(subject: Subject, key: str = "job-1", **changes: object) -> str:
    return subject.gateway.open_checkout(idempotency_key=key, **_FEE | changes).id


def _near(instant: datetime | None, expected: datetime) -> bool:
    # the sandbox's clock runs on while the test does
    return instant is not None and timedelta(0) <= instant - expected < timedelta(minutes=1)


def test_a_new_checkout_is_open_and_says_what_it_was_opened_with(subject):
    state = subject.gateway.fetch(_open(subject))

    assert (state.status, state.reference, state.method) == (PaymentStatus.OPEN, "2026-000123", PaymentMethod.CARD)
    assert (state.amount_cents, state.surcharge_cents, state.total_cents) == (6250, 147, 6397)
    assert (state.expires_at, state.authorised_at, state.refunded_cents) == (_FEE["expires_at"], None, 0)


def test_the_payer_is_sent_to_an_address_of_the_checkouts_own(subject):
    first = subject.gateway.open_checkout(idempotency_key="job-1", **_FEE)
    second = subject.gateway.open_checkout(idempotency_key="job-2", **_FEE)

    assert first.url.startswith("http")
    assert first.url != second.url


def test_the_same_key_gives_the_same_checkout(subject):
    first = subject.gateway.open_checkout(idempotency_key="job-1", **_FEE)
    again = subject.gateway.open_checkout(idempotency_key="job-1", **_FEE)

    assert again == first


def test_a_key_is_refused_for_another_checkout(subject):
    _open(subject)

    with pytest.raises(PaymentRefused):
        _open(subject, amount_cents=12500)


def test_twenty_requests_at_once_with_one_key_open_one_checkout(subject):
    with ThreadPoolExecutor(20) as threads:
        opened = list(threads.map(lambda _: _open(subject), range(20)))

    assert len(set(opened)) == 1


def test_what_counts_is_when_the_payer_paid_and_not_when_we_ask(subject):
    checkout = _open(subject, expires_at=_START + timedelta(days=60))
    paid_at = datetime(2026, 2, 28, 4, 59, tzinfo=UTC)
    subject.set_time(paid_at)
    subject.authorise(checkout)

    subject.set_time(paid_at + timedelta(days=3))
    state = subject.gateway.fetch(checkout)

    assert state.status is PaymentStatus.AUTHORISED
    assert _near(state.authorised_at, paid_at)


def test_a_declined_payer_may_try_again(subject):
    checkout = _open(subject)
    subject.decline(checkout)
    assert subject.gateway.fetch(checkout).status is PaymentStatus.DECLINED

    subject.authorise(checkout)

    assert subject.gateway.fetch(checkout).status is PaymentStatus.AUTHORISED


def test_a_payer_who_leaves_has_cancelled(subject):
    checkout = _open(subject)
    subject.cancel(checkout)

    assert subject.gateway.fetch(checkout).status is PaymentStatus.CANCELLED


def test_a_checkout_expires_at_its_time(subject):
    checkout = _open(subject)
    subject.set_time(_FEE["expires_at"])

    state = subject.gateway.fetch(checkout)

    assert (state.status, state.authorised_at) == (PaymentStatus.EXPIRED, None)


def test_a_checkout_can_be_closed_before_its_time(subject):
    checkout = _open(subject)

    assert subject.gateway.expire(checkout).status is PaymentStatus.EXPIRED
    assert subject.gateway.fetch(checkout).status is PaymentStatus.EXPIRED


def test_closing_a_paid_checkout_leaves_it_paid(subject):
    checkout = _open(subject)
    subject.authorise(checkout)

    assert subject.gateway.expire(checkout).status is PaymentStatus.AUTHORISED


def test_a_refund_is_given_once_for_each_key(subject):
    checkout = _open(subject)
    subject.authorise(checkout)

    first = subject.gateway.refund(checkout, amount_cents=6397, idempotency_key="job-9")
    again = subject.gateway.refund(checkout, amount_cents=6397, idempotency_key="job-9")

    assert (first.status, first.refunded_cents) == (PaymentStatus.REFUNDED, 6397)
    assert again == first
    assert first.authorised_at is not None


def test_parts_can_be_refunded_until_nothing_is_left(subject):
    checkout = _open(subject)
    subject.authorise(checkout)
    subject.gateway.refund(checkout, amount_cents=6000, idempotency_key="job-9")

    with pytest.raises(PaymentRefused):
        subject.gateway.refund(checkout, amount_cents=398, idempotency_key="job-10")

    assert subject.gateway.refund(checkout, amount_cents=397, idempotency_key="job-11").refunded_cents == 6397


def test_what_was_not_paid_cannot_be_refunded(subject):
    checkout = _open(subject)

    with pytest.raises(PaymentRefused):
        subject.gateway.refund(checkout, amount_cents=100, idempotency_key="job-9")


def test_the_bank_can_take_the_money_back(subject):
    checkout = _open(subject, method=PaymentMethod.CARD)
    subject.authorise(checkout)
    subject.send_back(checkout)

    state = subject.gateway.fetch(checkout)

    assert state.status is PaymentStatus.RETURNED
    assert state.authorised_at is not None


def test_an_unknown_checkout_is_refused(subject):
    with pytest.raises(PaymentRefused):
        subject.gateway.fetch("co_nothing")


def test_a_provider_that_is_down_is_unavailable(subject):
    checkout = _open(subject)
    subject.take_down()

    with pytest.raises(PaymentUnavailable):
        subject.gateway.fetch(checkout)
    with pytest.raises(PaymentUnavailable):
        _open(subject, key="job-2")


def test_a_webhook_is_proven_and_names_the_checkout(subject):
    checkout = _open(subject)
    subject.authorise(checkout)
    body, signature = subject.next_webhook(checkout)

    event = subject.gateway.verify_webhook(body, signature, datetime.now(UTC))

    assert (event.type, event.checkout_id) == ("checkout.authorised", checkout)
    assert _near(event.created_at, _START)


def test_a_webhook_that_was_changed_on_its_way_is_refused(subject):
    checkout = _open(subject)
    subject.authorise(checkout)
    body, signature = subject.next_webhook(checkout)

    with pytest.raises(WebhookRefused):
        subject.gateway.verify_webhook(body.replace(b"authorised", b"cancelled."), signature, datetime.now(UTC))


@pytest.mark.parametrize("seconds", [-400, 400], ids=["too old", "from the future"])
def test_a_webhook_is_refused_outside_its_five_minutes(subject, seconds):
    checkout = _open(subject)
    subject.authorise(checkout)
    body, signature = subject.next_webhook(checkout)

    with pytest.raises(WebhookRefused):
        subject.gateway.verify_webhook(body, signature, datetime.now(UTC) + timedelta(seconds=seconds))


@pytest.mark.parametrize("kind", ["cut", "wrong"])
def test_an_answer_lost_on_its_way_is_asked_for_again_and_nothing_is_doubled(sandbox, kind):
    sandbox.clock.set(_START)
    sandbox.http.post("/pay/faults", json={"kind": kind}).raise_for_status()
    with pytest.raises(PaymentUnavailable):
        sandbox.gateway().open_checkout(idempotency_key="job-1", **_FEE)

    sandbox.http.post("/pay/faults", json={"kind": "none"}).raise_for_status()
    sandbox.gateway().open_checkout(idempotency_key="job-1", **_FEE)

    assert sandbox.http.get("/pay").text.count("Reference") == 1


def test_a_wrong_key_is_refused(sandbox):
    with pytest.raises(PaymentRefused):
        sandbox.gateway(key="wrong").open_checkout(idempotency_key="job-1", **_FEE)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"id": 1, "url": "http://localhost"},
        {"id": "", "url": "http://localhost"},
        [],
    ],
)
def test_a_checkout_without_id_and_address_is_no_answer(httpserver: HTTPServer, answer):
    httpserver.expect_request("/checkouts").respond_with_json(answer)
    gateway = HttpPaymentGateway(httpserver.url_for("/"), key="k", webhook_secret="s", private_network=True)

    with pytest.raises(PaymentUnavailable):
        gateway.open_checkout(idempotency_key="job-1", **_FEE)


_STATE = {
    "id": "co_1",
    "reference": "r",
    "status": "open",
    "method": "card",
    "amount_cents": 1,
    "surcharge_cents": 0,
    "expires_at": "2026-01-20T15:00:00+00:00",
    "authorised_at": None,
    "refunded_cents": 0,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "paid"),
        ("amount_cents", "1"),
        ("amount_cents", -1),
        ("amount_cents", True),
        ("authorised_at", "2026-01-20T15:00:00"),
        ("authorised_at", 1768921200),
        ("method", None),
    ],
)
def test_a_state_that_makes_no_sense_is_no_answer(httpserver: HTTPServer, name, value):
    httpserver.expect_request("/checkouts/co_1").respond_with_json(_STATE | {name: value})
    gateway = HttpPaymentGateway(httpserver.url_for("/"), key="k", webhook_secret="s", private_network=True)

    with pytest.raises(PaymentUnavailable):
        gateway.fetch("co_1")


def test_a_checkouts_id_cannot_lead_elsewhere(httpserver: HTTPServer):
    httpserver.expect_request("/checkouts/../refunds").respond_with_json(_STATE)
    gateway = HttpPaymentGateway(httpserver.url_for("/"), key="k", webhook_secret="s", private_network=True)

    gateway.fetch("../refunds")

    assert "/checkouts/..%2Frefunds" in httpserver.log[0][0].environ["REQUEST_URI"]


_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_BODY = json.dumps(
    {"id": "ev_1", "type": "checkout.authorised", "checkout_id": "co_1", "created_at": "2026-01-20T15:00:00+00:00"}
).encode()


def test_the_signature_is_an_hmac_over_time_dot_body():
    # computed with: printf '1795348800.{}' | openssl dgst -sha256 -hmac secret
    expected = "a2bb56e28c051bf8ec34a6b17227a73c171ec872e2d3f7a2bdd11b571f529cff"

    assert webhook_signature(b"{}", secret="secret", at=_NOW) == f"t=1795348800,v1={expected}"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_message_is_taken_within_five_minutes_either_way(seconds):
    signature = webhook_signature(_BODY, secret="s", at=_NOW)

    assert verified_event(_BODY, signature, secret="s", now=_NOW + timedelta(seconds=seconds)).id == "ev_1"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_message_is_refused_a_second_later(seconds):
    signature = webhook_signature(_BODY, secret="s", at=_NOW)

    with pytest.raises(WebhookRefused):
        verified_event(_BODY, signature, secret="s", now=_NOW + timedelta(seconds=seconds))


def test_a_message_signed_with_another_secret_is_refused():
    with pytest.raises(WebhookRefused):
        verified_event(_BODY, webhook_signature(_BODY, secret="other", at=_NOW), secret="s", now=_NOW)


def test_a_newer_time_cannot_be_put_on_an_old_signature():
    signature = webhook_signature(_BODY, secret="s", at=_NOW - timedelta(hours=1))
    renewed = f"t={int(_NOW.timestamp())},{signature.partition(',')[2]}"

    with pytest.raises(WebhookRefused):
        verified_event(_BODY, renewed, secret="s", now=_NOW)


@given(place=st.integers(0, len(_BODY) - 1), flip=st.integers(1, 255))
def test_no_byte_of_a_message_can_be_changed(place, flip):
    signature = webhook_signature(_BODY, secret="s", at=_NOW)
    changed = bytearray(_BODY)
    changed[place] ^= flip

    with pytest.raises(WebhookRefused):
        verified_event(bytes(changed), signature, secret="s", now=_NOW)


@given(header=st.text())
def test_no_other_header_proves_a_message(header):
    with pytest.raises(WebhookRefused):
        verified_event(_BODY, header, secret="s", now=_NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"id": 1}',
        b"[" * 100_000,
        _BODY.replace(b"2026-01-20T15:00:00+00:00", b"0001-01-01T00:00:00+14:00"),
        _BODY.replace(b"2026-01-20T15:00:00+00:00", b"9999-12-31T23:59:59-14:00"),
        _BODY.replace(b"+00:00", b""),
        *(_BODY.replace(b'"ev_1"', odd) for odd in (b'""', b'"\\ud800"', b'"e\\u0000v"', b'"' + b"e" * 81 + b'"')),
    ],
    ids=lambda body: body[:40],
)
def test_a_signed_body_that_is_no_event_is_refused(body):
    with pytest.raises(WebhookRefused):
        verified_event(body, webhook_signature(body, secret="s", at=_NOW), secret="s", now=_NOW)

"""Takes the payment provider's webhooks to the site: signed, tried again, and late, repeated or lost on request."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import httpx2

from webapp.sandbox.payment_provider import ProviderEvent
from webapp.sandbox.store import Store
from webapp.sandbox.trial_numbers import Sending

#: Seconds between tries of a message that was not taken; after the last the provider gives up.
BACK_OFF_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0)
#: Seconds for which a late message is held back.
LATE_SECONDS = 60.0
_TIMEOUT_SECONDS = 5.0
_REPEATS = 3
_KIND = "webhook"
_TAKEN = range(200, 300)


class LetterStatus(StrEnum):
    """How far a message came."""

    #: on its way, or waiting for its next try
    WAITING = "waiting"
    #: held back on request, and sent by itself at its time
    HELD = "held"
    #: lost on request
    LOST = "lost"
    DELIVERED = "delivered"
    #: given up
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message and its way so far."""

    event: ProviderEvent
    status: LetterStatus
    #: the machine's time of the next try, in seconds since 1970
    due: float
    #: how often it shall still arrive
    copies: int = 1
    #: what each try ended with: a status code or an error's name
    tries: tuple[str, ...] = ()
    #: tries of the present copy that failed
    failures: int = 0


class Postman:
    """One thread that sends what is due; `start` and `stop` it."""

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        store: Store,
        back_off: Sequence[float] = BACK_OFF_SECONDS,
        late_seconds: float = LATE_SECONDS,
    ) -> None:
        self._url = url
        self._secret = secret
        self._store = store
        self._back_off = tuple(back_off)
        self._late_seconds = late_seconds
        self._changed = threading.Condition()
        self._stopping = False
        self._letters = {key: _read(kept) for key, kept in store.all(_KIND).items()}
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begins to send, and goes on with what an earlier process left."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the message that is being sent."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_TIMEOUT_SECONDS)

    def post(self, event: ProviderEvent, sending: Sending) -> None:
        """Takes a message on; it travels as asked."""
        letter = Letter(event=event, status=LetterStatus.WAITING, due=time.time())
        match sending:
            case Sending.LATE:
                letter = replace(letter, status=LetterStatus.HELD, due=time.time() + self._late_seconds)
            case Sending.LOST:
                letter = replace(letter, status=LetterStatus.LOST)
            case Sending.REPEATED:
                letter = replace(letter, copies=_REPEATS)
        self._keep(letter)

    def letters(self, checkout_id: str) -> list[Letter]:
        """The messages about one checkout, oldest first."""
        with self._changed:
            return [letter for letter in self._letters.values() if letter.event.checkout_id == checkout_id]

    def send_now(self, checkout_id: str) -> None:
        """Sends every message about the checkout: for the first time, or once more."""
        for letter in self.letters(checkout_id):
            self._resend(letter, after=0.0)

    def send_out_of_order(self, checkout_id: str) -> None:
        """Sends every message about the checkout once more, newest first."""
        for place, letter in enumerate(reversed(self.letters(checkout_id))):
            # the thread takes the one due first, so a hair's breadth keeps the order
            self._resend(letter, after=place / 1000)

    def _resend(self, letter: Letter, *, after: float) -> None:
        self._keep(replace(letter, status=LetterStatus.WAITING, due=time.time() + after, copies=1, failures=0))

    def _keep(self, letter: Letter) -> None:
        with self._changed:
            self._letters[letter.event.id] = letter
            self._store.put(_KIND, letter.event.id, asdict(letter))
            self._changed.notify()

    def _run(self) -> None:
        with httpx2.Client(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                letter = self._next_due()
                if letter is None:
                    return
                self._deliver(client, letter)

    def _next_due(self) -> Letter | None:
        """The message that is due, as soon as one is; None when the postman stops."""
        with self._changed:
            while not self._stopping:
                waiting = [
                    letter
                    for letter in self._letters.values()
                    if letter.status in {LetterStatus.WAITING, LetterStatus.HELD}
                ]
                first = min(waiting, key=lambda letter: letter.due, default=None)
                wait = None if first is None else first.due - time.time()
                if first is not None and wait is not None and wait <= 0:
                    return first
                self._changed.wait(wait)
            return None

    def _deliver(self, client: httpx2.Client, letter: Letter) -> None:
        event = letter.event
        body = json.dumps(asdict(event)).encode()
        headers = {"Content-Type": "application/json", "Payment-Signature": _signature(body, self._secret)}
        try:
            status = client.post(self._url, content=body, headers=headers).status_code
        except httpx2.HTTPError as error:
            self._keep_after(letter, type(error).__name__, taken=False)
        else:
            self._keep_after(letter, str(status), taken=status in _TAKEN)

    def _keep_after(self, letter: Letter, result: str, *, taken: bool) -> None:
        with self._changed:
            latest = self._letters[letter.event.id]
            tried = replace(latest, tries=(*latest.tries, result))
            # asked for once more while it was under way: then the new request stands
            self._keep(self._moved(tried, taken=taken) if latest is letter else tried)

    def _moved(self, letter: Letter, *, taken: bool) -> Letter:
        if taken and letter.copies > 1:
            return replace(letter, copies=letter.copies - 1, status=LetterStatus.WAITING, failures=0)
        if taken:
            return replace(letter, status=LetterStatus.DELIVERED, failures=0)
        if letter.failures < len(self._back_off):
            due = time.time() + self._back_off[letter.failures]
            return replace(letter, status=LetterStatus.WAITING, due=due, failures=letter.failures + 1)
        return replace(letter, status=LetterStatus.FAILED)


def _signature(body: bytes, secret: str) -> str:
    # written out here and not taken from the site's adapter: the two must agree by the documented form alone
    seconds = int(time.time())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _read(kept: dict[str, Any]) -> Letter:
    return Letter(
        event=ProviderEvent(**kept["event"]),
        status=LetterStatus(kept["status"]),
        due=kept["due"],
        copies=kept["copies"],
        tries=tuple(kept["tries"]),
        failures=kept["failures"],
    )

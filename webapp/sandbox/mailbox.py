"""A real mail server on this machine, and the mailbox in which everything it takes lies open."""

import asyncio
import base64
import contextlib
import email.policy
import threading
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from webapp.sandbox.store import Store
from workflows.adapters.clock import Clock

#: An address that begins so does not exist: 550.
BOUNCES = "bounce"
#: An address that begins so cannot be served just now: 451.
IS_BUSY = "busy"

_KIND = "mail"
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file that came with a message."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A message as it came."""

    id: str
    #: the addresses of the envelope
    to: tuple[str, ...]
    sender: str
    subject: str
    message_id: str
    #: by the sandbox's clock
    received_at: datetime
    #: how often a message of this id came
    deliveries: int
    text: str
    html: str
    attachments: tuple[MailPart, ...]


class Mailbox:
    """Keeps what the mail server takes; a message that comes again under its id is kept once and counted."""

    def __init__(self, *, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store
        self._lock = threading.Lock()
        # by id and addresses, so that a busy day's mail is not read again with every message
        self._known = {_identity(kept["message_id"], kept["to"]): key for key, kept in store.all(_KIND).items()}
        self._last = max((int(key) for key in self._known.values()), default=0)

    def take(self, raw: bytes, recipients: list[str]) -> None:
        """Keeps a message for these recipients."""
        message_id = str(_parsed(raw)["Message-ID"] or "")
        identity = _identity(message_id, recipients)
        with self._lock:
            known = self._known.get(identity) if message_id else None
            kept = self._store.get(_KIND, known) if known is not None else None
            if known is not None and kept is not None:
                self._store.put(_KIND, known, kept | {"deliveries": kept["deliveries"] + 1})
                return
            self._last += 1
            self._known[identity] = str(self._last)
            value = {
                "to": recipients,
                "message_id": message_id,
                "received_at": self._clock.now().isoformat(),
                "deliveries": 1,
                "raw": base64.b64encode(raw).decode(),
            }
            self._store.put(_KIND, str(self._last), value)

    def all(self, *, to: str = "") -> list[ReceivedMail]:
        """The messages to this address, or to all, newest first."""
        wanted = to.strip().casefold()
        messages = reversed(self._store.all(_KIND).items())
        return [
            _received(key, kept)
            for key, kept in messages
            if not wanted or wanted in {address.casefold() for address in kept["to"]}
        ]

    def get(self, mail_id: str) -> ReceivedMail | None:
        """One message."""
        kept = self._store.get(_KIND, mail_id)
        return None if kept is None else _received(mail_id, kept)

    def clear(self) -> None:
        """Throws everything away."""
        with self._lock:
            self._store.clear(_KIND)
            self._known.clear()
            self._last = 0


class MailServer:
    """Takes mail over SMTP on this machine, in a thread of its own, into a mailbox."""

    def __init__(self, mailbox: Mailbox, *, host: str, port: int) -> None:
        self._mailbox = mailbox
        self._host = host
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on; where 0 was asked for, the one that was free."""
        return self._port

    def start(self) -> None:
        """Listens.

        Raises:
            OSError: the port is taken.
        """
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail server", daemon=True)
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_PATIENCE_SECONDS)
        except BaseException:
            self.stop()
            raise
        self._port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Closes every connection and ends the thread; nothing where it was not started."""
        if self._loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_PATIENCE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE_SECONDS)
        self._loop.close()
        self._loop = self._thread = None

    async def _listen(self) -> asyncio.Server:
        handler = _Handler(self._mailbox)
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: SMTP(handler, hostname="sandbox.localhost", ident="sandbox", enable_SMTPUTF8=True, loop=loop),
            self._host,
            self._port,
        )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*others, return_exceptions=True)


class _Handler:
    """What aiosmtpd asks; the method names are its own."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith(BOUNCES):
            return "550 5.1.1 There is nobody of this name here"
        if address.startswith(IS_BUSY):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        await asyncio.get_running_loop().run_in_executor(None, self._mailbox.take, raw, list(envelope.rcpt_tos))
        return "250 OK"


def _identity(message_id: str, recipients: list[str]) -> tuple[str, ...]:
    return message_id, *recipients


def _parsed(raw: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(raw)


def _received(mail_id: str, kept: dict[str, Any]) -> ReceivedMail:
    parsed = _parsed(base64.b64decode(kept["raw"]))
    return ReceivedMail(
        id=mail_id,
        to=tuple(kept["to"]),
        sender=str(parsed["From"] or ""),
        subject=str(parsed["Subject"] or "(no subject)"),
        message_id=kept["message_id"],
        received_at=datetime.fromisoformat(kept["received_at"]),
        deliveries=kept["deliveries"],
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        attachments=tuple(_part(part) for part in parsed.iter_attachments()),
    )


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    content = part.get_content() if part is not None else ""
    # on the wire lines end with CR LF
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


def _part(part: Any) -> MailPart:
    content = part.get_payload(decode=True)
    return MailPart(
        filename=part.get_filename() or "unnamed",
        content_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )

"""Sending e-mail: one message to one person, handed to an SMTP server.

A message's id is made from the key of the job that sends it, so that a job run twice sends the same message twice and
not two messages: mail servers and mailboxes can tell. That the server took a message does not mean that it arrived.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Literal, Protocol

from workflows.adapters.outside import OutsideRefused, OutsideUnavailable

#: The server must answer each command within this time.
TIMEOUT_SECONDS = 5.0

_PERMANENT = range(500, 600)


class MailUnavailable(OutsideUnavailable):
    """The mail server cannot be reached or cannot take the message just now; send it again later."""


class MailRefused(OutsideRefused):
    """The mail server will never take this message: no such address, or not from us."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    filename: str
    #: as in "application/pdf"
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """One message to one address, with its words as plain text and as HTML."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    #: as `message_id` makes it
    message_id: str
    attachments: tuple[Attachment, ...] = ()


class Mailer(Protocol):
    """Hands messages to a mail server."""

    def send(self, message: OutgoingMail) -> None:
        """Returns when the server has taken the message.

        Raises:
            MailUnavailable: send it again later, with the same message id.
            MailRefused: it will never be taken.
        """
        ...


def message_id(key: str, *, sender: str) -> str:
    """The Message-ID of the one message that is sent for this key, in the sender's domain.

    Source: RFC 5322, section 3.6.4.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{key}@{domain}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed in, and how."""

    host: str
    port: int
    #: "none" only to a server on this machine or in its own network
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password: str = field(default="", repr=False)


class SmtpMailer:
    """A mail server over SMTP; a connection for each message."""

    def __init__(self, server: SmtpServer, *, sender: str) -> None:
        self._server = server
        self._sender = sender

    def send(self, message: OutgoingMail) -> None:
        envelope = _envelope(message, sender=self._sender)
        try:
            with self._connect() as connection:
                connection.send_message(envelope)
        except smtplib.SMTPRecipientsRefused as error:
            raise _failure(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPAuthenticationError as error:
            # our own password is wrong: no message may be given up for that
            raise MailUnavailable(f"The mail server does not accept our password: {error.smtp_code}.") from None
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"No answer of the mail server: {type(error).__name__}.") from None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.username:
                connection.login(server.username, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _envelope(message: OutgoingMail, *, sender: str) -> EmailMessage:
    envelope = EmailMessage()
    headers: Mapping[str, str] = {
        "From": sender,
        "To": message.to,
        "Subject": message.subject,
        "Message-ID": message.message_id,
        "Date": formatdate(),
        # RFC 3834: out-of-office robots leave it alone
        "Auto-Submitted": "auto-generated",
    }
    try:
        for name, value in headers.items():
            envelope[name] = value
    except ValueError:
        # a line break in a header would begin another header
        raise MailRefused("A header of the message has a line break.") from None
    envelope.set_content(message.text)
    envelope.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        envelope.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename)
    return envelope


def _failure(code: int) -> MailRefused | MailUnavailable:
    # the server's words may repeat the address, the code does not
    sentence = f"The mail server answered {code}."
    return MailRefused(sentence) if code in _PERMANENT else MailUnavailable(sentence)


class FakeMailer:
    """A mail server in memory, for tests."""

    def __init__(self) -> None:
        self._messages: dict[str, OutgoingMail] = {}
        self._failures: dict[str, MailUnavailable | MailRefused] = {}

    @property
    def sent(self) -> list[OutgoingMail]:
        """What was taken, in order; a message sent again under its id is there once."""
        return list(self._messages.values())

    def fail_for(self, to: str, failure: MailUnavailable | MailRefused | None) -> None:
        """Fails every message to this address in this way; None ends it."""
        if failure is None:
            self._failures.pop(to, None)
        else:
            self._failures[to] = failure

    def send(self, message: OutgoingMail) -> None:
        if message.to in self._failures:
            raise self._failures[message.to]
        if any(mark in header for mark in "\r\n" for header in (message.to, message.subject, message.message_id)):
            raise MailRefused("A header of the message has a line break.")
        self._messages.setdefault(message.message_id, message)

"""Sending e-mail: the client, against the sandbox's mail server and mailbox, and the fake keep the same promises."""

import asyncio
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sandbox.running import RunningSandbox
from tests.support.ports import free_port
from workflows.adapters.mail import (
    Attachment,
    FakeMailer,
    Mailer,
    MailRefused,
    MailUnavailable,
    OutgoingMail,
    SmtpMailer,
    SmtpServer,
    message_id,
)

_SENDER = "Licensing <licensing@oems.example.org>"
_CARD = Attachment("Ana’s card.pdf", "application/pdf", bytes(range(256)) * 40)
_MAIL = OutgoingMail(
    to="ana.ruiz@example.org",
    subject="Your certification – approved",
    text="Dear Ana,\n\nsee http://localhost:8000/credentials.\n",
    html="<p>Dear Ana, <a href='http://localhost:8000/credentials'>see it</a>.</p>",
    message_id=message_id("job-1", sender=_SENDER),
    attachments=(_CARD,),
)


@dataclass(frozen=True)
class Subject:
    """A mailer, and the mailbox of what arrived."""

    mailer: Mailer
    arrived: Callable[[], list[OutgoingMail]]


@pytest.fixture(params=["fake", "client"])
def subject(request: pytest.FixtureRequest) -> Subject:
    return _fake() if request.param == "fake" else _client(request.getfixturevalue("sandbox"))


def _fake() -> Subject:
    fake = FakeMailer()
    fake.fail_for("bounce@example.org", MailRefused("550"))
    fake.fail_for("busy@example.org", MailUnavailable("451"))
    return Subject(fake, lambda: fake.sent)


def _client(sandbox: RunningSandbox) -> Subject:
    def arrived() -> list[OutgoingMail]:
        return [_received(sandbox, message) for message in reversed(sandbox.http.get("/mailbox.json").json())]

    return Subject(sandbox.mailer(), arrived)


def _received(sandbox: RunningSandbox, message: dict) -> OutgoingMail:
    attachments = tuple(
        Attachment(part["filename"], part["content_type"], sandbox.http.get(part["url"]).content)
        for part in message["attachments"]
    )
    return OutgoingMail(
        to=message["to"][0],
        subject=message["subject"],
        text=message["text"],
        html=message["html"].strip(),
        message_id=message["message_id"],
        attachments=attachments,
    )


def test_a_message_arrives_whole(subject):
    subject.mailer.send(_MAIL)

    assert subject.arrived() == [_MAIL]


def test_messages_arrive_in_their_order(subject):
    for number in (1, 2, 3):
        subject.mailer.send(replace(_MAIL, message_id=message_id(f"job-{number}", sender=_SENDER)))

    assert [message.message_id for message in subject.arrived()] == [
        f"<job-{number}@oems.example.org>" for number in (1, 2, 3)
    ]


def test_a_message_sent_again_under_its_id_is_there_once(subject):
    subject.mailer.send(_MAIL)
    subject.mailer.send(_MAIL)

    assert subject.arrived() == [_MAIL]


def test_an_address_that_does_not_exist_is_refused(subject):
    with pytest.raises(MailRefused):
        subject.mailer.send(replace(_MAIL, to="bounce@example.org"))
    assert subject.arrived() == []


def test_an_address_that_is_busy_is_unavailable(subject):
    with pytest.raises(MailUnavailable):
        subject.mailer.send(replace(_MAIL, to="busy@example.org"))
    assert subject.arrived() == []


@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"], ids=["lf", "cr", "crlf"])
def test_a_line_break_cannot_begin_another_header(subject, field, line_break):
    with pytest.raises(MailRefused):
        subject.mailer.send(replace(_MAIL, **{field: f"x@example.org{line_break}Bcc: y@example.org"}))
    assert subject.arrived() == []


def test_a_fake_can_be_mended():
    fake = FakeMailer()
    fake.fail_for(_MAIL.to, MailUnavailable("451"))
    fake.fail_for(_MAIL.to, None)

    fake.send(_MAIL)

    assert fake.sent == [_MAIL]


def test_nobody_at_the_address_is_unavailable():
    with pytest.raises(MailUnavailable):
        SmtpMailer(SmtpServer(host="127.0.0.1", port=free_port()), sender=_SENDER).send(_MAIL)


def test_a_server_that_hangs_up_is_unavailable():
    def hang_up(listening: socket.socket) -> None:
        listening.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=hang_up, args=(listening,))
        thread.start()
        server = SmtpServer(host="127.0.0.1", port=listening.getsockname()[1])
        with pytest.raises(MailUnavailable):
            SmtpMailer(server, sender=_SENDER).send(_MAIL)
        thread.join()


def test_an_error_does_not_repeat_the_address(sandbox):
    with pytest.raises(MailRefused) as refused:
        sandbox.mailer().send(replace(_MAIL, to="bounce.ana@example.org"))

    assert "ana" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_message_does_not_print_to_whom_and_what():
    assert not [word for word in ("ana", "approved", "Dear") if word in repr(_MAIL)]


def test_robots_are_told_that_a_robot_wrote(sandbox):
    sandbox.mailer().send(_MAIL)

    sent = sandbox.http.get("/mailbox.json").json()[0]
    assert sent["from"] == sandbox.settings.mail_from


class _Kept:
    """Takes whatever comes, and keeps it."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.signed_in: list[LoginPassword] = []

    def authenticate(self, *arguments: object) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        self.signed_in.append(login)
        return AuthResult(success=login.password == b"right", handled=False)

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        return "250 OK"


@contextmanager
def _encrypting_server(certificate: Path, kept: _Kept, *, from_the_start: bool) -> Iterator[int]:
    """A mail server that takes nothing in the clear; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def protocol() -> SMTP:
        if from_the_start:
            return SMTP(kept, hostname="localhost", loop=loop)
        return SMTP(
            kept,
            hostname="localhost",
            loop=loop,
            tls_context=context,
            require_starttls=True,
            authenticator=kept.authenticate,
        )

    async def listen() -> asyncio.Server:
        tls = context if from_the_start else None
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)

    async def close(server: asyncio.Server) -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_holds_gets_the_message_encrypted(certificate, monkeypatch, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    kept = _Kept()

    with _encrypting_server(certificate, kept, from_the_start=security == "tls") as port:
        SmtpMailer(SmtpServer(host="localhost", port=port, security=security), sender=_SENDER).send(_MAIL)

    assert b"Auto-Submitted: auto-generated" in kept.contents[0]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_does_not_hold_gets_nothing(certificate, security):
    kept = _Kept()

    with _encrypting_server(certificate, kept, from_the_start=security == "tls") as port:
        mailer = SmtpMailer(SmtpServer(host="localhost", port=port, security=security), sender=_SENDER)
        with pytest.raises(MailUnavailable):
            mailer.send(_MAIL)

    assert kept.contents == []


@pytest.mark.parametrize(("password", "taken"), [("right", 1), ("wrong", 0)])
def test_a_server_that_wants_a_password_gets_it_encrypted_and_a_wrong_one_gives_up_no_message(
    certificate, monkeypatch, password, taken
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    kept = _Kept()

    with _encrypting_server(certificate, kept, from_the_start=False) as port:
        server = SmtpServer(host="localhost", port=port, security="starttls", username="oems", password=password)
        with nullcontext() if taken else pytest.raises(MailUnavailable, match="535"):
            SmtpMailer(server, sender=_SENDER).send(_MAIL)

    assert len(kept.contents) == taken
    assert {login.login for login in kept.signed_in} == {b"oems"}

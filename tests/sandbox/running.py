"""The sandbox over real HTTP and SMTP on free ports of the loopback address, and a site that takes its webhooks."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue

import httpx2
from flask import Flask, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webapp.sandbox import PEOPLE, create_sandbox, sandbox_of
from workflows.adapters.clock import FileClock
from workflows.adapters.mail import SmtpMailer, SmtpServer
from workflows.adapters.payments import HttpPaymentGateway
from workflows.adapters.registry import HttpRegistry
from workflows.seed.holder import Played
from workflows.settings import Settings


@dataclass(frozen=True)
class Webhook:
    """A webhook as it came."""

    body: bytes
    signature: str


@dataclass
class WebhookTaker:
    """The site's end of the webhooks: keeps them, and answers with the statuses it was given, then 204."""

    received: "Queue[Webhook]" = field(default_factory=Queue)
    statuses: list[int] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.post("/payments/webhook")
        def take() -> tuple[str, int]:
            self.received.put(Webhook(request.get_data(), request.headers["Payment-Signature"]))
            return "", self.statuses.pop(0) if self.statuses else 204

        return app

    def next(self) -> Webhook:
        """The next webhook, as soon as it comes."""
        return self.received.get(timeout=10)


@dataclass(frozen=True)
class RunningSandbox:
    """Where the sandbox is, and the clients that speak to it."""

    settings: Settings
    clock: FileClock
    webhooks: WebhookTaker
    http: httpx2.Client

    def registry(self, *, key: str | None = None) -> HttpRegistry:
        key = self.settings.registry_key.get_secret_value() if key is None else key
        return HttpRegistry(self.settings.registry_url, key=key, private_network=True)

    def gateway(self, *, key: str | None = None) -> HttpPaymentGateway:
        return HttpPaymentGateway(
            self.settings.payment_url,
            key=self.settings.payment_key.get_secret_value() if key is None else key,
            webhook_secret=self.settings.payment_webhook_secret.get_secret_value(),
            private_network=True,
        )

    def mailer(self) -> SmtpMailer:
        server = SmtpServer(host="127.0.0.1", port=self.settings.smtp_port)
        return SmtpMailer(server, sender=self.settings.mail_from)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Prints nothing."""


@contextmanager
def served(app: Flask | None = None) -> Iterator[BaseWSGIServer]:
    """A server on a free port, in a thread; its application may be set later."""
    server = make_server("127.0.0.1", 0, app or Flask(__name__), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running_sandbox(
    folder: Path,
    *,
    people: Sequence[Played] = PEOPLE,
    back_off: Sequence[float] = (0.01, 0.01),
    late_seconds: float = 3600.0,
) -> Iterator[RunningSandbox]:
    """The sandbox with its state in this folder."""
    webhooks = WebhookTaker()
    with served(webhooks.app()) as site, served() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        settings = Settings(
            site_url=f"http://127.0.0.1:{site.server_port}",
            sandbox_url=url,
            registry_url=f"{url}/registry/v1",
            payment_url=f"{url}/pay/v1",
            payment_page_url=url,
            clock_file=folder / "clock.json",
            sandbox_file=folder / "sandbox.sqlite3",
            smtp_port=1,
        )
        app = create_sandbox(settings, people=people, mail_port=0, back_off=back_off, late_seconds=late_seconds)
        server.app = app
        parts = sandbox_of(app)
        parts.start()
        try:
            found = settings.model_copy(update={"smtp_port": parts.mail_server.port})
            clock = FileClock(folder / "clock.json")
            with httpx2.Client(base_url=url, trust_env=False) as http:
                yield RunningSandbox(found, clock, webhooks, http)
        finally:
            parts.stop()

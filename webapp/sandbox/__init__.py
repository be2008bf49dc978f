"""The sandbox: stand-ins for the outside on a developer's machine, a WSGI application of its own.

It is the National Registry, the payment provider with its own page, and a mail server with an open mailbox; it shows
the people to try the site with, and moves the time of site, worker and itself. The site speaks to it as it would to the
real ones, over HTTP and SMTP. It sets no cookie, since cookies do not know ports and would mix with the site's,
and in production it answers every request but `/healthz` with 403.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request

from webapp.sandbox import (
    clock_pages,
    mailbox_pages,
    payment_interface,
    payment_pages,
    people_pages,
    registry_interface,
    registry_pages,
    wording,
)
from webapp.sandbox.faults import Faults
from webapp.sandbox.mailbox import Mailbox, MailServer
from webapp.sandbox.national_registry import RegistryBook
from webapp.sandbox.payment_provider import PaymentProvider
from webapp.sandbox.postman import BACK_OFF_SECONDS, LATE_SECONDS, Postman
from webapp.sandbox.store import Store
from workflows.adapters.clock import FileClock, SystemClock
from workflows.seed.candidates import CANDIDATES
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Played
from workflows.seed.people import HOLDERS, STAFF
from workflows.settings import Settings

#: The machine's own address; nobody else is let in.
HOST = "127.0.0.1"
#: Where the site takes the payment provider's webhooks.
WEBHOOK_PATH = "/payments/webhook"

#: Whom the National Registry may know.
PEOPLE: Sequence[Played] = (*HOLDERS, *CHANGES, *CANDIDATES)

_NAME = "sandbox"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The sandbox's parts that run beside its pages."""

    mail_server: MailServer
    postman: Postman
    store: Store

    def start(self) -> None:
        """Listens for mail and begins to send webhooks. Raises OSError where the mail port is taken."""
        self.mail_server.start()
        self.postman.start()

    def stop(self) -> None:
        """Ends both threads and closes the file."""
        self.postman.stop()
        self.mail_server.stop()
        self.store.close()


def create_sandbox(
    settings: Settings,
    *,
    people: Sequence[Played] = PEOPLE,
    mail_port: int | None = None,
    back_off: Sequence[float] = BACK_OFF_SECONDS,
    late_seconds: float = LATE_SECONDS,
) -> Flask:
    """The application of these settings; `sandbox_of(app).start()` starts what runs beside it.

    Args:
        settings: the site's own, so that both agree on addresses and keys.
        people: whom the National Registry may know.
        mail_port: where the mail server listens, if not where the settings say; 0 for any free port.
        back_off: seconds between tries of a webhook that the site did not take.
        late_seconds: for how long a late webhook is held back.
    """
    app = Flask(__name__, static_url_path="/static")
    clock = FileClock(settings.clock_file) if settings.clock_file is not None else SystemClock()
    store = Store(settings.sandbox_file)
    faults = Faults(store)
    book = RegistryBook(people, clock=clock, store=store)
    postman = Postman(
        settings.site_url + WEBHOOK_PATH,
        secret=settings.payment_webhook_secret.get_secret_value(),
        store=store,
        back_off=back_off,
        late_seconds=late_seconds,
    )
    provider = PaymentProvider(clock=clock, store=store, post=postman.post)
    mailbox = Mailbox(clock=clock, store=store)
    mail_server = MailServer(mailbox, host=HOST, port=settings.smtp_port if mail_port is None else mail_port)
    app.extensions[_NAME] = Sandbox(mail_server, postman, store)

    app.register_blueprint(people_pages.pages(STAFF, book=book))
    app.register_blueprint(clock_pages.pages(clock))
    registry_key, payment_key = settings.registry_key.get_secret_value(), settings.payment_key.get_secret_value()
    app.register_blueprint(registry_interface.interface(book, faults=faults, key=registry_key))
    app.register_blueprint(registry_pages.pages(book, faults=faults))
    app.register_blueprint(
        payment_interface.interface(provider, faults=faults, key=payment_key, base_url=settings.payment_page_url)
    )
    app.register_blueprint(payment_pages.pages(provider, postman=postman, faults=faults))
    app.register_blueprint(mailbox_pages.pages(mailbox))
    wording.install(app, clock=clock, site_url=settings.site_url)
    _guard(app, production=settings.production)
    app.add_url_rule("/healthz", "healthz", lambda: jsonify(status="ok"))
    return app


def sandbox_of(app: Flask) -> Sandbox:
    """What runs beside the pages of this application."""
    sandbox: Sandbox = app.extensions[_NAME]
    return sandbox


def _guard(app: Flask, *, production: bool) -> None:
    @app.before_request
    def refuse() -> Response | None:
        if production and request.endpoint != "healthz":
            return Response("The sandbox is closed in production.\n", status=403, mimetype="text/plain")
        origin = request.headers.get("Origin")
        if request.method not in _SAFE_METHODS and origin and urlsplit(origin).netloc != request.host:
            return Response("This was sent from another site's page.\n", status=403, mimetype="text/plain")
        return None

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self';"
            " base-uri 'none'; frame-ancestors 'none'",
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response

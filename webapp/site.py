"""The site, put together: one application over one Office."""

import importlib
import pkgutil
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import BadHost, BadRequest
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as BaseResponse

from webapp import (
    access,
    assets,
    errors,
    frame,
    headers,
    limits,
    logs,
    origins,
    packing,
    presentation,
    security,
    uploads,
    views,
)
from webapp.sessions import ServerSessions
from workflows.accounts.passwords import HashCost

if TYPE_CHECKING:
    from workflows.wiring import Office

#: Room for the longest page of answers; a route that takes files sets its own limit on the request.
LARGEST_REQUEST_BYTES = 1024 * 1024
_MOST_FIELDS = 1_000


class NamedFields(Request):
    """A request; a form with a part that has no name is refused, since libraries ask names how they end."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if None in self.form or None in self.files:
            raise BadRequest


class Site(Flask):
    """The application; every redirect after a post is one that the browser follows by looking."""

    request_class = NamedFields

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As Flask's; a host that no name server could know is like none, as one with odd letters is already."""
        try:
            return super().create_url_adapter(request)
        except BadHost:
            assert request is not None  # noqa: S101 - without one no host is looked at
            request.environ["HTTP_HOST"] = ""
            return super().create_url_adapter(request)

    def redirect(self, location: str, code: int = 303) -> BaseResponse:
        """As Flask's, with 303 See Other for 302 Found, and within this site without its name.

        Libraries still send the old status, and whole addresses that begin with what a proxy called the site.
        """
        within = location.removeprefix(request.host_url.rstrip("/")) or "/"
        return super().redirect(within, 303 if code == HTTPStatus.FOUND else code)

    def log_exception(self, exc_info: Any) -> None:
        """Nothing: `webapp.errors` writes the kind and the place; a traceback may hold what someone typed."""


class Optional(StrictUndefined):
    """A name that a template was not given: it may be asked for, as `{% if note %}`, and never be printed."""

    def __bool__(self) -> bool:  # type: ignore[override] # the strict one never returns
        return False


def create_app(office: "Office", *, hash_cost: HashCost | None = None) -> Flask:
    """The site over an Office.

    Args:
        office: everything the pages ask.
        hash_cost: what hashing a password costs; for tests.
    """
    settings = office.settings
    https = settings.production or urlsplit(settings.site_url).scheme == "https"
    app = Site("webapp", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST_BYTES,
        MAX_FORM_PARTS=_MOST_FIELDS,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        PREFERRED_URL_SCHEME="https" if https else "http",
    )
    app.jinja_env.undefined = Optional
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["office"] = office
    app.session_interface = ServerSessions(office.accounts.web_sessions, secure=https, now=office.accounts.now)
    assets.offer_assets(app)
    presentation.present(app)
    frame.offer_frame(app)
    # the order is that of every request: its id, whence it comes, its token, who may
    logs.log_requests(app)
    uploads.make_room(app)
    origins.refuse_foreign(app, own=settings.site_url)
    security.secure(app, cost=hash_cost or HashCost())
    access.guard(app)
    headers.set_headers(app, form_targets=[settings.payment_origin], https=https)
    packing.pack_bundles(app)
    errors.handle_errors(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    security.exempt_signed_calls(app)
    limits.limit(app)
    return app


def blueprints() -> list[Blueprint]:
    """The blueprint of every module of `webapp.views`, by name."""
    modules = (
        importlib.import_module(f"{views.__name__}.{found.name}") for found in pkgutil.iter_modules(views.__path__)
    )
    return [module.blueprint for module in modules]

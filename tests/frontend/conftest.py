"""The frame and the components of pages, in an application that has no database and no views."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from tests.frontend.site import Site
from webapp import assets, headers, presentation

_PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def dist(tmp_path_factory) -> Path:
    """The built bundle; made now where `make` has not made it."""
    built = _PROJECT / "webapp/static/dist"
    if not (built / "manifest.json").exists():
        node = shutil.which("node", path=str(_PROJECT / ".venv/bin"))
        assert node, "set up the project first: make ready"
        subprocess.run([node, _PROJECT / "webapp/frontend/build.mjs"], check=True, capture_output=True, timeout=120)
    return built


@pytest.fixture
def app(dist) -> Flask:
    """Draws templates as the site does."""
    application = Flask("webapp", root_path=str(_PROJECT / "webapp"))
    application.secret_key = "for tests"
    presentation.present(application)
    assets.offer_assets(application)
    application.jinja_env.globals["csrf_token"] = lambda: "a-token"
    return application


@pytest.fixture
def site(app) -> Iterator[Site]:
    """The application on a port, for a browser, with the content security policy of the real one."""
    headers.set_headers(app, form_targets=[], https=False)
    made = Site(app)
    thread = Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()

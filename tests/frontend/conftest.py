"""The frame and the components of pages, in an application that has no database and no views."""

import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from webapp import assets, presentation

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

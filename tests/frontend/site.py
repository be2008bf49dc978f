"""A few pages of the frame on a port of this machine, and what was posted to them."""

from typing import Any

from flask import Flask, jsonify, render_template, request
from werkzeug.serving import make_server

from forms.base import guides


class Site:
    """Serves every page of a guide, an error page, and a page that waits."""

    def __init__(self, app: Flask) -> None:
        #: What was posted: path and fields.
        self.posted: list[tuple[str, dict[str, Any]]] = []
        #: What the waiting page is told.
        self.version = 1
        self._frame: dict[str, Any] = {
            "home_url": "/",
            "nav": [{"label": "My licenses", "url": "/", "current": True}],
            "sign_out_url": "/sign-out",
            "session": {"seconds": 1200, "warn": 120, "keep_alive_url": "/stay"},
        }
        app.add_url_rule("/ask/<guide>/<slug>", view_func=self._ask, methods=["GET", "POST"])
        app.add_url_rule("/error/<name>", view_func=self._error)
        app.add_url_rule("/waiting", view_func=self._waiting)
        app.add_url_rule("/state.json", view_func=lambda: jsonify(version=self.version))
        app.add_url_rule("/stay", view_func=self._stay, methods=["POST"])
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def _ask(self, guide: str, slug: str) -> str:
        page = guides()[guide]().form(slug, {}, request.form if request.method == "POST" else None)
        if request.method == "POST":
            self.posted.append((request.path, request.form.to_dict()))
            page.validate()
        return render_template("layouts/question.html", page=page, back_url="/", caption="Try it", site=self._frame)

    def _error(self, name: str) -> str:
        return render_template(f"errors/{name}.html", site=self._frame)

    def _waiting(self) -> str:
        return render_template("errors/error.html", title=f"Version {self.version}", site=self._frame).replace(
            "<h1>", f'<div data-refresh="/state.json" data-version="{self.version}" data-seconds="1"></div><h1>'
        )

    def _stay(self) -> tuple[str, int]:
        self.posted.append((request.path, {"token": request.headers["X-CSRFToken"]}))
        return "", 204

"""A browser without a window: it follows forms as a person would, and looks at every page it receives."""

import re
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_WIDGETS = {"input", "select", "textarea"}
_NEEDS_NO_LABEL = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """What a page holds, as far as tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.title = ""
        self.headings: list[str] = []
        self.widgets: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self.links: list[str] = []
        self.images_without_words = 0
        self.text = ""
        self.ids: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    @property
    def token(self) -> str:
        return next(widget["value"] for widget in self.widgets if widget.get("name") == "csrf_token")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag in _WIDGETS:
            self.widgets.append({"tag": tag, **attributes})
        if tag == "label":
            self.labelled.add(attributes["for"])
        if tag == "a":
            self.links.append(attributes.get("href", ""))
        if tag == "img" and not attributes.get("alt"):
            self.images_without_words += 1
        if tag == "h1":
            self.headings.append("")
        assert "style" not in attributes, "the policy refuses styles in attributes"
        assert not any(name.startswith("on") for name in attributes), "the policy refuses scripts in attributes"
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json"

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        if "h1" in self._open:
            self.headings[-1] += data
        self.text += data


class Browser:
    """Keeps cookies, fetches the token a form carries, and checks every page."""

    def __init__(self, site: Flask) -> None:
        self._client = site.test_client()
        self.page: Page | None = None

    def get(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        return self._keep(self._client.get(path, **options), expect)

    def post(self, path: str, data: dict[str, str] | None = None, *, expect: int = 303, **options: Any) -> TestResponse:
        """Posts a form with the token of its page, which is loaded first."""
        token = self.token(path)
        return self._keep(self._client.post(path, data={**(data or {}), "csrf_token": token}, **options), expect)

    def post_bare(self, path: str, data: dict[str, str] | None = None, *, expect: int, **options: Any) -> TestResponse:
        """Posts what is given and no token beside it."""
        return self._keep(self._client.post(path, data=data or {}, **options), expect)

    def open(self, path: str, method: str = "GET", **options: Any) -> TestResponse:
        """The bare answer, looked at by the test."""
        return self._client.open(path, method=method, **options)

    def token(self, path: str = "/login") -> str:
        """A token of this session, from the page at an address or from one that everyone has."""
        for place in (path, "/account/password", "/login"):
            page = self._client.get(place)
            if page.status_code == HTTPStatus.OK and page.mimetype == "text/html" and "csrf_token" in page.text:
                return Page(page.text).token
        raise AssertionError(f"no form at {path}")

    @property
    def cookie(self) -> str | None:
        cookie = self._client.get_cookie("session") or self._client.get_cookie("__Host-session", path="/")
        return cookie.value if cookie else None

    def set_cookie(self, value: str) -> None:
        self._client.set_cookie("session", value)

    def sees(self, text: str) -> bool:
        assert self.page is not None
        return text in re.sub(r"\s+", " ", self.page.text)

    def _keep(self, response: TestResponse, expect: int) -> TestResponse:
        assert response.status_code == expect, (
            f"{response.status_code}: {response.headers.get('Location')} {_heading(response)}"
        )
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if response.mimetype == "text/html" and response.status_code not in (204, 301, 302, 303, 308):
            self.page = _checked(Page(response.text))
        return response


def _heading(response: TestResponse) -> str:
    return ", ".join(Page(response.text).headings) if response.mimetype == "text/html" else ""


def _checked(page: Page) -> Page:
    assert page.title.strip().endswith("EMS eLicensing")
    assert len(page.headings) == 1
    assert page.headings[0].strip()
    assert page.images_without_words == 0
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    for widget in page.widgets:
        if widget.get("type") not in _NEEDS_NO_LABEL:
            assert widget["id"] in page.labelled, f"no label: {widget}"
    assert "flask" not in page.html.lower()
    return page

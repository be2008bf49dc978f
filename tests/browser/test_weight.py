"""What a first visit costs: everything a page loads, as it travels packed."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.support.processes import Site

_MOST_BYTES = 100_000
#: Packed as they are.
_PACKED = (".woff2", ".png")


@pytest.mark.parametrize("path", ["/", "/login", "/sign-up", "/verify?q=rui"])
def test_a_public_page_weighs_at_most_100_kilobytes(
    shared_site: Site, new_page: Callable[..., Page], path: str
) -> None:
    page, loaded = new_page(), list[Response]()

    def note(response: Response) -> None:
        loaded.append(response)

    page.on("response", note)

    page.goto(shared_site.url + path, wait_until="networkidle")

    assert {response.status for response in loaded} == {200}
    assert any(".woff2" in response.url for response in loaded)
    assert sum(map(_packed, loaded)) <= _MOST_BYTES


@pytest.mark.parametrize("path", ["/", "/login"])
def test_a_page_loads_nothing_from_elsewhere(shared_site: Site, new_page: Callable[..., Page], path: str) -> None:
    page, asked = new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))

    page.goto(shared_site.url + path, wait_until="networkidle")

    assert [url for url in asked if not url.startswith((shared_site.url, "data:"))] == []


def _packed(response: Response) -> int:
    if response.url.startswith("data:"):
        return 0
    body = response.body()
    return len(body) if response.url.endswith(_PACKED) else len(gzip.compress(body))

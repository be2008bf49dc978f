"""Posts to a page, and reads what it says."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

Posted = Mapping[str, str | list[str]]


def posted(fields: Posted) -> MultiDict[str, str]:
    """Fields as a browser posts them."""
    return MultiDict(fields)


def sentences(page: Any) -> list[str]:
    """The sentences of a page that was checked."""
    return [problem.sentence for problem in page.problems]

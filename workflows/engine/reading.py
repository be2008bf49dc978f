"""Bytes in, a safe XML tree out: what a file may not do before anybody looks at what it says.

Refused: a document type in whatever encoding, encodings that hide one, and files too large, too deep or
of too many elements. Nothing outside the bytes is ever opened.
"""

import codecs
import re
from typing import Any

from lxml import etree

from workflows.findings import Finding

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000

_TOO_DEEP = f"Elements are nested more than {MAX_DEPTH} deep."
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = frozenset({"utf-8", "us-ascii", "ascii", "utf8"})


class XmlRefused(Exception):
    """The bytes are not a file that may be read; `.finding` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.text)


def read_xml(data: bytes, *, file: str) -> etree._Element:
    """The root element of a diagram or table.

    Raises:
        XmlRefused: when the bytes are not well formed, too large, or could do harm.
    """
    if len(data) > MAX_BYTES:
        raise _refused(file, "file_too_large", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    text = _decoded(data, file)
    if "<!doctype" in text.lower():
        line = text[: text.lower().index("<!doctype")].count("\n") + 1
        raise _refused(file, "document_type", "A document type (<!DOCTYPE) is not allowed.", line)
    root = _parsed(text, file)
    _measure(root, file)
    return root


def line_of(element: etree._Element) -> int:
    """The 1-based line of an element in its file."""
    line: Any = element.sourceline
    return int(line or 0)


def _decoded(data: bytes, file: str) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARED.match(data.lstrip()[:200])
        encoding = declared.group(1).decode("ascii").lower() if declared else "utf-8"
        if encoding not in _PLAIN:
            raise _refused(file, "encoding", "Save the file as UTF-8.", 1)
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _refused(file, "encoding", "The file is not UTF-8 text. Save it as UTF-8.", 1) from None
    if "\0" in text:
        # UTF-16 and UTF-32 without a byte order mark would pass as UTF-8 full of zero bytes
        raise _refused(file, "encoding", "The file is not UTF-8 text. Save it as UTF-8.", 1)
    return text


def _parsed(text: str, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.lstrip("\ufeff").encode(), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        if "Excessive depth" in error.msg:
            # the parser's own bound, beyond which it does not read on
            raise _refused(file, "too_deep", _TOO_DEEP, line) from None
        raise _refused(file, "not_xml", "The file is not well-formed XML.", line) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise _refused(file, "document_type", "A document type (<!DOCTYPE) is not allowed.", 1)
    return root


def _measure(root: etree._Element, file: str) -> None:
    level = [root]
    depth = count = 0
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_DEPTH:
            raise _refused(file, "too_deep", _TOO_DEEP, line_of(level[0]))
        if count > MAX_ELEMENTS:
            text = f"The file has more than {MAX_ELEMENTS} elements."
            raise _refused(file, "too_many_elements", text, line_of(level[0]))
        level = [child for element in level for child in element]


def _refused(file: str, rule: str, text: str, line: int | None = None) -> XmlRefused:
    return XmlRefused(Finding(file=file, element=None, line=line, level="error", rule=rule, text=text))

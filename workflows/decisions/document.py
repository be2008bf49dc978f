"""Reading XML that may be hostile: no DOCTYPE in any encoding, no entities, no network, bounded size and depth."""

import re

from lxml import etree

MOST_BYTES = 2_000_000
MOST_ELEMENTS = 50_000
DEEPEST = 100

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"utf-16", b"utf-16le", b"utf-16be"})
_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b" ", b"\n", b"\r", b"\t")


class DocumentRefused(Exception):
    """The bytes are no XML that is read here."""

    def __init__(self, rule: str, line: int | None, text: str) -> None:
        super().__init__(text)
        #: The rule that refuses them, lower-snake.
        self.rule = rule
        #: 1-based line, where one can be told.
        self.line = line
        #: Why, in a sentence.
        self.text = text


def parse(xml: bytes) -> etree._Element:
    """The root element.

    Raises:
        DocumentRefused: the bytes are too many, nest too deep, hold a DOCTYPE or are no XML.
    """
    if len(xml) > MOST_BYTES:
        raise DocumentRefused("too_large", None, f"The file is larger than {MOST_BYTES:,} bytes.")
    _refuse_declarations(xml)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or None
        raise DocumentRefused("not_xml", line, f"The file is not well-formed XML: {error}.") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise DocumentRefused("doctype", 1, "The file has a DOCTYPE, which is never read.")
    _bound(root)
    return root


def _refuse_declarations(xml: bytes) -> None:
    narrow = xml.replace(b"\x00", b"")  # UTF-16 and UTF-32 become readable for this one question
    if b"<!doctype" in narrow.lower() or b"<!entity" in narrow.lower():
        raise DocumentRefused("doctype", 1, "The file has a DOCTYPE, which is never read.")
    declared = _ENCODING.match(narrow.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff"))
    if not xml.startswith(_STARTS) or (declared and declared[1].lower() not in _ENCODINGS):
        raise DocumentRefused("encoding", 1, "The file is not in UTF-8, UTF-16 or ISO 8859-1.")


def _bound(root: etree._Element) -> None:
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST:
            raise DocumentRefused("too_deep", element.sourceline, f"The file nests deeper than {DEEPEST} elements.")
        if count > MOST_ELEMENTS:
            raise DocumentRefused("too_large", None, f"The file has more than {MOST_ELEMENTS:,} elements.")

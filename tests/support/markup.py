"""What is wrong with a page's markup for those who cannot see it, or for the content security policy."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import html

_CONTROLS = "//input[not(@type='hidden')] | //select | //textarea"


def faults(markup: str) -> list[str]:
    """Every fault of a page or of a part of one; empty where there is none."""
    tree: Any = html.fromstring(markup)
    return [*_ids(tree), *_labels(tree), *_groups(tree), *_inline(tree), *_headings(tree)]


def _ids(tree: Any) -> Iterator[str]:
    ids = Counter(str(found) for found in tree.xpath("//@id"))
    yield from (f"the id {name} is there {count} times" for name, count in ids.items() if count > 1)
    for attribute in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
        for names in tree.xpath(f"//@{attribute}"):
            yield from (
                f"{attribute} names {name}, which is not there" for name in str(names).split() if name not in ids
            )


def _labels(tree: Any) -> Iterator[str]:
    labelled = set(map(str, tree.xpath("//label[normalize-space()]/@for")))
    for control in tree.xpath(_CONTROLS):
        if control.get("id") not in labelled and not control.get("aria-label"):
            yield f"the control {control.get('name')} has no label"
    for button in tree.xpath("//button[not(normalize-space())] | //a[@href][not(normalize-space())]"):
        yield f"a {button.tag} has no text"


def _groups(tree: Any) -> Iterator[str]:
    for fieldset in tree.xpath("//fieldset[not(legend[normalize-space()])]"):
        yield f"a fieldset has no legend: {fieldset.text_content()[:40]}"
    for table in tree.xpath("//table[not(caption[normalize-space()])]"):
        yield f"a table has no caption: {table.text_content()[:40]}"


def _inline(tree: Any) -> Iterator[str]:
    for element in tree.xpath("//*[@style] | //style | //script[not(@src)][not(@type='application/json')]"):
        yield f"{element.tag} is inline style or script"
    for handler in tree.xpath("//@*[starts-with(name(), 'on')]"):
        yield f"a handler stands in the markup: {handler}"


def _headings(tree: Any) -> Iterator[str]:
    if tree.tag != "html":
        return
    if len(tree.xpath("//h1[normalize-space()]")) != 1:
        yield "there is not one h1"
    levels = [int(heading.tag[1]) for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    # the error summary's own heading stands before the page's
    after = levels[levels.index(1) :] if 1 in levels else levels
    yield from (f"h{low} follows h{high}" for high, low in pairwise(after) if low > high + 1)

"""Text in a picture: SVG wraps nothing, so lines are broken here by the measured width of letters."""

from lxml import etree

#: Widths of letters in hundredths of the type size, for a sans-serif face; the rest are about this wide.
_OTHER = 56
_WIDTHS = {
    **dict.fromkeys("iljI.,:;'’|!", 25),
    **dict.fromkeys("ftr()-/ ", 33),
    **dict.fromkeys("csvxyzkJ?", 50),
    **dict.fromkeys("ABEKPSVXY&", 67),
    **dict.fromkeys("CDGHNOQRUw", 73),
    **dict.fromkeys("mMW", 85),
}
_LINE = 1.18


def width(text: str, size: float) -> float:
    """About how wide a line is."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) * size / 100


def wrapped(text: str, room: float, size: float) -> list[str]:
    """The text in lines no wider than the room; a word that is wider alone is left whole."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def write(
    parent: etree._Element, text: str, *, x: float, y: float, room: float, size: float, **attributes: str
) -> list[str]:
    """Writes a text around a centre; the lines it took."""
    lines = wrapped(text, room, size)
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    element = etree.SubElement(
        parent, "text", {"font-size": f"{size:g}", "text-anchor": "middle", "fill": "#1b1b1b"} | named
    )
    first = y - (len(lines) - 1) * size * _LINE / 2 + size * 0.35
    for number, line in enumerate(lines):
        span = etree.SubElement(element, "tspan", {"x": f"{x:g}", "y": f"{first + number * size * _LINE:.1f}"})
        span.text = line
    return lines

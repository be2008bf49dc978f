"""The file being read: its elements, and what is found wrong with it."""

from collections.abc import Iterator

from lxml import etree

from workflows.findings import Finding

#: Namespaces of DMN 1.1 to 1.5.
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    },
)

Element = etree._Element  # noqa: SLF001 - lxml has no public name for it


class Source:
    """A file and its findings."""

    def __init__(self, file: str, root: Element) -> None:
        self.file = file
        self.root = root
        self.findings: list[Finding] = []
        self.namespace = etree.QName(root).namespace

    def error(self, element: Element, rule: str, text: str) -> None:
        """Note what stands in the way of reading the element."""
        self.findings.append(Finding(self.file, identity(element), line_of(element), "error", rule, text))

    def warning(self, element: Element, rule: str, text: str) -> None:
        """Note what the owner of the file should look at."""
        self.findings.append(Finding(self.file, identity(element), line_of(element), "warning", rule, text))

    def children(self, element: Element, name: str) -> list[Element]:
        """The children of that name, of DMN's namespace."""
        return element.findall(f"{{{self.namespace}}}{name}")

    def child(self, element: Element, name: str) -> Element | None:
        """The first child of that name."""
        return element.find(f"{{{self.namespace}}}{name}")

    def parts(self, element: Element) -> Iterator[tuple[str, Element]]:
        """Every child of DMN's namespace with its name."""
        for child in element:
            if isinstance(child.tag, str) and etree.QName(child).namespace == self.namespace:
                yield etree.QName(child).localname, child

    def text(self, element: Element | None, name: str = "text") -> str:
        """The text of the child of that name; empty where there is none."""
        found = None if element is None else self.child(element, name)
        return "" if found is None else "".join(str(part) for part in found.itertext()).strip()


def identity(element: Element) -> str | None:
    """The id of the element, or of the nearest one around it that has one."""
    around: Element | None = element
    while around is not None:
        if found := around.get("id"):
            return found
        around = around.getparent()
    return None


def line_of(element: Element) -> int | None:
    """The element's 1-based line."""
    return element.sourceline if isinstance(element.sourceline, int) else None


def name_of(element: Element) -> str:
    """The element's name with its blanks made single."""
    return " ".join((element.get("name") or "").split())

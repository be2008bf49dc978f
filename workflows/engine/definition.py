"""What is known of a version of a process: its elements for pages and trackers, its specs for running."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """An element in one of the diagrams of a bundle."""

    #: The id of the process whose diagram the element is drawn in.
    process: str
    #: The element's id.
    node: str


@dataclass(frozen=True)
class Node:
    """An element of a diagram, as the diagram describes it."""

    #: The element's id, unique in its diagram.
    name: str
    #: What is written on it; the id where nothing is.
    label: str
    #: What it is in BPMN: "userTask", "endEvent", ...
    kind: str
    #: Our settings of it, as written: expressions are texts.
    properties: Mapping[str, str]
    #: The lane it is drawn in; None in a diagram without lanes, where the caller's counts.
    lane: str | None
    #: The line of its element in the file.
    line: int
    #: The process whose diagram it is drawn in, and that diagram's file.
    process: str
    file: str

    @property
    def place(self) -> Place:
        """Where it is drawn."""
        return Place(self.process, self.name)


@dataclass(frozen=True)
class DecisionMade:
    """A decision that was asked while the process ran; for the history."""

    #: Where it was asked.
    place: Place
    decision: str
    #: The variables that the table looked at.
    inputs: Mapping[str, Any]
    #: What it answered, as plain JSON.
    value: Any
    #: The ids of the rules that matched, of every table asked.
    rules: tuple[str, ...]


#: Asks one decision on behalf of an element.
Ask = Callable[[Mapping[str, Any], Node], DecisionMade]


@dataclass(frozen=True, eq=False)
class Definition:
    """A version of a process, read, checked and ready to run; shared by all its applications."""

    process_id: str
    #: The digest of the bundle it was read from.
    digest: str
    #: The process in plain words.
    title: str
    #: The settings of the process itself.
    properties: Mapping[str, str]
    #: The elements of every diagram of the bundle.
    nodes: Mapping[Place, Node]
    #: The diagrams' bytes by process id, for drawing.
    diagrams: Mapping[str, bytes]
    #: What each of them is called, in plain words, by process id.
    titles: Mapping[str, str]
    specs: Mapping[str, Any] = field(repr=False)
    decisions: Mapping[str, Ask] = field(repr=False)

    def node(self, name: str, *, process: str | None = None) -> Node:
        """The element of this id in that process's diagram; without one, in the main one and then in any.

        Raises:
            KeyError: when there is none.
        """
        if process is not None:
            return self.nodes[Place(process, name)]
        main = self.nodes.get(Place(self.process_id, name))
        if main is not None:
            return main
        return next(node for place, node in self.nodes.items() if place.node == name)

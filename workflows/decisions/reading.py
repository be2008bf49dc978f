"""Reading a DMN file: everything it holds is understood, or it is refused with an element and a line."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from workflows.decisions.boxed import BoxedCompiler, ReadingTooLong, Scope
from workflows.decisions.document import DocumentRefused, parse
from workflows.decisions.errors import DecisionRefused
from workflows.decisions.evaluation import Decision, Decisions, InputData, Knowledge, Part, Service
from workflows.decisions.item_types import ItemTypes
from workflows.decisions.source import NAMESPACES, Element, Source, name_of
from workflows.decisions.table import Table
from workflows.feel.types import ANY, Type
from workflows.findings import Finding

_PASSED_OVER = frozenset(
    [
        "description",
        "extensionElements",
        "itemDefinition",
        "textAnnotation",
        "association",
        "artifact",
        "group",
        "knowledgeSource",
        "performanceIndicator",
        "organizationUnit",
        "elementCollection",
        "businessContextElement",
    ],
)
#: How many decisions may stand on each other.
_LONGEST_CHAIN = 50
#: What a decision may hold beside its logic.
_ABOUT_DECISIONS = frozenset(
    [
        "description",
        "extensionElements",
        "question",
        "allowedAnswers",
        "variable",
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "supportedObjective",
        "impactedPerformanceIndicator",
        "decisionMaker",
        "decisionOwner",
        "usingProcess",
        "usingTask",
    ],
)
_REQUIREMENTS = {
    "informationRequirement": ("requiredInput", "requiredDecision"),
    "knowledgeRequirement": ("requiredKnowledge",),
}

#: How many files' readings stay in memory; the longest unused goes first.
_KEPT = 32


def read(xml: bytes, *, file: str) -> Decisions:
    """The decisions of a DMN file.

    Raises:
        DecisionRefused: something in it is wrong or is not read here; the findings say where.
    """
    reading = reading_of(xml, file)
    errors = [finding for finding in reading.findings if finding.level == "error"]
    if errors:
        raise DecisionRefused(errors)
    return Decisions(reading.parts)


@lru_cache(maxsize=_KEPT)
def reading_of(xml: bytes, file: str) -> "Reading":
    """What could be read of a file; done once, since most processes ask the same tables."""
    return Reading(xml, file)


class Reading:
    """One file as far as it could be read, and everything found wrong with it."""

    def __init__(self, xml: bytes, file: str) -> None:
        self.parts: dict[str, Part] = {}
        #: Every table that could be read, with its element.
        self.tables: list[tuple[Element, Table]] = []
        self.findings: list[Finding] = []
        try:
            root = parse(xml)
        except DocumentRefused as refusal:
            self.findings.append(Finding(file, None, refusal.line, "error", refusal.rule, refusal.text))
            return
        self._source = Source(file, root)
        self.findings = self._source.findings
        try:
            self._read()
        except RecursionError:
            self._source.error(root, "too_deep", "The file nests too deep.")
        except ReadingTooLong:
            self._source.error(root, "too_large", "The file has too many expressions or names to be read.")

    def _read(self) -> None:
        source = self._source
        if source.namespace not in NAMESPACES or not str(source.root.tag).endswith("}definitions"):
            source.error(source.root, "not_dmn", "The file is not a DMN 1.1 to 1.5 file.")
            return
        self._elements = self._identified()
        self._types = ItemTypes(source)
        self._compiler = BoxedCompiler(source, self._types, _members(source))
        for id_, (kind, element) in self._elements.items():
            part = self._part(id_, kind, element)
            if part:
                self.parts[id_] = part
        self._refuse_cycles()
        self.tables = self._compiler.tables

    def _identified(self) -> dict[str, tuple[str, Element]]:
        """Inputs, decisions, knowledge models and services by id, in the order of the file."""
        source = self._source
        found: dict[str, tuple[str, Element]] = {}
        for name, element in source.parts(source.root):
            if name in _PASSED_OVER:
                continue
            if name == "import":
                source.error(element, "import", "Other files are not imported; put what is needed into this one.")
            elif name not in ("inputData", "decision", "businessKnowledgeModel", "decisionService"):
                source.error(element, "unknown_element", f"A {name} is not read here.")
            else:
                self._identify(found, name, element)
        if not any(kind == "decision" for kind, _ in found.values()):
            source.error(source.root, "no_decision", "The file has no decision.")
        self._refuse_repeated_rules()
        return found

    def _refuse_repeated_rules(self) -> None:
        """Outcomes tell rules by their ids."""
        seen: set[str] = set()
        for rule in self._source.root.iter(f"{{{self._source.namespace}}}rule"):
            id_ = rule.get("id")
            if id_ in seen:
                self._source.error(rule, "id_twice", f"The id {id_} stands twice.")
            seen.add(id_ or "")
            seen.discard("")

    def _identify(self, found: dict[str, tuple[str, Element]], kind: str, element: Element) -> None:
        id_ = element.get("id") or name_of(element)
        if not name_of(element):
            self._source.error(element, "no_name", f"A {kind} has a name.")
        elif id_ in found:
            self._source.error(element, "id_twice", f"The id {id_} stands twice.")
        else:
            found[id_] = (kind, element)

    def _part(self, id_: str, kind: str, element: Element) -> Part | None:
        if kind == "inputData":
            return InputData(id_, name_of(element), self._variable_type(element))
        if kind == "decisionService":
            return self._service(id_, element)
        requires = self._requires(element)
        scope = self._scope(element, requires)
        if kind == "decision":
            declared = self._variable_type(element)
            if not self._has_logic(element):
                text = f"{name_of(element)} has no logic: its answer must be handed in like an input."
                self._source.warning(element, "no_logic", text)
                return InputData(id_, name_of(element), declared)
            logic = self._compiler.inside(element, scope, declared)
            return Decision(id_, name_of(element), declared, logic, requires) if logic else None
        return self._knowledge(id_, element, requires, scope)

    def _scope(self, element: Element, requires: tuple[str, ...]) -> Scope:
        names = [name_of(self._elements[required][1]) for required in dict.fromkeys(requires)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._source.error(element, "name_twice", f"{name_of(element)} requires two things named {name}.")
        return Scope(frozenset(names))

    def _has_logic(self, element: Element) -> bool:
        return any(name not in _ABOUT_DECISIONS for name, _ in self._source.parts(element))

    def _knowledge(self, id_: str, element: Element, requires: tuple[str, ...], scope: Scope) -> Part | None:
        encapsulated = self._source.child(element, "encapsulatedLogic")
        if encapsulated is None or (encapsulated.get("kind") or "FEEL") != "FEEL":
            self._source.error(element, "language", "A knowledge model holds a function in FEEL.")
            return None
        parameters = self._compiler.parameters(encapsulated)
        name = name_of(element)
        inner = scope.with_names([name, *(parameter for parameter, _ in parameters)])
        result = self._types.find(encapsulated, encapsulated.get("typeRef"))
        logic = self._compiler.inside(encapsulated, inner, result)
        return Knowledge(id_, name, result, parameters, logic, requires) if logic else None

    def _service(self, id_: str, element: Element) -> Part | None:
        def referred(name: str) -> tuple[str, ...]:
            return tuple(self._referred(part) for part in self._source.children(element, name))

        outputs = referred("outputDecision")
        if not outputs:
            self._source.error(element, "no_output", "A decision service has an output decision.")
        takes = (*referred("inputData"), *referred("inputDecision"))
        whole = all(required in self._elements for required in (*outputs, *takes))
        return Service(id_, name_of(element), outputs, takes) if whole else None

    def _variable_type(self, element: Element) -> Type:
        variable = self._source.child(element, "variable")
        return ANY if variable is None else self._types.find(variable, variable.get("typeRef"))

    def _requires(self, element: Element) -> tuple[str, ...]:
        required: list[str] = []
        for requirement, kinds in _REQUIREMENTS.items():
            for part in self._source.children(element, requirement):
                references = [child for kind in kinds for child in self._source.children(part, kind)]
                required.extend(id_ for id_ in map(self._referred, references) if id_)
        return tuple(required)

    def _referred(self, element: Element) -> str:
        """The id that a reference leads to; empty, with a finding, where it leads nowhere."""
        href = element.get("href") or ""
        namespace, _, id_ = href.rpartition("#")
        if id_ in self._elements and namespace in ("", self._source.root.get("namespace")):
            return id_
        self._source.error(
            element, "unknown_reference", f"{href or 'An empty reference'} leads to nothing in this file."
        )
        return ""

    def _refuse_cycles(self) -> None:
        done: dict[str, int] = {}
        for id_ in self.parts:
            for found, rule, text in _too_far(id_, self._edges, done):
                element = self._elements[found][1]
                self._source.error(element, rule, f"{name_of(element)} {text}.")

    def _edges(self, id_: str) -> tuple[str, ...]:
        part = self.parts.get(id_)
        if isinstance(part, Decision | Knowledge):
            return part.requires
        return part.outputs if isinstance(part, Service) else ()


def _too_far(
    start: str, edges: Callable[[str], tuple[str, ...]], done: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    """The first part, if any, that requires itself or too long a chain of others; walked without recursion.

    `done` keeps how long a chain hangs on each part that is settled.
    """
    path: list[tuple[str, Iterator[str]]] = [(start, iter(edges(start)))]
    on_path = {start}
    while path:
        id_, following = path[-1]
        next_id = next(following, None)
        if next_id is None:
            path.pop()
            on_path.discard(id_)
            done[id_] = 1 + max((done.get(other, 0) for other in edges(id_)), default=0)
            if done[id_] == _LONGEST_CHAIN:
                yield id_, "too_deep", f"stands on a chain of {_LONGEST_CHAIN} decisions or more"
        elif next_id in on_path:
            yield next_id, "requirement_cycle", "requires itself, by way of others"
            done.update(dict.fromkeys(on_path, 0))
            return
        elif next_id not in done:
            path.append((next_id, iter(edges(next_id))))
            on_path.add(next_id)


def _members(source: Source) -> Iterable[str]:
    """Names that entries of the model's own contexts and tables bear, wherever they stand."""
    for tag in ("variable", "column", "output", "formalParameter", "parameter"):
        for element in source.root.iter(f"{{{source.namespace}}}{tag}"):
            if name := name_of(element):
                yield name

"""What binds the files of a bundle: calls, decisions, and errors that leave a process."""

from collections.abc import Iterable, Mapping
from functools import cache

from lxml import etree

from workflows.engine.checking.flows import Waits
from workflows.engine.checking.report import Report
from workflows.engine.contents import decision_ids
from workflows.engine.diagram import Diagram, FlowNode, Scope, local_name

#: A process with all that it calls, each as often as it is called: two calls in each of twenty files are a million.
MAX_NODES_WITH_CALLS = 1_000

_ALWAYS_WAITING = frozenset({"userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})


class Calls:
    """The processes of a bundle, and who calls whom."""

    def __init__(self, diagrams: Iterable[Diagram]) -> None:
        diagrams = list(diagrams)
        self.processes = {process.id: process for one in diagrams for process in one.processes}
        #: The call activities in each process, by its id.
        self.calls: dict[str, list[FlowNode]] = {
            process.id: [node for node in one.nodes() if node.kind == "callActivity"]
            for one in diagrams
            for process in one.processes[:1]
        }
        #: How many elements each process has, by its id.
        self.sizes = {process.id: sum(1 for _ in one.nodes()) for one in diagrams for process in one.processes[:1]}
        self._reach: dict[str, frozenset[str]] = {}
        #: Where each process is called.
        self.callers: dict[str, list[FlowNode]] = {}
        for nodes in self.calls.values():
            for node in nodes:
                self.callers.setdefault(node.called, []).append(node)

    def leads_back(self, node: FlowNode, process: str) -> bool:
        """Whether a call in that process leads, at whatever remove, to the process itself."""
        return process in self._reached(node.called)

    def is_too_large(self, process: str) -> bool:
        """Whether it has too many elements, those of what it calls counted at every call; a circle is told by itself."""
        if any(self.leads_back(call, one) for one in self._reached(process) for call in self.calls.get(one, ())):
            return False
        size, waiting = 0, [process]
        while waiting and size <= MAX_NODES_WITH_CALLS:
            called = waiting.pop()
            size += self.sizes.get(called, 0)
            waiting += (call.called for call in self.calls.get(called, ()))
        return size > MAX_NODES_WITH_CALLS

    def _reached(self, process: str) -> frozenset[str]:
        """The process and all that it calls."""
        known = self._reach.get(process)
        if known is None:
            found: set[str] = set()
            waiting = [process]
            while waiting:
                called = waiting.pop()
                if called not in found:
                    found.add(called)
                    waiting += {call.called for call in self.calls.get(called, ())}
            known = self._reach[process] = frozenset(found)
        return known

    def waits(self) -> Waits:
        """Tells of each element whether a token always stays there until something comes from outside."""
        recursive = {
            process for process, nodes in self.calls.items() if any(self.leads_back(node, process) for node in nodes)
        }

        @cache
        def waits(node: FlowNode) -> bool:
            if node.kind == "callActivity":
                called = self.processes.get(node.called)
                return called is None or node.called in recursive or not passes(called)
            if node.kind == "subProcess":
                return node.inner is not None and not passes(node.inner)
            return node.kind in _ALWAYS_WAITING

        @cache
        def passes(scope: Scope) -> bool:
            found: set[FlowNode] = set()
            waiting = scope.of_kind("startEvent")
            while waiting:
                node = waiting.pop()
                if node.kind == "endEvent":
                    return True
                if node not in found and not waits(node):
                    found.add(node)
                    waiting += scope.after(node)
            return False

        return waits


def check_calls(
    diagram: Diagram, report: Report, calls: Calls, tables: Mapping[str, etree._Element], *, main: bool
) -> None:
    """Every call, decision and error end event of one diagram of the bundle."""
    decisions = {identity for root in tables.values() for identity in decision_ids(root)}
    if main and calls.is_too_large(diagram.process.id):
        text = f"With all that it calls, the process has more than {MAX_NODES_WITH_CALLS:,} elements. Call less."
        report.error("too_many_called", diagram.process.element, text)
    for node in diagram.nodes():
        if node.kind == "callActivity" and node.called:
            _call(node, diagram.process.id, calls, report)
        elif node.kind == "businessRuleTask" and node.decision and node.decision not in decisions:
            text = f"There is no decision {node.decision} beside the diagram or among the shared tables."
            report.error("decision_unknown", node.element, text)
        elif node.kind == "endEvent":
            _error_end(diagram, node, calls, report, main=main)


def _call(node: FlowNode, process: str, calls: Calls, report: Report) -> None:
    if node.called not in calls.processes:
        text = f"There is no process {node.called} beside the diagram or among the shared ones."
        report.error("call_unknown", node.element, text)
    elif calls.leads_back(node, process):
        report.error("call_recursive", node.element, "The call leads back to this process, so it would never end.")


def _error_end(diagram: Diagram, node: FlowNode, calls: Calls, report: Report, *, main: bool) -> None:
    for definition in node.event_definitions:
        if local_name(definition) != "errorEventDefinition":
            continue
        named = diagram.reference(definition, "errorRef")
        code = "" if named is None else named.get("errorCode", "")
        text = f"Nothing around this end event catches the error {code}."
        if _caught(node, code, calls, set()):
            continue
        if main:
            report.warning("error_not_caught", node.element, f"{text} A caller must.")
        else:
            report.error("error_not_caught", node.element, text)


def _caught(node: FlowNode, code: str, calls: Calls, seen: set[FlowNode]) -> bool:
    """Whether every way outwards from an element meets a boundary event that catches the error."""
    host = node.scope.host
    if host is not None:
        return _catches(host, code) or _caught(host, code, calls, seen)
    callers = [caller for caller in calls.callers.get(node.scope.id, ()) if caller not in seen]
    seen.update(callers)
    return bool(callers) and all(_catches(one, code) or _caught(one, code, calls, seen) for one in callers)


def _catches(host: FlowNode, code: str) -> bool:
    for event in host.boundaries:
        for definition in event.event_definitions:
            if local_name(definition) == "errorEventDefinition":
                reference = definition.get("errorRef")
                root = definition.getroottree().getroot()
                codes = {one.get("errorCode") for one in root if one.get("id") == reference}
                if not reference or code in codes:
                    return True
    return False

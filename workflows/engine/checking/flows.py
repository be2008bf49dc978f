"""Whether the flows of a process lead from its start to its end, and no token gets lost or runs for ever."""

from collections.abc import Callable, Iterable

from workflows.engine.checking.report import Report
from workflows.engine.diagram import Diagram, Flow, FlowNode, Scope

_DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_CHOOSING = _DECIDING | {"eventBasedGateway"}
_FORKING = _CHOOSING | {"parallelGateway"}

#: Whether a token stays at a node until something comes from outside.
Waits = Callable[[FlowNode], bool]


def check_flows(diagram: Diagram, report: Report, waits: Waits) -> None:
    """Every flow and every way through every process and sub-process."""
    everywhere = {node.id for node in diagram.nodes()}
    for scope in diagram.scopes():
        for flow in scope.flows:
            _ends_of(flow, scope, everywhere, report)
        for node in scope.nodes.values():
            _around(node, report)
        _start_and_end(scope, report)
        _ways(scope, report)
        _loops(scope, report, waits)


def _ends_of(flow: Flow, scope: Scope, everywhere: set[str], report: Report) -> None:
    for end in (flow.source, flow.target):
        if end in scope.nodes or not end:
            continue
        if end in everywhere:
            text = f"The flow leads across the border of a sub-process, to or from {end}."
            report.error("flow_crosses_border", flow.element, text)
        else:
            report.error("dangling_flow", flow.element, f"The flow names {end}, which does not exist.")
    source = scope.nodes.get(flow.source)
    if flow.condition is not None and source is not None and source.kind not in _DECIDING:
        text = "Only flows out of an exclusive or inclusive gateway may have a condition; this one is never asked."
        report.error("condition_ignored", flow.element, text)


def _around(node: FlowNode, report: Report) -> None:
    if node.kind == "startEvent" and node.incoming:
        report.error("start_has_incoming", node.element, "No flow may lead to a start event.")
    if node.kind == "endEvent" and node.outgoing:
        report.error("end_has_outgoing", node.element, "No flow may leave an end event.")
    if node.kind == "boundaryEvent" and node.incoming:
        report.error("boundary_has_incoming", node.element, "No flow may lead to a boundary event.")
    if node.triggered_by_event and (node.incoming or node.outgoing):
        report.error("event_subprocess_flow", node.element, "No flow may lead to or from an event sub-process.")
    if len(node.outgoing) > 1 and node.kind not in _FORKING:
        report.error("several_outgoing", node.element, "Several flows leave this element. Put a gateway between.")
    targets = [flow.target for flow in node.outgoing]
    if node.kind in _FORKING and node.kind != "exclusiveGateway" and len(set(targets)) < len(targets):
        report.error("flow_duplicate", node.element, "Two flows lead from this gateway to the same element.")
    _decision(node, report)


def _decision(node: FlowNode, report: Report) -> None:
    default = node.element.get("default")
    if default is not None and default not in {flow.id for flow in node.outgoing}:
        report.error("default_flow", node.element, f"The default flow {default} does not leave this element.")
    if node.kind not in _DECIDING:
        return
    unconditional = [flow for flow in node.outgoing if not flow.condition and flow.id != default]
    if len(node.outgoing) > 1:
        for flow in unconditional:
            text = "The flow needs a condition, or must be the gateway's default."
            report.error("condition_missing", flow.element, text)
    if default is None and node.outgoing and not unconditional:
        text = "If no condition holds, the application stops here. Make one flow the default."
        report.warning("default_missing", node.element, text)
    for flow in node.outgoing:
        if flow.id == default and flow.condition:
            report.warning("default_condition", flow.element, "The condition of a default flow is never asked.")


def _start_and_end(scope: Scope, report: Report) -> None:
    starts = scope.of_kind("startEvent")
    if not starts:
        report.error("no_start_event", scope.element, "There is no start event.")
    for extra in starts[1:]:
        report.error("several_start_events", extra.element, "There is a second start event; only one may be.")
    if not scope.of_kind("endEvent"):
        report.error("no_end_event", scope.element, "There is no end event, so the process is never done.")


def _ways(scope: Scope, report: Report) -> None:
    # a missing id, start or end is told as such, and not once more for every element that follows from it
    own = [node for node in scope.nodes.values() if node.id and not node.triggered_by_event]
    starts, ends = scope.of_kind("startEvent"), scope.of_kind("endEvent")
    reached = _reached(starts or own, scope.after)
    before: dict[FlowNode, list[FlowNode]] = {}
    for node in own:
        for following in scope.after(node):
            before.setdefault(following, []).append(node)
    ending = _reached(ends or own, lambda node: before.get(node, []))
    for node in own:
        if node not in reached and node.kind != "boundaryEvent":
            report.error("unreachable", node.element, "No way leads from the start to this element.")
        elif node.kind != "endEvent" and not node.outgoing:
            report.error("dead_end", node.element, "No flow leaves this element, so the token is lost here.")
        elif node not in ending:
            report.warning("no_way_to_end", node.element, "No way leads from this element to an end event.")
        if node.kind == "parallelGateway" and len(node.incoming) > 1 and node in reached:
            _join(node, scope, report)


def _join(node: FlowNode, scope: Scope, report: Report) -> None:
    without = _reached(scope.of_kind("startEvent"), lambda one: [] if one is node else scope.after(one))
    for flow in node.incoming:
        source = scope.nodes.get(flow.source)
        if source is not None and (source not in without or source is node):
            text = f"The join waits for {flow.source}, which comes only after the join itself."
            report.error("join_waits_for_itself", node.element, text)


def _loops(scope: Scope, report: Report, waits: Waits) -> None:
    def without_wait(node: FlowNode) -> Iterable[FlowNode]:
        return [] if waits(node) else scope.after(node)

    def without_choice(node: FlowNode) -> Iterable[FlowNode]:
        targets = [scope.nodes[flow.target] for flow in node.outgoing if flow.target in scope.nodes]
        return [] if node.kind in _CHOOSING else targets

    nodes = [node for node in scope.nodes.values() if not waits(node)]
    for node in _turning_points(nodes, without_wait):
        text = "The loop through this element has no step that waits for anybody, so it would run for ever."
        report.error("loop_without_wait", node.element, text)
    nodes = [node for node in scope.nodes.values() if node.kind not in _CHOOSING]
    for node in _turning_points(nodes, without_choice):
        text = "The loop through this element has no gateway that leads out of it."
        report.error("loop_without_choice", node.element, text)


def _reached(starts: Iterable[FlowNode], after: Callable[[FlowNode], Iterable[FlowNode]]) -> set[FlowNode]:
    found: set[FlowNode] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += after(node)
    return found


def _turning_points(nodes: list[FlowNode], after: Callable[[FlowNode], Iterable[FlowNode]]) -> list[FlowNode]:
    """The elements that a walk comes back to while it is still on the way from them."""
    allowed, finished = set(nodes), set[FlowNode]()
    points: dict[FlowNode, None] = {}
    for start in nodes:
        way: dict[FlowNode, list[FlowNode]] = {}
        if start not in finished:
            way[start] = [node for node in after(start) if node in allowed]
        while way:
            node = next(reversed(way))
            if not way[node]:
                del way[node]
                finished.add(node)
                continue
            following = way[node].pop()
            if following in way:
                points[following] = None
            elif following not in finished:
                way[following] = [one for one in after(following) if one in allowed]
    return list(points)

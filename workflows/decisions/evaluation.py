"""The decisions of a file, ready to be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.decisions.boxed import Boxed, Parameters, function_of
from workflows.decisions.errors import DecisionInputMissing
from workflows.decisions.outcome import Outcome, Step
from workflows.decisions.scope import Asking
from workflows.feel import FeelEvaluationError, to_json
from workflows.feel.budget import Budget
from workflows.feel.errors import Undefined
from workflows.feel.frame import Frame
from workflows.feel.temporal import read_date, read_date_time, read_duration, read_time
from workflows.feel.types import (
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    TIME,
    Constrained,
    ContextType,
    ListType,
    Simple,
    Type,
    fitted,
)
from workflows.feel.values import Function, adopt

#: One question to a file of tables may take as much as several expressions.
_STEPS = 1_000_000


#: An input of this name is not a variable of a process: it is the id of the process whose diagram asks.
ASKING = "process"


@dataclass(frozen=True)
class InputData:
    """Something a decision is told."""

    id: str
    name: str
    type: Type


@dataclass(frozen=True)
class Decision:
    """Something that can be asked."""

    id: str
    name: str
    type: Type
    logic: Boxed
    #: Ids of the inputs, decisions, knowledge models and services it requires.
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    type: Type
    parameters: Parameters
    logic: Boxed
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """A decision service: some decisions, asked as one function."""

    id: str
    name: str
    #: Ids of the decisions whose answers it gives.
    outputs: tuple[str, ...]
    #: Ids of the inputs and then of the decisions that its caller hands in, in the order of its parameters.
    takes: tuple[str, ...]


Part = InputData | Decision | Knowledge | Service


class Decisions:
    """Every decision of a file."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)
        self._needed: dict[str, tuple[InputData, ...]] = {}
        #: The decisions by id, in the order of the file.
        self.decisions: dict[str, Decision] = {id_: p for id_, p in parts.items() if isinstance(p, Decision)}
        #: The decision services by id.
        self.services: dict[str, Service] = {id_: p for id_, p in parts.items() if isinstance(p, Service)}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the decisions, in the order of the file."""
        return tuple(self.decisions)

    def inputs(self, decision: str) -> tuple[InputData, ...]:
        """Everything that must be told when the decision is asked, in the order it is met.

        Raises:
            KeyError: there is no decision of that id.
        """
        if decision in self._needed:
            return self._needed[decision]
        found: dict[str, InputData] = {}
        seen: set[str] = set()
        waiting = [self.decisions[decision].id]
        while waiting:
            part = self._parts.get(waiting.pop())
            if part is None or part.id in seen:
                continue
            seen.add(part.id)
            if isinstance(part, InputData):
                found[part.id] = part
            elif isinstance(part, Decision | Knowledge):
                waiting.extend(reversed(part.requires))
        self._needed[decision] = tuple(found.values())
        return self._needed[decision]

    def evaluate(self, decision: str, inputs: Mapping[str, object]) -> Outcome:
        """What the decision answers, told these inputs by name.

        Dates, times and durations may be ISO 8601 strings where the input is declared so. A value that is not of its
        declared type counts as null.

        Raises:
            KeyError: there is no decision of that id.
            DecisionInputMissing: an input that it needs is not there.
            HitPolicyViolated: rules match that may not match together.
            FeelEvaluationError: the evaluation outgrew its budget.
        """
        needed = [part.name for part in self.inputs(decision)]
        missing = [name for name in needed if name not in inputs]
        if missing:
            raise DecisionInputMissing(decision, missing)
        given = {name: inputs[name] for name in needed}
        return self._outcome(lambda asking: self._answer(self.decisions[decision], asking), given)

    def serve(self, service: str, inputs: Mapping[str, object]) -> Outcome:
        """What the decision service answers, told its parameters by name; those not given are null.

        Raises:
            KeyError: there is no service of that id.
            HitPolicyViolated: rules match that may not match together.
            FeelEvaluationError: the evaluation outgrew its budget.
        """
        part = self.services[service]
        names = [self._parts[id_].name for id_ in part.takes]

        def answer(asking: Asking) -> object:
            try:
                return self._serve(part, [asking.inputs.get(name) for name in names], asking)
            except Undefined as reason:
                asking.budget.remark(str(reason))
                return None

        return self._outcome(answer, {name: inputs[name] for name in names if name in inputs})

    def _outcome(self, answer: Callable[[Asking], object], inputs: Mapping[str, object]) -> Outcome:
        budget = Budget(steps=_STEPS)
        try:
            given = {name: adopt(value) for name, value in inputs.items()}
            asking = Asking(budget, given)
            value = answer(asking)
        except RecursionError as error:
            raise FeelEvaluationError("functions or values nest too deep") from error
        return Outcome(value, tuple(asking.matched), tuple(asking.steps), tuple(budget.remarks))

    def _answer(self, decision: Decision, asking: Asking) -> object:
        if decision.id in asking.answers:
            return asking.answers[decision.id]
        frame = Frame(self._known(decision.requires, asking), None, asking.budget)
        before = len(asking.matched)
        value = decision.logic(frame, asking)
        try:
            value = fitted(value, decision.type)
        except Undefined as reason:
            asking.budget.remark(f"{decision.name}: {reason}")
            value = None
        asking.answers[decision.id] = value
        rules = tuple(rule.id for rule in asking.matched[before:] if rule.decision == decision.id)
        asking.steps.append(Step(decision.id, to_json(value), rules))
        return value

    def _known(self, requires: tuple[str, ...], asking: Asking) -> dict[str, object]:
        values: dict[str, object] = {}
        for id_ in requires:
            part = self._parts[id_]
            if isinstance(part, InputData):
                values[part.name] = _told(part, asking)
            elif isinstance(part, Decision):
                values[part.name] = self._answer(part, asking)
            elif isinstance(part, Knowledge):
                values[part.name] = self._knowledge(part, asking)
            else:
                values[part.name] = self._service(part, asking)
        return values

    def _knowledge(self, part: Knowledge, asking: Asking) -> Function:
        frame = Frame(self._known(part.requires, asking), None, asking.budget)

        def logic(inner: Frame, asking: Asking) -> object:
            return fitted(part.logic(inner, asking), part.type)

        function = function_of(part.name, part.parameters, logic, frame, asking)
        frame.values.setdefault(part.name, function)  # a function may call itself
        return function

    def _service(self, part: Service, asking: Asking) -> Function:
        names = tuple(self._parts[id_].name for id_ in part.takes)
        return Function(part.name, names, lambda _budget, arguments: self._serve(part, arguments, asking))

    def _serve(self, part: Service, arguments: list[object], asking: Asking) -> object:
        inner = Asking(asking.budget, {}, matched=asking.matched, steps=asking.steps)
        for id_, argument in zip(part.takes, arguments, strict=True):
            taken = self._parts[id_]
            kind = taken.type if isinstance(taken, InputData | Decision) else None
            value = argument if kind is None else fitted(_from_text(argument, kind), kind)
            if isinstance(taken, InputData):
                inner.inputs[taken.name] = value
            else:
                inner.answers[id_] = value
        answers = {self.decisions[id_].name: self._answer(self.decisions[id_], inner) for id_ in part.outputs}
        return next(iter(answers.values())) if len(answers) == 1 else answers


def _told(part: InputData, asking: Asking) -> object:
    value = asking.inputs.get(part.name)
    try:
        return fitted(_from_text(value, part.type), part.type)
    except Undefined as reason:
        asking.budget.remark(f"{part.name}: {reason}")
        return None


def _from_text(value: object, kind: Type) -> object:
    """The value with ISO 8601 strings read where a date, time or duration is declared."""
    if isinstance(kind, Constrained):
        return _from_text(value, kind.base)
    if isinstance(kind, ListType) and isinstance(value, list):
        return [_from_text(item, kind.item) for item in value]
    if isinstance(kind, ContextType) and isinstance(value, dict):
        entries = dict(kind.entries)
        return {key: _from_text(item, entries[key]) if key in entries else item for key, item in value.items()}
    reader = _READERS.get(kind.name)
    return reader(value) if reader and isinstance(value, str) and isinstance(kind, Simple) else value


_READERS: dict[str, Callable[[str], object]] = {
    DATE.name: read_date,
    DATE_TIME.name: read_date_time,
    TIME.name: read_time,
    DAYS.name: read_duration,
    MONTHS.name: read_duration,
}

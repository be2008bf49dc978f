"""Made-up answers: what people, operations and messages might say, as far as it makes a difference."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations, islice, product
from typing import Any

from workflows.engine import Bundle, OpenTask, ParkedTask
from workflows.engine.contents import contents_of
from workflows.engine.diagram import FlowNode
from workflows.engine.timing import EASTERN
from workflows.studio import examples
from workflows.studio.asked import MADE_UP, Asked, Path

#: Of more combinations each value is tried alone.
_MOST_COMBINED = 16
_MOST_ANSWERS = 24
#: Of what a person may say otherwise, so many are tried two at a time.
_MOST_PAIRS = 12
_SOON = timedelta(days=10)
#: Longer than any term.
_MUCH_LATER = timedelta(days=1000)
#: What is broken off at its limit goes on for so long.
_WHILE = timedelta(days=20)

#: What a variable of a guide can be: "boolean", "date", or the words of a closed list.
Kind = str | tuple[str, ...]
Answer = dict[str, Any]


class Inventor:
    """Invents answers for one bundle; the first of several is the ordinary one."""

    def __init__(
        self,
        bundle: Bundle,
        *,
        began: datetime,
        guides: Mapping[str, Mapping[str, Kind]],
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self._asked = Asked(bundle)
        self._began = _day(began)
        self._guides = guides
        #: What somebody wants answered, by dotted name; it goes before everything made up.
        self._given = {tuple(name.split(".")): value for name, value in (given or {}).items()}
        #: The variables that somebody wants answered.
        self.wanted = frozenset(path[0] for path in self._given)
        nodes = [node for diagram in contents_of(bundle.files).diagrams.values() for node in diagram.nodes()]
        self._results = {node.id: _result(node) for node in nodes if node.operator is not None}
        made = self._made(nodes)
        #: What is asked about and nothing in the process tells.
        self._orphans = [root for root in self._asked.roots if root not in made]
        #: A process that decides an application begins with it and knows nothing; another one is called by a process.
        self.begins = any("outcome" in node.properties for node in nodes)

    @property
    def inputs(self) -> Mapping[str, frozenset[str]]:
        """What each decision looks at, by its id."""
        return self._asked.inputs

    def at_the_start(self, now: datetime) -> list[Answer]:
        """What the process may know when it begins."""
        made_up = self._answers(self._orphans, now)
        if not self.begins:
            return made_up
        given: Answer = {path[0]: None for path in self._given if path[0] in self._orphans}
        return [self._pinned(given), *made_up]

    def by_person(self, task: OpenTask, now: datetime) -> list[Answer]:
        """What a person may decide with a task."""
        kinds = self._guides.get(task.form or "")
        if kinds is None:
            return self._answers(self._orphans, now)
        ordinary = {name: examples.LEADS_ON.get(name, _first(kind, now)) for name, kind in kinds.items()}
        changes = [
            {name: value}
            for name, kind in kinds.items()
            if name in self._asked.roots
            for value in _all(kind, now)
            if value != ordinary[name]
        ]
        two = [one | other for one, other in combinations(changes, 2) if one.keys() != other.keys()]
        two.sort(key=lambda pair: len(pair.keys() & self._asked.choosing), reverse=True)
        return [self._pinned(ordinary | change) for change in ({}, *changes, *two[:_MOST_PAIRS])]

    def by_operation(self, task: ParkedTask, now: datetime) -> list[Any]:
        """What an operation may answer."""
        result = self._results.get(task.name)
        known = examples.answers(task.operation, began=self._began, today=_day(now))
        if result is None:
            return [self._pinned(answer) for answer in known] or self._nothing_or(self._orphans, now)
        if known:
            return [self._pinned({result: answer})[result] for answer in known]
        return [answer[result] for answer in self._answers([result], now)]

    def lasting(self, operation: str) -> bool:
        """Whether an operation tells of something that stays as it is: asked again it answers the same."""
        return bool(examples.answers(operation, began=self._began, today=self._began))

    def by_message(self, message: str, now: datetime) -> list[Answer]:
        """What a message may bring."""
        brought = examples.BROUGHT.get(message)
        if brought is None:
            return self._nothing_or(self._orphans, now)
        return self._answers([name for name in brought if name in self._asked.roots], now)

    def _made(self, nodes: Iterable[FlowNode]) -> set[str]:
        """The variables that something in the process tells."""
        made = {message for names in examples.BROUGHT.values() for message in names} | set(self._asked.inputs)
        for node in nodes:
            if node.kind == "businessRuleTask":
                made.add(node.decision)
            made |= set(self._guides.get(node.properties.get("form", ""), {}))
            if node.operator is not None:
                result = self._results[node.id]
                known = examples.answers(node.operator.get("id", ""), began=self._began, today=self._began)
                made |= {result} if result else {name for answer in known for name in answer}
        return made

    def _nothing_or(self, roots: Iterable[str], now: datetime) -> list[Answer]:
        answers = self._answers(roots, now)
        return answers if answers == [{}] else [{}, *answers]

    def _answers(self, roots: Iterable[str], now: datetime) -> list[Answer]:
        """Combinations of values for these variables: all where they are few, else one change at a time."""
        paths = list(self._paths(roots))
        choices: list[Sequence[Any]] = [self._values(path, place, now) for place, path in enumerate(paths)]
        total = 1
        for values in choices:
            total *= len(values)
        combined: Iterable[Sequence[Any]] = product(*choices) if total <= _MOST_COMBINED else _one_at_a_time(choices)
        found = []
        for values in islice(combined, _MOST_ANSWERS):
            answer: Answer = {}
            for path, value in zip(paths, values, strict=True):
                _put(answer, path, value)
            if (pinned := self._pinned(answer)) not in found:
                found.append(pinned)
        return found

    def _paths(self, roots: Iterable[str]) -> Iterable[Path]:
        for root in roots:
            below = self._asked.below(root)
            # of `a.b` and `a.b.c` the longer one holds the shorter
            paths = [path for path in below if not any(other[: len(path)] == path != other for other in below)]
            yield from ((root, *path) for path in paths) if paths else [(root,)]

    def _values(self, path: Path, place: int, now: datetime) -> list[Any]:
        if path in self._asked.days:
            return [_day(now + _SOON).isoformat(), _day(now + _MUCH_LATER).isoformat()]
        if path in self._asked.instants:
            soon = now + _SOON + timedelta(days=place) + (_WHILE if path in self._asked.limits else timedelta())
            return [soon.isoformat(), (now + _MUCH_LATER).isoformat()]
        values = self._asked.values.get(path, [])
        nothing = [None] if None in values else []
        some = [value for value in values if value is not None]
        found = [*self._something(some), *nothing]
        name = ".".join(path)
        if name in examples.LEADS_ON:
            usual = examples.LEADS_ON[name]
            found = [usual, *(value for value in found if value != usual)]
        return found

    @staticmethod
    def _something(values: Sequence[Any]) -> list[Any]:
        if not values:
            return [MADE_UP]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            return sorted(values, reverse=True)
        return [*values, "something else"] if all(isinstance(value, str) for value in values) else list(values)

    def _pinned(self, answer: Answer) -> Answer:
        """The answer with what somebody wants answered, where it tells of that at all."""
        for path, value in self._given.items():
            if path[0] in answer:
                _put(answer, path, value)
        return answer


def _day(instant: datetime) -> date:
    return instant.astimezone(EASTERN).date()


def _result(node: FlowNode) -> str | None:
    return node.operator.get("resultVariable") if node.operator is not None else None


def _put(answer: Answer, path: Path, value: Any) -> None:
    for name in path[:-1]:
        inner = answer.get(name)
        answer[name] = dict(inner) if isinstance(inner, dict) else {}
        answer = answer[name]
    answer[path[-1]] = value


def _one_at_a_time(choices: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    ordinary = tuple(values[0] for values in choices)
    yield ordinary
    for place, values in enumerate(choices):
        for value in values[1:]:
            yield (*ordinary[:place], value, *ordinary[place + 1 :])


def _first(kind: Kind, now: datetime) -> Any:
    return _all(kind, now)[0]


def _all(kind: Kind, now: datetime) -> list[Any]:
    if isinstance(kind, tuple):
        return list(kind)
    return [False, True] if kind == "boolean" else [_day(now + soon).isoformat() for soon in (_SOON, _MUCH_LATER)]

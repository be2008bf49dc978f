"""Playing a process on the real engine with made-up answers: every expression and table is really asked.

A walk takes the ordinary answer at each wait and keeps the other ones for later; a kept one is gone on with only if
it comes to an element or a row that no walk has met, or opens the way to an element, so that a few dozen walks show the
whole process.
"""

import json
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from typing import Any

from workflows.engine import Bundle, Definition, EndedAt, EngineError, ErrorNotCaught, Node, Place, Process, library
from workflows.engine.contents import contents_of
from workflows.engine.diagram import local_name
from workflows.studio.goals import Goals
from workflows.studio.invention import Inventor

#: A walk that takes longer turns in circles.
MOST_STEPS = 400
#: Answers that are tried for one process.
MOST_TRIES = 4000
#: Answers without a new element, after which what is left counts as out of reach.
_MOST_VAIN = 1500
#: Ordinary answers after another one, before it counts as leading to nothing new.
_MOST_AHEAD = 12
_WAITING_FOR_A_MESSAGE = frozenset({"intermediateCatchEvent", "receiveTask"})
_APPROVED = "APPROVED"
_TWICE = 2
#: How often everything that may be said has been said before something comes from outside.
_PATIENCE = 3


class NothingToPlay(ValueError):
    """The file is no diagram, so there is nothing to walk through."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Step:
    """One element on the way of a walk."""

    kind: str
    #: The element's id, and its process's.
    id: str
    process: str
    label: str
    lane: str | None
    #: What happened there, in words: an answer that is out of the ordinary, a table's row.
    said: str = ""


@dataclass(frozen=True)
class Walk:
    """One way through a process."""

    steps: tuple[Step, ...]
    #: How it ended; None where it did not.
    ended: EndedAt | None
    #: Why it came to no end, in a sentence; None where it did.
    stuck: str | None = None
    #: How many answers on it were out of the ordinary.
    unusual: int = 0
    #: The variables that have a value at its end.
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Turn:
    """Something that may happen next."""

    act: Callable[[Process], object]
    #: Where it happens, None for a timer.
    node: Node | None
    said: str
    ordinary: bool
    #: Tells turns of the same sort from each other.
    key: tuple[str, ...]
    at: datetime
    #: Which of the answers it is that may be given here; the further, the less ordinary.
    place: int = 1
    #: Whether it comes from outside the ordinary flow: time, a failure, a message nobody waits for.
    aside: bool = False
    #: The operation that answers the same when it is asked again, and which of its answers this is.
    habit: tuple[str, int] | None = None
    #: The beginning, the rows that led here, and the calls and sub-processes around it.
    around: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stand:
    """A walk that is still under way."""

    state: str
    now: datetime
    walk: Walk
    #: Which of its answers an operation gave, where it would give the same again.
    habits: Mapping[str, int] = field(default_factory=dict)
    #: The row that each table last answered by.
    rows: Mapping[str, str] = field(default_factory=dict)
    #: How often each turn was taken on this walk.
    taken: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    #: Which of the made-up beginnings it has.
    start: int = 0
    #: Whether its last answer opened the way to an element that no walk has met.
    nearer: bool = False


class Player:
    """Plays one version of a process."""

    def __init__(self, bundle: Bundle, inventor: Inventor, *, now: datetime) -> None:
        """Takes the version to play.

        Raises:
            DefinitionRefused: the check finds an error in it.
            NothingToPlay: its main file is no diagram.
        """
        if not contents_of(bundle.files).diagrams:
            raise NothingToPlay
        self._definition: Definition = library.load(bundle)
        self._inventor = inventor
        self._now = now
        diagrams = contents_of(bundle.files).diagrams.values()
        self._codes = sorted({code for one in diagrams for code in _error_codes(one.named.values())})
        #: What catches a message, each with the activity that it breaks into.
        self._catchers: dict[str, list[tuple[Node, Place]]] = {}
        for one in diagrams:
            for node in one.nodes():
                for element in (*node.event_definitions, node.element):
                    if (named := one.reference(element, "messageRef")) is not None:
                        caught = self._definition.nodes[Place(one.process.id, node.id)]
                        at = Place(one.process.id, node.attached_to or node.id)
                        self._catchers.setdefault(named.get("name", ""), []).append((caught, at))
        self._goals = Goals(diagrams, self._definition, inventor.inputs)
        self._met: set[object] = set()
        #: What is still to be tried: first what never was, the nearest to the ordinary before all, then what was tried
        #: so often already, at an element that is called from here too.
        self._kept: list[tuple[int, int, int, _Stand, _Turn]] = []
        #: Where each turn was kept.
        self._kept_at: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        #: Stands that are nothing new yet, with the number of ordinary answers they are ahead.
        self._put_aside: deque[tuple[_Stand, int]] = deque()
        self._tried_stands: set[str] = set()
        self._turns_kept = 0
        self._tries = 0
        #: How many of the last ones came to no new element.
        self._vain = 0

    def best(self) -> Walk:
        """One walk: where what was wanted is answered, to an approval if the process knows one, else the ordinary one."""
        wanted = any(node.properties.get("outcome") == _APPROVED for node in self._definition.nodes.values())
        best: tuple[tuple[bool, int, bool, int], Walk] | None = None
        for walk in self.walks(thorough=False):
            heard = len(walk.known & self._inventor.wanted)
            approved = walk.ended is not None and (not wanted or walk.ended.outcome == _APPROVED)
            rank = (walk.ended is not None, heard, approved, -walk.unusual)
            if best is None or rank > best[0]:
                best = (rank, walk)
            if approved and heard == len(self._inventor.wanted):
                break
        assert best is not None  # noqa: S101 - the first walk is always made
        return best[1]

    def walks(self, *, thorough: bool = True) -> Iterator[Walk]:
        """Walks that meet every element and row that can be found, the ordinary one first.

        Unless they are to be thorough, another answer is gone on with only if it meets something new at once.
        """
        for number, variables in enumerate(self._inventor.at_the_start(self._now)):
            start = self._begin(variables, number)
            walk = start if isinstance(start, Walk) else self._on(start)
            yield walk
            if self._inventor.begins and walk.ended is not None:
                break
        while self._tries < MOST_TRIES and (self._untried or (thorough and self._vain < _MOST_VAIN)):
            if self._kept:
                *_, stand, turn = heappop(self._kept)
                following, new = self._taken(stand, turn)
                ahead = 0
            elif self._put_aside:
                stand, ahead = self._put_aside.popleft()
                following, new = self._next(stand, list(self._turns(stand)))
            else:
                break
            if following is not None and new:
                yield following if isinstance(following, Walk) else self._on(following)
            elif isinstance(following, _Stand):
                met = len(self._met)
                if thorough and following.nearer:
                    walk = self._on(following)
                    if len(self._met) > met:
                        yield walk
                        continue
                self._put_by(following, ahead + 1)

    @property
    def unmet(self) -> list[Node]:
        """The elements that no walk has come to."""
        return [node for place, node in self._definition.nodes.items() if place not in self._met]

    @property
    def unfulfilled(self) -> list[str]:
        """The conditions that no made-up answer fulfilled, though walks came to their gateways."""
        return self._goals.unfulfilled(self._met)

    @property
    def _untried(self) -> bool:
        """Whether a turn is left that was taken nowhere yet."""
        return bool(self._kept) and self._kept[0][0] == 0

    def _begin(self, variables: Mapping[str, Any], number: int) -> _Stand | Walk:
        try:
            process = Process.start(self._definition, variables, now=self._now, key="play")
        except EngineError as error:
            return Walk((), None, stuck=f"It breaks off at its start: {error}.")
        self._meet(process, set())
        walk = Walk(tuple(self._steps(process, set(), None, "")), process.ended)
        if process.finished:
            return walk
        return _Stand(process.state(), self._now, walk, rows=_rows(process), start=number)

    def _on(self, stand: _Stand) -> Walk:
        """The walk to its end by ordinary answers; the others are kept for later."""
        while len(stand.walk.steps) < MOST_STEPS:
            turns = list(self._turns(stand))
            for turn in turns[1:]:
                self._keep(stand, turn)
            following, _ = self._next(stand, turns)
            if following is None:
                return replace(stand.walk, stuck="Nothing can happen here any more.")
            if isinstance(following, Walk):
                return following
            stand = following
        return replace(stand.walk, stuck=f"It takes more than {MOST_STEPS} steps.")

    def _put_by(self, stand: _Stand, ahead: int) -> None:
        """Keeps a stand that is nothing new yet, once of its kind: what differs in it may show further on."""
        process = Process.load(self._definition, stand.state)
        kind = json.dumps([sorted(process.waiting), process.variables], sort_keys=True)
        if ahead <= _MOST_AHEAD and kind not in self._tried_stands:
            self._tried_stands.add(kind)
            self._put_aside.append((stand, ahead))

    def _next(self, stand: _Stand, turns: Sequence[_Turn]) -> tuple[_Stand | Walk | None, bool]:
        """Where the first of these turns leads that is possible."""
        for turn in turns:
            following, new = self._taken(stand, turn)
            if following is not None:
                return following, new
        return None, False

    def _keep(self, stand: _Stand, turn: _Turn) -> None:
        kept_at = self._kept_at.setdefault(turn.key, set())
        if turn.around not in kept_at:
            self._turns_kept += 1
            heappush(self._kept, (len(kept_at), turn.place, self._turns_kept, stand, turn))
            kept_at.add(turn.around)

    def _taken(self, stand: _Stand, turn: _Turn) -> tuple[_Stand | Walk | None, bool]:
        """Where a turn leads, and whether something new is met there; None where it is not possible."""
        self._tries += 1
        process = Process.load(self._definition, stand.state)
        before, known_before = set(process.done), process.variables
        unusual = stand.walk.unusual + (turn.aside or not turn.ordinary)
        try:
            turn.act(process)
        except ErrorNotCaught:
            return None, False
        except EngineError as error:
            return replace(stand.walk, stuck=f"It breaks off: {error}.", unusual=unusual), False
        steps = (*stand.walk.steps, *self._steps(process, before, turn.node, turn.said))
        unmet = len(self.unmet)
        new = self._meet(process, before)
        self._vain = 0 if len(self.unmet) < unmet else self._vain + 1
        walk = Walk(steps, process.ended, unusual=unusual)
        if process.finished:
            known = frozenset(name for name, value in process.variables.items() if value is not None)
            return replace(walk, known=known), new
        habits = {**stand.habits, **dict([turn.habit] if turn.habit else [])}
        taken = {**stand.taken, turn.key: stand.taken.get(turn.key, 0) + (turn.habit is None)}
        nearer = self._goals.nearer(known_before, process.variables, self._met)
        rows = {**stand.rows, **_rows(process)}
        return _Stand(process.state(), turn.at, walk, habits, rows, taken, stand.start, nearer), new

    # what may happen ----------------------------------------------------------------------------------------

    def _turns(self, stand: _Stand) -> Iterator[_Turn]:
        """Everything that may happen, the most ordinary first."""
        process, now = Process.load(self._definition, stand.state), stand.now
        found = [
            *self._operations(process, now, stand.habits),
            *self._people(process, now),
            *self._messages(process, now),
        ]
        if process.due_at is not None:
            at = max(now, process.due_at)
            act = partial(Process.fire_due, now=at)
            waiting = ",".join(process.waiting)
            found.append(
                _Turn(act, None, f"time passes to {at:%Y-%m-%d}", ordinary=False, key=("time", waiting), at=at)
            )
        # whoever has said the same twice says something else, so that no walk turns in circles
        # and in the end something comes from outside
        live = sorted(f"{place.process}.{place.node}" for place in process.live)
        around = (str(stand.start), *sorted(stand.rows.values()), *live)
        for turn in sorted(
            found,
            key=lambda turn: (
                _PATIENCE * turn.aside + stand.taken.get(turn.key, 0) // _TWICE,
                turn.aside,
                not turn.ordinary,
            ),
        ):
            yield replace(turn, around=around)

    def _operations(self, process: Process, now: datetime, habits: Mapping[str, int]) -> Iterator[_Turn]:
        for task in process.parked():
            node = self._definition.nodes[Place(task.process, task.name)]
            act: Callable[[Process], object]
            lasting = self._inventor.lasting(task.operation)
            usual = habits.get(task.operation, 0)
            for place, answer in enumerate(self._inventor.by_operation(task, now)):
                act = partial(Process.answer, task_id=task.id, result=answer, now=now)
                turn = self._turn(act, node, answer, place, now)
                yield replace(turn, ordinary=place == usual, habit=(task.operation, place) if lasting else None)
            for code in self._codes:
                act = partial(Process.fail, task_id=task.id, error_code=code, now=now)
                yield _Turn(act, node, f"fails: {code}", ordinary=False, key=(*node.place, code), at=now, aside=True)

    def _people(self, process: Process, now: datetime) -> Iterator[_Turn]:
        for task in process.open_tasks():
            node = self._definition.nodes[Place(task.process, task.name)]
            for place, answer in enumerate(self._inventor.by_person(task, now)):
                act = partial(Process.complete, task_id=task.id, variables=answer, now=now)
                yield self._turn(act, node, answer, place, now)

    def _messages(self, process: Process, now: datetime) -> Iterator[_Turn]:
        for message in process.messages():
            node = self._catcher(message, process.live)
            for place, answer in enumerate(self._inventor.by_message(message, now)):
                act = partial(Process.deliver, message=message, variables=answer, now=now)
                turn = self._turn(act, node, answer, place, now)
                yield replace(turn, aside=node.kind not in _WAITING_FOR_A_MESSAGE)

    def _catcher(self, message: str, live: Collection[Place]) -> Node:
        """Which of the elements that wait for a message gets it here; a handler of the whole process is always there."""
        catchers = self._catchers[message]
        return next((node for node, at in catchers if at in live), catchers[0][0])

    def _turn(self, act: Callable[[Process], object], node: Node, answer: Any, place: int, now: datetime) -> _Turn:
        said = "" if place == 0 and not isinstance(answer, dict) else _words(answer)
        return _Turn(act, node, said, ordinary=place == 0, key=(*node.place, str(place)), at=now, place=place)

    # what has happened --------------------------------------------------------------------------------------

    def _meet(self, process: Process, before: set[Place]) -> bool:
        met = {*process.done, *process.live} - before | {("row", *one.rules) for one in process.trail}
        new = not met <= self._met
        self._met |= met
        return new

    def _steps(self, process: Process, before: set[Place], acted: Node | None, said: str) -> Iterator[Step]:
        decided = {made.place: made for made in process.trail}
        if acted is not None:
            yield _step(acted, said)
        for place in [*(one for one in decided if one in before), *(one for one in process.done if one not in before)]:
            node = self._definition.nodes[place]
            if acted is None or node.place != acted.place:
                made = decided.get(place)
                rows = f"{made.decision}: {', '.join(made.rules[-1:]) or 'no rule'}" if made else ""
                yield _step(node, rows if made else (said if acted is None and node.kind == "boundaryEvent" else ""))


def _step(node: Node, said: str) -> Step:
    return Step(node.kind, node.name, node.process, node.label, node.lane, said)


def _rows(process: Process) -> dict[str, str]:
    return {made.decision: made.rules[-1] for made in process.trail if made.rules}


def _words(answer: Any) -> str:
    if not isinstance(answer, dict):
        return "" if answer is None else str(answer)
    plain = {name: value for name, value in answer.items() if not isinstance(value, dict | list)}
    return ", ".join(f"{name}={_plain(value)}" for name, value in plain.items())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _error_codes(named: Any) -> Iterator[str]:
    return (one.get("errorCode", "") for one in named if local_name(one) == "error")

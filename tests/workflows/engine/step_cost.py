"""What a step of a 45-element process costs: `python tests/workflows/engine/step_cost.py` prints it.

A step loads the stored state, completes a user task (or answers a service task), runs to the next wait and
stores the state again; beside it stands the same with one SQLite transaction around. Figures are CPU
milliseconds of this process, for looking at and not for asserting.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import methodcaller
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from workflows.engine import Bundle, Process, library

NOW = datetime(2026, 1, 20, 15, tzinfo=UTC)
STAGES = 3
#: As many ids, dates and answers as a renewal decides by.
VARIABLES = {f"variable_{number}": f"value {number} " * 4 for number in range(30)}


@dataclass(frozen=True)
class StepCost:
    """CPU milliseconds a step."""

    engine_ms: float
    with_sqlite_ms: float
    bare_transaction_ms: float
    #: The largest state met on the way, and the one at the end.
    largest_state_bytes: int
    finished_state_bytes: int
    steps: int


def forty_five() -> Bundle:
    """A process of 45 elements as one is drawn: stages with reminders and failures, a wait, two branches."""
    stages = "".join(_stage(number) for number in range(STAGES))
    text = f"""<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions">
    <b:message id="m" name="paid"/><b:message id="w" name="withdraw"/><b:error id="e" errorCode="down"/>
    <b:process id="forty_five" isExecutable="true"><b:startEvent id="start"/>{_flow("start", "main")}
    <b:subProcess id="main"><b:startEvent id="begin"/>{_flow("begin", "fill_0")}{stages}
    <b:eventBasedGateway id="fill_{STAGES}"/>{_flow(f"fill_{STAGES}", "paid")}{_flow(f"fill_{STAGES}", "late")}
    <b:intermediateCatchEvent id="paid"><b:messageEventDefinition messageRef="m"/></b:intermediateCatchEvent>
    <b:intermediateCatchEvent id="late"><b:timerEventDefinition><b:timeDuration>"P10D"</b:timeDuration>
    </b:timerEventDefinition></b:intermediateCatchEvent>{_flow("paid", "fork")}{_flow("late", "lapsed")}
    <b:endEvent id="lapsed"/><b:parallelGateway id="fork"/>{_flow("fork", "left")}{_flow("fork", "right")}
    {_user("left")}{_user("right")}{_flow("left", "join")}{_flow("right", "join")}<b:parallelGateway id="join"/>
    {_flow("join", "approved")}<b:endEvent id="approved"/></b:subProcess>
    <b:boundaryEvent id="withdraw" attachedToRef="main"><b:messageEventDefinition messageRef="w"/></b:boundaryEvent>
    {_flow("withdraw", "withdrawn")}<b:endEvent id="withdrawn"/>{_flow("main", "end")}<b:endEvent id="end"/>
    </b:process></b:definitions>"""
    return Bundle("forty_five", {"forty_five.bpmn": text.encode()})


def step_cost(rounds: int = 40) -> StepCost:
    """Runs the process so many times from start to end, and what a step of it cost on average."""
    states = _Engine()
    _walk(states)
    engine = _measured(lambda: _walk(states), rounds)
    with tempfile.TemporaryDirectory() as folder, closing(_Sqlite(Path(folder) / "cost.sqlite3")) as stored:
        with_sqlite = _measured(lambda: _walk(stored), rounds)
        bare = _measured(stored.transactions, rounds)
    steps = states.steps // (rounds + 1)
    return StepCost(
        engine_ms=engine / steps,
        with_sqlite_ms=with_sqlite / steps,
        bare_transaction_ms=bare / stored.batch,
        largest_state_bytes=states.largest,
        finished_state_bytes=len(states.text),
        steps=steps,
    )


class _Engine:
    """Keeps the state in memory."""

    def __init__(self) -> None:
        self.definition = library.load(forty_five())
        self.text = ""
        self.largest = 0
        self.steps = 0

    def start(self) -> Process:
        process = Process.start(self.definition, VARIABLES, now=NOW, key="application")
        self.save(process)
        return process

    def step(self, move: Callable[[Process], object]) -> Process:
        process = Process.load(self.definition, self.text)
        move(process)
        self.save(process)
        self.steps += 1
        return process

    def save(self, process: Process) -> None:
        self.text = process.state()
        self.largest = max(self.largest, len(self.text))
        # what is kept beside the state: open tasks, jobs and the next due instant
        process.open_tasks(), process.parked(), process.due_at, process.waiting, process.status


class _Sqlite(_Engine):
    """Keeps the state in SQLite, one transaction a step."""

    batch = 20

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE application (id INTEGER PRIMARY KEY, state TEXT, due_at TEXT, version INTEGER);"
            "CREATE TABLE event (id INTEGER PRIMARY KEY, application INTEGER, body TEXT);"
            "INSERT INTO application VALUES (1, '', NULL, 0);"
        )

    def step(self, move: Callable[[Process], object]) -> Process:
        self._begin()
        process = super().step(move)
        self._commit()
        return process

    def transactions(self) -> None:
        for _ in range(self.batch):
            self._begin()
            self._commit()

    def close(self) -> None:
        self._database.close()

    def _begin(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("SELECT state, version FROM application WHERE id = 1").fetchone()

    def _commit(self) -> None:
        self._database.execute("UPDATE application SET state = ?, version = version + 1 WHERE id = 1", (self.text,))
        self._database.execute("INSERT INTO event (application, body) VALUES (1, 'completed')")
        self._database.execute("COMMIT")


def _walk(states: _Engine) -> None:
    process = states.start()
    while not process.finished:
        if parked := process.parked():
            move = methodcaller("answer", parked[0].id, {"status": "good"}, now=NOW)
        elif tasks := process.open_tasks():
            move = methodcaller("complete", tasks[0].id, {tasks[0].name: 1}, now=NOW)
        else:
            move = methodcaller("deliver", "paid", {"cents": 12500}, now=NOW)
        process = states.step(move)


def _measured(work: Callable[[], None], rounds: int) -> float:
    started = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - started) * 1000 / rounds


def _stage(number: int) -> str:
    n = number
    return f"""{_user(f"fill_{n}")}<b:boundaryEvent id="remind_{n}" attachedToRef="fill_{n}" cancelActivity="false">
    <b:timerEventDefinition><b:timeCycle>"R3/P3D"</b:timeCycle></b:timerEventDefinition></b:boundaryEvent>
    {_flow(f"remind_{n}", f"notify_{n}")}{_service(f"notify_{n}")}{_flow(f"notify_{n}", f"notified_{n}")}
    <b:endEvent id="notified_{n}"/>{_flow(f"fill_{n}", f"look_up_{n}")}{_service(f"look_up_{n}")}
    <b:boundaryEvent id="down_{n}" attachedToRef="look_up_{n}"><b:errorEventDefinition errorRef="e"/>
    </b:boundaryEvent>{_flow(f"down_{n}", f"by_hand_{n}")}{_user(f"by_hand_{n}")}
    {_flow(f"look_up_{n}", f"known_{n}")}{_flow(f"by_hand_{n}", f"known_{n}")}<b:exclusiveGateway id="known_{n}"/>
    {_flow(f"known_{n}", f"good_{n}")}<b:exclusiveGateway id="good_{n}" default="good_{n}_to_denied_{n}"/>
    {_flow(f"good_{n}", f"fill_{n + 1}", f'look_up_{n}.status = "good" and variable_3 != null')}
    {_flow(f"good_{n}", f"denied_{n}")}<b:endEvent id="denied_{n}"/>"""


def _flow(source: str, target: str, condition: str | None = None) -> str:
    inside = "" if condition is None else f"<b:conditionExpression>{condition}</b:conditionExpression>"
    return (
        f'<b:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{inside}</b:sequenceFlow>'
    )


def _user(name: str) -> str:
    settings = {"form": "renewal", "candidateGroup": "&quot;applicant&quot;", "status": "Fill in the form."}
    written = "".join(f'<s:property name="{key}" value="{value}"/>' for key, value in settings.items())
    extension = f"<b:extensionElements><s:properties>{written}</s:properties></b:extensionElements>"
    return f'<b:userTask id="{name}" name="Do {name}">{extension}</b:userTask>'


def _service(name: str) -> str:
    return f"""<b:serviceTask id="{name}"><b:extensionElements><s:serviceTaskOperator id="operation" resultVariable="{name}">
    <s:parameters><s:parameter id="p_{name}" type="str" value="variable_1"/></s:parameters></s:serviceTaskOperator>
    </b:extensionElements></b:serviceTask>"""


if __name__ == "__main__":
    cost = step_cost()
    sys.stdout.write(
        f"engine, ms CPU a step           {cost.engine_ms:.2f}\n"
        f"with one SQLite transaction     {cost.with_sqlite_ms:.2f}\n"
        f"bare SQLite transaction         {cost.bare_transaction_ms:.2f}\n"
        f"largest state, bytes            {cost.largest_state_bytes}\n"
        f"state of a finished one, bytes  {cost.finished_state_bytes}\n"
        f"steps from start to end         {cost.steps}\n"
    )

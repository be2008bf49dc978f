"""What a step of an application costs: `make bench`.

A step is one transaction: the application's row is taken, the engine moves, and what follows is kept. Beside it stands
the bare transaction: the same rows read and written, and no engine. The time is processor time, because that is what
a machine with two cores has least of; waiting for the disk is the same for both. Beside it stand the statements and
commits of a step, the kilobytes that its writes hand to the database, and how many times the bare transaction it costs.
Nothing is asserted: a machine that is busy with other things prints other figures. The step to hold is "complete a task".
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import undefer

from models import Account, Application, Credential, Job, Task
from models.database import Database, connect
from models.migrations import migrate
from models.vocabulary import ActorKind, EventKind, JobStatus, TaskStatus
from workflows import jobs
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import FixedClock
from workflows.adapters.registry import FakeRegistry
from workflows.history import SYSTEM, Actor, Happening, append
from workflows.jobs import JobView
from workflows.seed.holder import Holder
from workflows.seed.people import HOLDERS
from workflows.seed.rows import _Planter
from workflows.settings import Settings
from workflows.wiring import Office, wire

LIMIT_MS = 5.0
#: The step that the limit is for: load, complete a user task, run, save, commit.
HELD = "complete a task"
APPLICATIONS = 60
#: Steps before the caches are warm, which no figure is taken of.
WARM_UP = 5
BARE = "the bare transaction"
_ROUTE_IS_FOUND_BY = ("gather_holder_facts", "look_up_registry")

_figures: dict[str, list["Figures"]] = defaultdict(list)


@dataclass
class Figures:
    """What one step took."""

    milliseconds: float = 0.0
    statements: int = 0
    commits: int = 0
    #: Handed to the database by statements that write.
    written_bytes: int = 0


#: The step that is being measured, if one is.
_running: list[Figures] = []


def main() -> int:
    """Runs the applications and prints a line for each kind of step; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        jobs.migrate(url)
        ana = next(holder for holder in HOLDERS if holder.key == "ana")
        holders = [replace(ana, key=f"{n}", email=f"{n}@example.org", number=f"E{n:07}") for n in range(APPLICATIONS)]
        office = _office(url, ana)
        for holder in holders:
            _Planter(office.database, office.keyring, CHEAPEST).holder(holder)
        for holder in holders:
            _walk(office, holder)
    return _tell()


def _office(url: str, holder: Holder) -> Office:
    registry = FakeRegistry()
    registry.hold(
        holder.registry[-1].record,
        number=holder.registry_number,
        last_name=holder.last_name,
        birth_date=holder.birth_date,
        ssn_last4=holder.ssn[-4:],
    )
    clock = FixedClock(holder.plays_at)
    office = wire(Settings(), database=Database(connect(url)), clock=clock, registry=registry)
    office.publish()
    # on SQLite the worker lives in the site's own process
    office.jobs.work_with(_RestingWorker())
    event.listen(office.database.engine, "before_cursor_execute", _note_statement)
    event.listen(office.database.engine, "commit", _note_commit)
    return office


class _RestingWorker:
    """Has room for every job, and does none: the bench does them itself."""

    def reserve(self) -> bool:
        return True

    def begin(self, job_id: str, run_id: str) -> None:
        """Leaves it."""

    def release(self) -> None:
        """Has none to give back."""


def _walk(office: Office, holder: Holder) -> None:
    """An alignment from its start until the route has been confirmed after the answers were sent."""
    with office.database.begin() as session:
        account_id = session.scalars(select(Account.id).where(Account.email == holder.email)).one()
        credential = session.scalars(select(Credential).where(Credential.number == holder.number)).one()
        credential.person.account_id = account_id
    with _measured("start an application"), office.database.begin() as session:
        office.file.open(
            session,
            process_id="alignment",
            account_id=account_id,
            person_id=credential.person_id,
            credential_id=credential.id,
            actor=Actor(ActorKind.APPLICANT, account_id),
        )
    _answer_operations(office)
    with office.database.read() as session:
        task = session.scalars(select(Task).where(Task.status == TaskStatus.OPEN)).one()
    with _measured(HELD):
        office.applications.submit(account_id, task.id, variables={}, revisions={})
    _answer_operations(office)
    _move_without_an_engine(office.database, task.application_id)
    with office.database.begin() as session:
        # out of the way of the next one
        session.execute(update(Job).values(status=JobStatus.CANCELLED))


def _answer_operations(office: Office) -> None:
    """Runs the operations that find the route; asking the outside is no part of the step."""
    while (job := _next_job(office)) is not None:
        result = office.operation_jobs.work(job)
        with _measured(f"answer {job.operation}"), office.database.begin() as session:
            session.execute(update(Job).where(Job.id == job.id).values(status=JobStatus.DONE))
            office.operation_jobs.keep(session, job, result)


def _next_job(office: Office) -> JobView | None:
    with office.database.read() as session:
        job = session.scalar(select(Job).where(Job.status == JobStatus.WAITING, Job.operation.in_(_ROUTE_IS_FOUND_BY)))
    if job is None:
        return None
    return JobView(
        id=job.id,
        kind=job.kind,
        operation=job.operation,
        parameters=job.parameters,
        application_id=job.application_id,
        engine_task=job.engine_task,
        tries=job.tries,
    )


def _move_without_an_engine(database: Database, application_id: str) -> None:
    """What a step writes, without the engine: the bare transaction."""
    with database.read() as session:
        row = session.get_one(Application, application_id, options=[undefer(Application.state)])
        state = row.state or ""
    with _measured(BARE), database.begin() as session:
        application = session.get_one(Application, application_id, with_for_update=True)
        application.state = f"{state} "
        happening = Happening(EventKind.TASK_COMPLETED, node="fill_in", data={"variables": {}})
        append(session, application, happening, actor=SYSTEM, at=datetime.now(UTC))


@contextmanager
def _measured(step: str) -> Iterator[None]:
    figures = Figures()
    _figures[step].append(figures)
    _running.append(figures)
    began = time.process_time_ns()
    yield
    figures.milliseconds = (time.process_time_ns() - began) / 1e6
    _running.clear()


def _note_statement(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
    for figures in _running:
        # on SQLite we send it ourselves
        if not statement.startswith("BEGIN"):
            figures.statements += 1
        if not statement.startswith(("BEGIN", "SELECT")):
            figures.written_bytes += sum(len(value) for value in _flat(parameters) if isinstance(value, str | bytes))


def _note_commit(_connection: Any) -> None:
    for figures in _running:
        figures.commits += 1


def _flat(parameters: Any) -> Iterator[Any]:
    if isinstance(parameters, Mapping):
        yield from parameters.values()
    elif isinstance(parameters, list | tuple):
        for part in parameters:
            yield from _flat(part)
    else:
        yield parameters


def _tell() -> int:
    """One line a step, then the figure to hold; always 0."""
    warm = {step: figures[WARM_UP:] for step, figures in _figures.items()}
    bare = _middle(warm[BARE], "milliseconds")
    print(f"{'a step':<34}{'ms CPU':>8}{'p95':>8}{'statements':>12}{'commits':>9}{'kB':>7}{'x bare':>8}")
    for step, figures in warm.items():
        cost = _middle(figures, "milliseconds")
        p95 = quantiles([figure.milliseconds for figure in figures], n=20)[-1]
        counts = f"{_middle(figures, 'statements'):>12g}{_middle(figures, 'commits'):>9g}"
        kilobytes = _middle(figures, "written_bytes") / 1000
        print(f"{step:<34}{cost:>8.2f}{p95:>8.2f}{counts}{kilobytes:>7.1f}{cost / bare:>8.1f}")
    held = _middle(warm[HELD], "milliseconds")
    print(
        f"To {HELD} costs {held:.2f} ms, {held / bare:.1f} times the bare transaction; {LIMIT_MS:g} ms is to be held."
    )
    return 0


def _middle(figures: list[Figures], name: str) -> float:
    return float(median(getattr(figure, name) for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

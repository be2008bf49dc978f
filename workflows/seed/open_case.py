"""The case that waits undecided: a real application, run through its diagram to the review before anyone asks for it.

The steps are those that the Office's operations would have answered, at fixed instants, so that the case is the same
every time: same number, same state, same history. Staff decide it like any other.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Application, ApplicationNumber, Credential, Payment, ProcessVersion, RegistryRecord, Task
from models.database import Database
from models.vocabulary import (
    APPLICANT,
    ActorKind,
    ApplicationStatus,
    EventKind,
    PaymentMethod,
    PaymentStatus,
    TaskStatus,
)
from workflows import answers
from workflows.adapters.clock import EASTERN, FixedClock
from workflows.application_file import SETTLED, ApplicationFile, Running
from workflows.engine import Process
from workflows.history import SYSTEM, Actor, Happening
from workflows.jobs import Jobs
from workflows.keyring import Keyring
from workflows.operations.request_payment import PURPOSE
from workflows.rules.deadlines import day_over, end_of_day
from workflows.rules.defaults import OwnerSettings
from workflows.rules.fees import fee_lines
from workflows.seed.holder import Holder
from workflows.versions import Versions

#: The process of the case, and the guide that its applicant answered.
PROCESS = "alignment"
BEGUN = datetime(2025, 12, 29, 10, tzinfo=EASTERN)
FILED = datetime(2026, 2, 4, 10, tzinfo=EASTERN)
#: Ten business days after it was filed; Presidents' Day is none.
_DUE = end_of_day(date(2026, 2, 19))
_PROVIDER = Actor(ActorKind.PROVIDER)


class NothingPublished(Exception):
    """The diagrams must be published first: an undecided case stands on a version."""


class OpenCase:
    """Files the application of one holder."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._keyring = keyring
        self._clock = FixedClock(FILED)
        self._versions = Versions(database, self._clock)
        self._file = ApplicationFile(
            clock=self._clock,
            keyring=keyring,
            versions=self._versions,
            jobs=Jobs(database.engine, self._clock),
        )

    def file(self, session: Session, holder: Holder, account: Account, credential: Credential) -> None:
        """Writes the application with its answers, its payment and its history, at the review.

        Raises:
            NothingPublished: there is no diagram yet.
        """
        version = session.scalar(
            select(ProcessVersion)
            .where(ProcessVersion.process_id == PROCESS)
            .order_by(ProcessVersion.number.desc())
            .limit(1)
        )
        if version is None:
            raise NothingPublished(NothingPublished.__doc__)
        application = _application(session, version, account, credential)
        payment = _payment(application)
        session.add_all([application, payment, _registry(holder, application)])
        session.flush()
        definition = self._versions.definition(session, version.id)
        process = Process.start(definition, {}, now=BEGUN, key=application.id)
        told = _Told(holder, credential, payment)
        happenings = [Happening(EventKind.STARTED, node=PROCESS, data={"variables": {}})]
        while not (staff := [task for task in process.open_tasks() if task.group != APPLICANT]):
            happenings.append(self._step(session, process, application, told))
        assert len(staff) == 1  # noqa: S101 - the review has one panel
        self._file.keep(session, Running(application, process), *happenings, actor=SYSTEM)

    def _step(self, session: Session, process: Process, application: Application, told: "_Told") -> Happening:
        """Answers what the process waits for next."""
        for parked in process.parked():
            answer = told.answer(parked.operation)
            process.answer(parked.id, answer, now=FILED)
            data = {"operation": parked.operation, "answer": answer, "job": parked.id}
            return Happening(EventKind.OPERATION_ANSWERED, node=parked.name, data=data)
        for task in process.open_tasks():
            row = Task(
                id=_id("task", task.name),
                application_id=application.id,
                engine_task=task.id,
                name=task.name,
                label=task.label,
                form=task.form or "",
                group_name=task.group or "",
                sentence=task.status or "",
                status=TaskStatus.DONE,
                opened_at=BEGUN,
                done_at=FILED,
                done_by_id=application.account_id,
            )
            session.add(row)
            session.flush()
            saved = [self._page(session, row, page, values) for page, values in told.pages.items()]
            process.complete(task.id, told.variables, now=FILED)
            data = {"variables": told.variables, "answers": saved, "task": row.id}
            return Happening(EventKind.TASK_COMPLETED, node=task.name, data=data)
        settled = {"settlement": {"state": "paid", "authorised_at": FILED.isoformat()}}
        process.deliver(SETTLED, settled, now=FILED)
        return Happening(EventKind.MESSAGE_DELIVERED, node=SETTLED, data={"variables": settled})

    def _page(self, session: Session, task: Task, page: str, values: Mapping[str, Any]) -> str:
        return answers.save(
            session,
            self._keyring,
            task,
            page=page,
            values=values,
            revision=None,
            account_id=task.done_by_id or "",
            now=FILED,
        ).id


class _Told:
    """What the Office's operations, the applicant and the provider said."""

    variables: Mapping[str, Any]

    def __init__(self, holder: Holder, credential: Credential, payment: Payment) -> None:
        self.variables = {"datesConfirmed": True, "backgroundAnyYes": False}
        home = {"line1": holder.address.line1, "line2": "", "city": holder.address.city}
        self.pages: Mapping[str, Mapping[str, Any]] = {
            "dates": {"confirm_dates": True},
            "contact": {
                "email": holder.email,
                "phone_mobile": holder.phone,
                "mailing": {**home, "state": holder.address.state, "zip": holder.address.zip},
                "residence_same": True,
                "preferred_language": "en",
            },
            "background": {f"b{number}": False for number in range(1, 9)},
            "sign": {
                **{f"t{number}": True for number in range(1, 9)},
                "signature": f"{holder.first_name} {holder.last_name}",
            },
        }
        entry = holder.registry[-1].record
        looked_up = {
            "nrStatus": entry.status.value,
            "nrLevel": entry.level.value if entry.level else None,
            "nrExpiry": entry.expires_on.isoformat() if entry.expires_on else None,
            "nrRegainedAfterLapse": False,
            "ceProfileApproved": False,
            "nameMatches": True,
        }
        gathered = {
            "today": FILED.date().isoformat(),
            "maExpiry": credential.expires_on.isoformat(),
            "maLevel": credential.level.value,
            "maDiscipline": credential.discipline.value,
            "openApplication": False,
            "settings": OwnerSettings({}).context(),
            "nrStatus": "SERVICE_ERROR",
            "nrLevel": None,
            "nrExpiry": None,
            "nrRegainedAfterLapse": False,
            "ceProfileApproved": False,
            "nameMatches": None,
        }
        self._answers: Mapping[str, Mapping[str, Any]] = {
            "gather_holder_facts": gathered,
            "look_up_registry": looked_up,
            "request_payment": {
                "payment_id": payment.id,
                "amount_cents": payment.amount_cents,
                "closes_at": day_over(credential.expires_on).isoformat(),
            },
            "record_submission": {"submitted_at": FILED.isoformat()},
            "send_notice": {"notice_id": None},
            "start_review_clock": {"due_at": _DUE.isoformat()},
            "read_standing": {"maDiscipline": credential.discipline.value, "raised": False},
        }

    def answer(self, operation: str) -> Mapping[str, Any]:
        """What the operation answered."""
        return self._answers[operation]


def _application(session: Session, version: ProcessVersion, account: Account, credential: Credential) -> Application:
    year = session.get(ApplicationNumber, BEGUN.year)
    if year is None:
        year = ApplicationNumber(year=BEGUN.year, last=0)
        session.add(year)
    year.last += 1
    return Application(
        id=_id("application", credential.number),
        number=f"MA-{year.year}-{year.last:06d}",
        version_id=version.id,
        account_id=account.id,
        person_id=credential.person_id,
        credential_id=credential.id,
        family=version.family,
        status=ApplicationStatus.WAITING,
        sentence="",
        progress={},
        started_at=BEGUN,
        submitted_at=FILED,
        revision=0,
        event_count=0,
        event_head="",
    )


def _payment(application: Application) -> Payment:
    lines = fee_lines(["fee.personnel.alignment"], OwnerSettings({}))
    return Payment(
        id=_id("payment", application.number),
        application_id=application.id,
        purpose=PURPOSE,
        lines=[{"fee": line.fee, "text": line.text, "cents": line.cents} for line in lines],
        amount_cents=sum(line.cents for line in lines),
        surcharge_cents=0,
        method=PaymentMethod.BANK,
        status=PaymentStatus.AUTHORISED,
        idempotency_key=_id("payment key", application.number),
        authorised_at=FILED,
        created_at=FILED,
    )


def _registry(holder: Holder, application: Application) -> RegistryRecord:
    entry = holder.registry[-1].record
    return RegistryRecord(
        id=_id("registry record", application.number),
        person_id=application.person_id,
        application_id=application.id,
        checked_at=FILED,
        status=entry.status.value,
        level=entry.level.value if entry.level else None,
        expires_on=entry.expires_on,
        name_matches=True,
    )


def _id(kind: str, key: str) -> str:
    return hashlib.sha256(f"seed {kind} {key}".encode()).hexdigest()[:32]

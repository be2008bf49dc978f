"""Drafts that nobody sends: their owner is told before they go, and then all that was typed and added is deleted.

A draft is kept for so many days since it was last changed, by the settings of that day. Nobody loses one unwarned: where
nothing ran while reminders fell due, the last of them goes first, and the draft as long after it as was promised. An
application that was sent, that waits for the Office, or for which money is due or paid is no draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from models import Answer, Application, Document, Invitation, Notice, Payment
from models.database import Database
from models.vocabulary import ApplicationStatus, PaymentStatus
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date, long_date
from workflows.applicants import Applicants
from workflows.application_file import ApplicationFile, Running
from workflows.keyring import Keyring
from workflows.notices import Notices
from workflows.refusals import NotFound
from workflows.rules.defaults import OwnerSettings
from workflows.sealed_files import SealedFiles

#: No owner may keep a draft for less than a month, and no reminder comes earlier than that: a younger one is left alone.
_YOUNG = timedelta(days=1)
_SENTENCE = "You did not send this application in time. All that you typed and added was deleted. You can begin again."
_MONEY = (PaymentStatus.DUE, PaymentStatus.AUTHORISED)


@dataclass(frozen=True)
class _Plan:
    """What is due for a draft today."""

    #: A reminder of so many days before the end; None where none is due.
    remind: int | None
    #: The day on which it goes.
    goes_on: date
    goes_now: bool = False


@dataclass(frozen=True)
class _Draft:
    id: str
    changed_at: datetime


class Drafts:
    """Reminds of drafts, and deletes them at their end."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        keyring: Keyring,
        file: ApplicationFile,
        notices: Notices,
        files: SealedFiles,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._file = file
        self._notices = notices
        self._files = files

    def look(self) -> int:
        """Does what is due for each draft, a transaction each; for how many something was."""
        with self._database.read() as session:
            ids = [row.id for row in self._drafts(session) if self._plan(session, row.id, row.changed_at) is not None]
        return sum(self._see_to(application_id) for application_id in ids)

    def _see_to(self, application_id: str) -> bool:
        with self._database.begin() as session:
            try:
                running = self._file.take(session, application_id)
            except NotFound:
                return False
            # read again under the lock: it may have been sent, or changed, this minute
            changed_at = next((row.changed_at for row in self._drafts(session, application_id)), None)
            plan = self._plan(session, application_id, changed_at) if changed_at is not None else None
            if plan is None or changed_at is None:
                return False
            if plan.goes_now:
                keys = self._delete(session, running)
            else:
                assert plan.remind is not None  # noqa: S101 - a plan is one or the other
                self._remind(session, running.application, changed_at, plan)
                keys = []
        for key in keys:
            self._files.forget(key)
        return True

    def _drafts(self, session: Session, application_id: str | None = None) -> Sequence[_Draft]:
        money = exists().where(Payment.application_id == Application.id, Payment.status.in_(_MONEY))
        drafts = (
            select(Application.id, Application.started_at, func.max(Answer.saved_at))
            .outerjoin(Answer, Answer.application_id == Application.id)
            .where(
                Application.status == ApplicationStatus.DRAFT,
                Application.submitted_at.is_(None),
                Application.started_at <= self._clock.now() - _YOUNG,
                ~money,
            )
            .group_by(Application.id, Application.started_at)
        )
        if application_id is not None:
            drafts = drafts.where(Application.id == application_id)
        return [_Draft(row[0], max(filter(None, (row[1], row[2])))) for row in session.execute(drafts)]

    def _plan(self, session: Session, application_id: str, changed_at: datetime) -> _Plan | None:
        changed_on, today = legal_date(changed_at), legal_date(self._clock.now())
        settings = owner_settings.on(session, changed_on)
        end = changed_on + timedelta(days=settings["draft.keepDays"])
        days = _due(settings, end, today)
        if days is None:
            return None
        last = min(settings["draft.reminderDays"])
        told_at = session.scalar(select(Notice.created_at).where(Notice.key == _key(application_id, changed_on, days)))
        if told_at is None:
            return _Plan(remind=days, goes_on=max(end, today + timedelta(days=last)))
        goes_on = max(end, legal_date(told_at) + timedelta(days=last))
        return _Plan(remind=None, goes_on=goes_on, goes_now=True) if days == last and today >= goes_on else None

    def _remind(self, session: Session, application: Application, changed_at: datetime, plan: _Plan) -> None:
        assert plan.remind is not None  # noqa: S101 - the caller looked
        self._notices.write(
            session,
            "N-DRAFT-REM",
            key=_key(application.id, legal_date(changed_at), plan.remind),
            account_id=application.account_id,
            application_id=application.id,
            fields={
                "number": application.number,
                "process": application.version.title,
                "detail": long_date(plan.goes_on),
            },
        )

    def _delete(self, session: Session, running: Running) -> list[str]:
        """Ends the application; where the files lay that are now to be deleted."""
        application = running.application
        keys = list(session.scalars(select(Document.store_key).where(Document.application_id == application.id)))
        for table in (Answer, Document, Invitation):
            session.execute(delete(table).where(table.application_id == application.id))
        self._file.lapse(session, running, sentence=_SENTENCE)
        session.flush()
        if application.person_id is not None:
            Applicants(session, self._keyring).forget(application.person_id)
        self._notices.write(
            session,
            "N-DRAFT-GONE",
            key=f"draft-gone:{application.id}",
            account_id=application.account_id,
            application_id=application.id,
            fields={"number": application.number, "process": application.version.title},
        )
        return keys


def _due(settings: OwnerSettings, end: date, today: date) -> int | None:
    """The most urgent reminder whose day has come."""
    due = [days for days in settings["draft.reminderDays"] if today >= end - timedelta(days=days)]
    return min(due, default=None)


def _key(application_id: str, changed_on: date, days: int) -> str:
    return f"draft:{application_id}:{changed_on.isoformat()}:{days}"

"""The record of a certification or an application as staff open it by its number, and what they may begin about it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models import Application, Credential, Task
from models.database import Database
from models.vocabulary import (
    APPLICANT,
    ApplicationStatus,
    Discipline,
    EventKind,
    Level,
    StaffRole,
    StartsFrom,
    TaskStatus,
)
from workflows.adapters.clock import Clock
from workflows.application_file import ApplicationFile, draft_of
from workflows.case import Staff
from workflows.facts import legal_name
from workflows.history import Happening, append
from workflows.refusals import NotFound
from workflows.review import LEASE
from workflows.versions import Offer, Versions

CREDENTIAL, APPLICATION = "credential", "application"
_ROWS = 50
#: Roles that look at money: discipline and taxes are no affair of theirs, nor is a case in which they have nothing to do.
_MONEY_ALONE = frozenset({StaffRole.FISCAL})


@dataclass(frozen=True)
class CaseLine:
    """A case about the record."""

    number: str
    title: str
    status: ApplicationStatus
    started_at: datetime


@dataclass(frozen=True)
class Record:
    """What staff see before they begin something."""

    #: "credential" or "application".
    subject: str
    number: str
    holder: str
    level: Level | None
    expires_on: date | None
    discipline: Discipline | None
    #: When the notice of the discipline was served.
    served_on: date | None
    #: Since when the Department of Revenue asks that nothing is issued.
    tax_hold_on: date | None
    cases: tuple[CaseLine, ...]
    offers: tuple[Offer, ...]


class Records:
    """The use-cases of staff who begin something themselves."""

    def __init__(self, database: Database, *, clock: Clock, file: ApplicationFile, versions: Versions) -> None:
        self._database = database
        self._clock = clock
        self._file = file
        self._versions = versions

    def show(self, staff: Staff, number: str) -> Record:
        """The record of a number in any writing of it, with what these roles may begin about it.

        Raises:
            NotFound: there is no certification and no application of this number.
        """
        with self._database.read() as session:
            credential, application = self._found(session, number)
            subject = APPLICATION if application is not None else CREDENTIAL
            about = application.credential if application is not None else credential
            person = application.person if application is not None else credential.person if credential else None
            money_alone = staff.roles <= _MONEY_ALONE
            return Record(
                subject=subject,
                number=application.number if application is not None else credential.number if credential else "",
                holder=legal_name(person) if person else "",
                level=about.level if about else None,
                expires_on=about.expires_on if about else None,
                discipline=about.discipline if about and not money_alone else None,
                served_on=about.discipline_on if about and not money_alone else None,
                tax_hold_on=person.tax_hold_on if person and not money_alone else None,
                cases=tuple(self._cases(session, staff, credential, application)),
                offers=tuple(self._offers(staff, subject)),
            )

    def start(self, staff: Staff, number: str, process_id: str) -> str:
        """Begins a process about the record, claimed by whoever begins it; the number of its case.

        Raises:
            NotFound: there is no such record, or these roles may not begin that about it.
        """
        now = self._clock.now()
        try:
            with self._database.begin() as session:
                credential, application = self._found(session, number)
                subject = APPLICATION if application is not None else CREDENTIAL
                known = _known(staff, subject)
                family = self._versions.offer(session, process_id, StartsFrom.STAFF, known).family
                about = application.id if application else credential.id if credential else ""
                begun = _begun(session, family, about)
                if begun is not None:
                    return begun
                opened = self._file.open(
                    session,
                    process_id=process_id,
                    account_id=staff.account_id,
                    person_id=application.person_id if application else credential.person_id if credential else None,
                    credential_id=application.credential_id if application else about,
                    about_id=application.id if application else None,
                    actor=staff.actor,
                )
                session.flush()
                self._claim(session, staff, opened, now)
                return opened.number
        except IntegrityError as fault:
            # a colleague began the same in the same moment; anything else is not ours to answer
            if "application" not in str(fault.orig):
                raise
        with self._database.read() as session:
            begun = _begun(session, family, about)
        if begun is None:
            raise NotFound
        return begun

    def _claim(self, session: Session, staff: Staff, opened: Application, now: datetime) -> None:
        """Whoever begins it goes on with it."""
        taken = session.execute(
            update(Task)
            .where(
                Task.application_id == opened.id,
                Task.status == TaskStatus.OPEN,
                Task.group_name.in_(staff.roles),
            )
            .values(assignee_id=staff.account_id, leased_until=now + LEASE)
            .returning(Task.name)
        ).scalar()
        if taken is not None:
            opened.status = ApplicationStatus.CLAIMED
            append(session, opened, Happening(EventKind.TASK_CLAIMED, node=taken), actor=staff.actor, at=now)

    def _offers(self, staff: Staff, subject: str) -> list[Offer]:
        known = _known(staff, subject)
        return [offer for offer in self._versions.offered(StartsFrom.STAFF) if offer.suits(known)]

    @staticmethod
    def _found(session: Session, number: str) -> tuple[Credential | None, Application | None]:
        written = number.strip().upper()
        application = session.scalar(
            select(Application)
            .where(Application.number == written)
            .options(joinedload(Application.person), joinedload(Application.credential))
        )
        if application is not None:
            return None, application
        plain = "".join(letter for letter in written if letter.isalnum())
        credential = session.scalar(
            select(Credential).where(Credential.number == plain).options(joinedload(Credential.person))
        )
        if credential is None:
            raise NotFound
        return credential, None

    @staticmethod
    def _cases(
        session: Session, staff: Staff, credential: Credential | None, application: Application | None
    ) -> list[CaseLine]:
        """What these roles may open: no draft that never came to the staff."""
        task = select(Task.id).where(Task.application_id == Application.id)
        if staff.roles <= _MONEY_ALONE:
            theirs: ColumnElement[bool] = exists(task.where(Task.group_name.in_(staff.roles)))
        else:
            theirs = or_(Application.submitted_at.is_not(None), exists(task.where(Task.group_name != APPLICANT)))
        wanted = select(Application).options(joinedload(Application.version)).where(theirs)
        if application is not None:
            wanted = wanted.where(or_(Application.id == application.id, Application.about_id == application.id))
        elif credential is not None:
            wanted = wanted.where(
                or_(Application.credential_id == credential.id, Application.person_id == credential.person_id)
            )
        rows = session.scalars(wanted.order_by(Application.started_at.desc(), Application.id.desc()).limit(_ROWS))
        return [CaseLine(row.number, row.version.title, row.status, row.started_at) for row in rows]


def _known(staff: Staff, subject: str) -> dict[str, object]:
    """What a diagram may ask in `offeredWhen`."""
    return {"subject": subject, "roles": sorted(role.value for role in staff.roles)}


def _begun(session: Session, family: str, about: str) -> str | None:
    return session.scalar(select(Application.number).where(Application.draft_of == draft_of(family, about)))

"""Notices whose words may hold a Social Security number: they wait until a person has looked, with the digits masked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Notice
from models.database import Database
from models.vocabulary import ActorKind, EventKind, NoticeStatus
from workflows.adapters.clock import Clock
from workflows.history import Actor, Happening, append_to_account
from workflows.keyring import Keyring
from workflows.notices import PLACE, Notices, masked
from workflows.refusals import NotFound

_THROWN_AWAY = "A member of staff threw it away."


@dataclass(frozen=True)
class HeldNotice:
    """A notice that waits for a person."""

    id: str
    template: str
    subject: str
    #: With every run of nine digits masked.
    text: str
    #: Of the application it is about; "" where it is about none.
    number: str
    created_at: datetime


class HeldNotices:
    """What staff do with them."""

    def __init__(self, database: Database, *, clock: Clock, keyring: Keyring, notices: Notices) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._notices = notices

    def all(self) -> list[HeldNotice]:
        """Every notice that is held, the oldest first."""
        with self._database.read() as session:
            rows = session.scalars(
                select(Notice)
                .where(Notice.status == NoticeStatus.HELD)
                .options(joinedload(Notice.application))
                .order_by(Notice.created_at, Notice.id)
            ).all()
        return [
            HeldNotice(
                id=row.id,
                template=row.template,
                subject=masked(row.subject),
                text=masked(self._keyring.open_json(row.text, place=PLACE, row=row.id)["text"]),
                number=row.application.number if row.application is not None else "",
                created_at=row.created_at,
            )
            for row in rows
        ]

    def send(self, notice_id: str, *, by: str) -> None:
        """Lets a notice go: the digits are no Social Security number.

        Raises:
            NotFound: it is not held.
        """
        with self._database.begin() as session:
            notice = self._held(session, notice_id)
            notice.status, notice.failure = NoticeStatus.WAITING, ""
            self._notices.send(session, notice)
            self._tell(session, EventKind.NOTICE_RELEASED, notice_id, by)

    def throw_away(self, notice_id: str, *, by: str) -> None:
        """Sees that a notice never goes.

        Raises:
            NotFound: it is not held.
        """
        with self._database.begin() as session:
            notice = self._held(session, notice_id)
            notice.status, notice.failure = NoticeStatus.REFUSED, _THROWN_AWAY
            self._tell(session, EventKind.NOTICE_THROWN_AWAY, notice_id, by)

    @staticmethod
    def _held(session: Session, notice_id: str) -> Notice:
        notice = session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
        if notice is None or notice.status is not NoticeStatus.HELD:
            raise NotFound
        return notice

    def _tell(self, session: Session, kind: EventKind, notice_id: str, by: str) -> None:
        actor = Actor(ActorKind.STAFF, by)
        append_to_account(session, by, Happening(kind, data={"notice": notice_id}), actor=actor, at=self._clock.now())

"""Sends notices: one e-mail a row, with a message id made from the row's own, so that a repeat is the same message."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Notice
from models.database import Database
from models.vocabulary import NoticeStatus
from workflows.adapters.clock import Clock
from workflows.adapters.mail import Attachment, Mailer, MailRefused, MailUnavailable, OutgoingMail, message_id
from workflows.jobs import Handler, JobView, TechnicalFailure
from workflows.keyring import Keyring
from workflows.notices import ADDRESS, PLACE

#: The attachments of a notice by their kind, for an application.
Attach = Callable[[str, str], tuple[Attachment, ...]]


@dataclass(frozen=True)
class _Outcome:
    """What the mail server made of it; "" where it took the message."""

    refusal: str = ""


class NoticeJobs(Handler):
    """The worker's part of a notice."""

    def __init__(
        self, database: Database, *, clock: Clock, keyring: Keyring, mailer: Mailer, attach: Attach, sender: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._mailer = mailer
        self._attach = attach
        self._sender = sender

    def work(self, job: JobView) -> _Outcome:
        """Hands the message to the mail server.

        Raises:
            TechnicalFailure: the server cannot take it now.
        """
        with self._database.read() as session:
            notice = session.scalars(
                select(Notice).where(Notice.id == job.parameters["notice_id"]).options(joinedload(Notice.account))
            ).one()
        address = self._address(notice)
        if notice.status is not NoticeStatus.WAITING or address is None:
            return _Outcome()
        body = self._keyring.open_json(notice.text, place=PLACE, row=notice.id)
        attachments: tuple[Attachment, ...] = ()
        if notice.attachment and notice.application_id:
            attachments = self._attach(notice.attachment, notice.application_id)
        message = OutgoingMail(
            to=address,
            subject=notice.subject,
            text=body["text"],
            html=body["html"],
            message_id=message_id(notice.id, sender=self._sender),
            attachments=attachments,
        )
        try:
            self._mailer.send(message)
        except MailRefused:
            return _Outcome("The mail server does not take mail for this address.")
        except MailUnavailable as fault:
            raise TechnicalFailure("The mail server cannot be reached.") from fault
        return _Outcome()

    def keep(self, session: Session, job: JobView, result: _Outcome) -> None:
        """Marks the notice as sent or refused."""
        notice = session.get_one(Notice, job.parameters["notice_id"], with_for_update=True)
        notice.status = NoticeStatus.REFUSED if result.refusal else NoticeStatus.SENT
        notice.failure = result.refusal
        notice.sent_at = None if result.refusal else self._clock.now()

    def _address(self, notice: Notice) -> str | None:
        if notice.address is not None:
            return self._keyring.open(notice.address, place=ADDRESS, row=notice.id)
        return notice.account.email if notice.account is not None else None

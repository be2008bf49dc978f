"""What staff do with the documents of a case: look at them, judge them, hand out the original.

Staff see what was sent, not what lies in a page that its applicant still fills in. What they look at is a copy with the
case across each page; the file as it came leaves the Office for a reason of a closed list alone. Either is written into
the history before anything of it goes out.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, Document, Task
from models.database import Database
from models.vocabulary import DocumentSlot, EventKind, OriginalFor, ScanStatus, TaskStatus, Verdict
from workflows.adapters.clock import Clock, legal_date, long_date
from workflows.adapters.files import FileMissing, FileStoreError
from workflows.adapters.watermark import Watermark, WatermarkFailed
from workflows.case import Staff
from workflows.document_views import NAME, REASON, chain, sent
from workflows.documents import DocumentHarmful, DocumentUnavailable, OpenedDocument, named_as
from workflows.history import Happening, append
from workflows.keyring import Keyring
from workflows.refusals import NotFound, Refusal
from workflows.sealed_files import SealedFiles

#: What the Office fills in and sends on: words across it would spoil it.
_UNMARKED = frozenset({DocumentSlot.VERIFICATION_FORM, DocumentSlot.COMPLETED_FORM})
#: No browser makes anything of it but a file.
_ANY_BYTES = "application/octet-stream"


class DocumentNotScanned(Refusal):
    """The scanner has not looked at this file yet, so nobody can open it. Try again in a few minutes."""


class CaseNotHeld(Refusal):
    """Claim the case first. Then you can decide about its documents."""


class OriginalNotKept(Refusal):
    """This file came before originals were kept. There is only the copy."""


class CaseDocuments:
    """The use-cases of those who look at documents."""

    def __init__(
        self, database: Database, *, clock: Clock, keyring: Keyring, files: SealedFiles, watermark: Watermark
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._files = files
        self._watermark = watermark

    def open(self, staff: Staff, number: str, document_id: str) -> OpenedDocument:
        """The copy of a file, with the case and the day across each page.

        Raises:
            NotFound: the case has no such document, or it was not sent.
            DocumentNotScanned: the scanner has not looked at it yet.
            DocumentHarmful: the scanner found something in it.
            DocumentUnavailable: the store does not answer, or the words could not be put on it now.
        """
        row = self._clean(number, document_id)
        try:
            media_type, content = row.media_type, self._files.copy(row)
            if row.slot not in _UNMARKED:
                words = f"Copy for review   Case {number}   {long_date(legal_date(self._clock.now()))}"
                marked = self._watermark.put(words, content, media_type=media_type)
                media_type, content = marked.media_type, marked.content
        except (FileStoreError, WatermarkFailed):
            raise DocumentUnavailable from None
        self._tell(staff, number, row, EventKind.DOCUMENT_OPENED, {})
        return OpenedDocument(named_as(self._name(row), media_type), media_type, content)

    def hand_out(self, staff: Staff, number: str, document_id: str, needed_for: OriginalFor) -> OpenedDocument:
        """A file as it was sent, to be kept and never shown by a browser.

        Raises:
            NotFound: the case has no such document, or it was not sent.
            DocumentNotScanned: the scanner has not looked at it yet.
            DocumentHarmful: the scanner found something in it.
            OriginalNotKept: there is only the copy.
            DocumentUnavailable: the store does not answer.
        """
        row = self._clean(number, document_id)
        try:
            content = self._files.original(row)
        except FileMissing:
            raise OriginalNotKept from None
        except FileStoreError:
            raise DocumentUnavailable from None
        self._tell(staff, number, row, EventKind.ORIGINAL_HANDED_OUT, {"needed_for": needed_for.value})
        return OpenedDocument(self._name(row), _ANY_BYTES, content)

    def judge(self, staff: Staff, number: str, document_id: str, verdict: Verdict, *, reason: str) -> None:
        """Records what a reviewer who holds the case says of a document.

        Raises:
            NotFound: the case has no such document, or it was not sent.
            CaseNotHeld: nobody, or somebody else, holds the case.
            DocumentNotScanned: it is accepted before the scanner has looked at it.
            DocumentHarmful: it is accepted though the scanner found something in it.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            application, row = _of_case(session, number, document_id, lock=True)
            if not _holds(session, staff, application, now):
                raise CaseNotHeld
            if verdict is Verdict.ACCEPTED:
                _see_that_it_is_clean(row)
            row.verdict, row.judged_at, row.judged_by_id = verdict, now, staff.account_id
            row.reason = self._keyring.seal(reason, place=REASON, row=row.id) if reason else None
            happening = Happening(
                EventKind.DOCUMENT_JUDGED, node=row.slot.value, data={"document": row.id, "verdict": verdict.value}
            )
            append(session, application, happening, actor=staff.actor, at=now)

    def _clean(self, number: str, document_id: str) -> Document:
        with self._database.read() as session:
            _, row = _of_case(session, number, document_id, lock=False)
        _see_that_it_is_clean(row)
        return row

    def _tell(self, staff: Staff, number: str, row: Document, kind: EventKind, data: dict[str, str]) -> None:
        with self._database.begin() as session:
            application, _ = _of_case(session, number, row.id, lock=True)
            happening = Happening(kind, node=row.slot.value, data={"document": row.id, **data})
            append(session, application, happening, actor=staff.actor, at=self._clock.now())

    def _name(self, row: Document) -> str:
        return self._keyring.open(row.name, place=NAME, row=row.id)


def _of_case(session: Session, number: str, document_id: str, *, lock: bool) -> tuple[Application, Document]:
    wanted = select(Application).where(Application.number == number)
    application = session.scalar(wanted.with_for_update() if lock else wanted)
    if application is None:
        raise NotFound
    found = select(Document).join(Document.task).where(Document.id == document_id, sent())
    row = session.scalar(found.with_for_update(of=Document) if lock else found)
    if row is None or row.application_id not in chain(session, application):
        raise NotFound
    return application, row


def _holds(session: Session, staff: Staff, application: Application, now: datetime) -> bool:
    held = select(Task.id).where(
        Task.application_id == application.id,
        Task.status == TaskStatus.OPEN,
        Task.group_name.in_(staff.roles),
        Task.assignee_id == staff.account_id,
        Task.leased_until > now,
    )
    return session.scalar(held) is not None


def _see_that_it_is_clean(row: Document) -> None:
    if row.scan is ScanStatus.WAITING:
        raise DocumentNotScanned
    if row.scan is not ScanStatus.CLEAN:
        raise DocumentHarmful

"""What those who send documents do with them: add, take off, open.

Nothing of a file is kept before it was looked at, scanned where the scanner answers, and made anew; what is kept is
sealed for its row before the store sees it. Every refusal is one sentence with the file's name, and costs the person
nothing else of the page.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath, PureWindowsPath

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models import Application, Document, Task
from models.base import new_id
from models.database import Database
from models.vocabulary import APPLICANT, DocumentSlot, JobKind, ScanStatus, TaskStatus
from workflows import owner_settings
from workflows.adapters.clock import Clock
from workflows.adapters.examiner import Examined, Examiner, Fault, FileRefused
from workflows.adapters.files import FileStoreError, FileStoreUnavailable
from workflows.adapters.scanner import Finding, Scanner, ScannerUnavailable
from workflows.document_views import NAME, READ, given_back
from workflows.jobs import BackOff, Jobs
from workflows.keyring import Keyring
from workflows.refusals import NotFound, Refusal, TaskNotOpen
from workflows.rules.defaults import OwnerSettings
from workflows.sealed_files import COPY, SealedFiles

#: The operations' names of the jobs about one document.
SCAN_DOCUMENT = "scan_document"
READ_DOCUMENT = "read_document"
#: A scanner may be down for a day before somebody has to look.
SCANNING = BackOff(tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, *(60,) * 23)))

_MEGABYTE = 1_000_000
_LONGEST_NAME = 100
#: Extension -> the word of the setting that lists what is taken.
_TYPES = {"pdf": "PDF", "jpg": "JPG", "jpeg": "JPG", "png": "PNG", "heic": "HEIC", "heif": "HEIC"}


class DocumentRefused(Refusal):
    """The file was not taken."""


class DocumentHarmful(Refusal):
    """The scanner found something bad in this file, so nobody can open it."""


class DocumentUnavailable(Refusal):
    """This file cannot be fetched now. Try again in a few minutes."""


@dataclass(frozen=True)
class Sent:
    """A file that came with a page, and what it came for."""

    page: str
    question: str
    slot: DocumentSlot
    #: How many the question takes.
    most: int
    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedDocument:
    """A file to hand out."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


class Documents:
    """The use-cases of those who send documents."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        keyring: Keyring,
        files: SealedFiles,
        scanner: Scanner,
        examiner: Examiner,
        jobs: Jobs,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._files = files
        self._scanner = scanner
        self._examiner = examiner
        self._jobs = jobs

    def take(self, account_id: str, task_id: str, sent: Sent) -> str:
        """Takes a file in for an open task; the document's id.

        Raises:
            NotFound: the task is not this account's: neither its applicant's nor claimed by it.
            TaskNotOpen: it is done, or no longer needed.
            DocumentRefused: the file is not taken; its sentence says why.
        """
        name = tidy_name(sent.name)
        checksum = self._keyring.look_up_bytes(sent.content, place=COPY)
        with self._database.read() as session:
            task = self._own_task(session, account_id, task_id, lock=False)
            there = _same_here(session, task, sent, checksum)
            settings = owner_settings.of(session, task.application, now=self._clock.now())
            if there is None:
                _see_that_there_is_room(session, task, sent, name, settings)
        if there is not None:
            return there
        made, scan = self._examined(sent.content, name, settings)
        row = self._row(sent, made, scan, name=name, checksum=checksum, by=account_id)
        try:
            row.store_key = self._files.keep(row.id, original=sent.content, copy=made.content)
        except FileStoreUnavailable:
            raise DocumentRefused(f"{name} could not be kept just now. Try again in a few minutes") from None
        try:
            there = self._write(account_id, task_id, row, sent, name, settings)
        except BaseException:
            self._files.forget(row.store_key)
            raise
        if there is not None:
            self._files.forget(row.store_key)
        return there or row.id

    def remove(self, account_id: str, task_id: str, document_id: str) -> None:
        """Takes a document off an open task; one that came with a task before stays, as that was sent with it.

        Raises:
            NotFound: the task is not this account's.
            TaskNotOpen: it is done, or no longer needed.
        """
        with self._database.begin() as session:
            task = self._own_task(session, account_id, task_id, lock=True)
            row = session.scalar(select(Document).where(Document.id == document_id, Document.task_id == task.id))
            if row is None:
                return
            key = row.store_key
            session.delete(row)
        self._files.forget(key)

    def open_own(self, account_id: str, document_id: str) -> OpenedDocument:
        """The copy of a file, for the account that sent it; of what the Office filled in, once it was given back.

        Raises:
            NotFound: there is none for this account.
            DocumentHarmful: the scanner found something in it.
            DocumentUnavailable: the store does not answer.
        """
        with self._database.read() as session:
            row = session.scalar(
                select(Document)
                .join(Document.application)
                .join(Document.task)
                .where(
                    Document.id == document_id,
                    Application.account_id == account_id,
                    or_(Task.group_name == APPLICANT, given_back()),
                )
            )
            if row is None:
                raise NotFound
            if row.scan in (ScanStatus.INFECTED, ScanStatus.REFUSED):
                raise DocumentHarmful
        try:
            content = self._files.copy(row)
        except FileStoreError:
            raise DocumentUnavailable from None
        name = self._keyring.open(row.name, place=NAME, row=row.id)
        return OpenedDocument(named_as(name, row.media_type), row.media_type, content)

    def _examined(self, content: bytes, name: str, settings: OwnerSettings) -> tuple[Examined, ScanStatus]:
        try:
            extension = _taken(content, name, settings)
            as_sent = self._scanned(content, name)
            made = self._examiner.examine(content, extension=extension)
            # both are kept: the scanner may have come back, or gone, in between
            return made, self._scanned(made.content, name) if as_sent is ScanStatus.CLEAN else as_sent
        except FileRefused as refused:
            raise DocumentRefused(f"{name} {refused.fault.value}") from None

    def _scanned(self, content: bytes, name: str) -> ScanStatus:
        """Clean, or still to be scanned where the scanner does not answer."""
        try:
            finding = self._scanner.scan(content)
        except ScannerUnavailable:
            return ScanStatus.WAITING
        if finding is Finding.INFECTED:
            raise DocumentRefused(f"{name} has a virus in it. We did not keep it. Add a clean file")
        if finding is Finding.REFUSED:
            raise FileRefused(Fault.BROKEN)
        return ScanStatus.CLEAN

    def _write(
        self, account_id: str, task_id: str, row: Document, sent: Sent, name: str, settings: OwnerSettings
    ) -> str | None:
        """Writes the row; where the other press of a double click came first, the id of its document."""
        with self._database.begin() as session:
            task = self._own_task(session, account_id, task_id, lock=True)
            there = _same_here(session, task, sent, row.checksum)
            if there is None:
                _see_that_there_is_room(session, task, sent, name, settings)
                row.application_id, row.task_id = task.application_id, task.id
                session.add(row)
                session.flush()
                self._ask_for_more(session, row)
            return there

    def _row(self, sent: Sent, made: Examined, scan: ScanStatus, *, name: str, checksum: str, by: str) -> Document:
        now, row_id = self._clock.now(), new_id()
        return Document(
            id=row_id,
            page=sent.page,
            field=sent.question,
            slot=sent.slot,
            name=self._keyring.seal(name, place=NAME, row=row_id),
            media_type=made.media_type,
            size_bytes=len(sent.content),
            pages=made.pages,
            checksum=checksum,
            scan=scan,
            scanned_at=now if scan is ScanStatus.CLEAN else None,
            added_at=now,
            added_by_id=by,
        )

    def _ask_for_more(self, session: Session, row: Document) -> None:
        if row.scan is ScanStatus.WAITING:
            ask_to_scan(session, self._jobs, row)
        else:
            ask_to_read(session, self._jobs, row)

    @staticmethod
    def _own_task(session: Session, account_id: str, task_id: str, *, lock: bool) -> Task:
        applicants_own = and_(Application.account_id == account_id, Task.group_name == APPLICANT)
        claimed = and_(Task.assignee_id == account_id, Task.group_name != APPLICANT)
        wanted = select(Task).join(Task.application).where(Task.id == task_id, or_(applicants_own, claimed))
        task = session.scalar(wanted.with_for_update(of=Task) if lock else wanted)
        if task is None:
            raise NotFound
        if task.status is not TaskStatus.OPEN:
            raise TaskNotOpen
        return task


def _see_that_there_is_room(session: Session, task: Task, sent: Sent, name: str, settings: OwnerSettings) -> None:
    most = settings["upload.maxMB"]
    if len(sent.content) > most * _MEGABYTE:
        raise DocumentRefused(f"{name} is larger than {most} MB. Make it smaller, then add it")
    weight = select(func.coalesce(func.sum(Document.size_bytes), 0)).where(
        Document.application_id == task.application_id
    )
    all_together = settings["upload.applicationMB"]
    if (session.scalar(weight) or 0) + len(sent.content) > all_together * _MEGABYTE:
        raise DocumentRefused(f"{name} does not fit. All your files together may have {all_together} MB")
    there = session.scalar(
        select(func.count()).where(
            Document.task_id == task.id, Document.page == sent.page, Document.field == sent.question
        )
    )
    if (there or 0) >= sent.most:
        raise DocumentRefused(f"{name} is one too many. We take {sent.most} here. Remove one first")


def _same_here(session: Session, task: Task, sent: Sent, checksum: str) -> str | None:
    """The id of the same file, where it stands under this question already: one press came twice."""
    return session.scalar(
        select(Document.id).where(
            Document.task_id == task.id,
            Document.page == sent.page,
            Document.field == sent.question,
            Document.checksum == checksum,
        )
    )


def ask_to_scan(session: Session, jobs: Jobs, row: Document) -> None:
    """Has a document scanned, as soon as the scanner answers."""
    jobs.enqueue(
        session,
        kind=JobKind.SCAN,
        operation=SCAN_DOCUMENT,
        parameters={"document_id": row.id},
        application_id=row.application_id,
    )


def ask_to_read(session: Session, jobs: Jobs, row: Document) -> None:
    """Has a clean document read, where its slot is one of those that are."""
    if row.slot in READ:
        jobs.enqueue(
            session,
            kind=JobKind.READING,
            operation=READ_DOCUMENT,
            parameters={"document_id": row.id},
            application_id=row.application_id,
        )


def _taken(content: bytes, name: str, settings: OwnerSettings) -> str:
    """The end of a file's name, where it is one of a kind that is taken."""
    if not content:
        raise FileRefused(Fault.EMPTY)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _TYPES.get(extension) not in settings["upload.types"]:
        raise FileRefused(Fault.KIND)
    return extension


def tidy_name(name: str) -> str:
    """The name of a file as it is kept: no folder, nothing invisible, not too long; "File" where nothing is left."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = " ".join(unicodedata.normalize("NFC", seen).split())
    stem, dot, extension = plain.rpartition(".")
    if len(plain) > _LONGEST_NAME:
        plain = f"{stem[: _LONGEST_NAME - len(extension[:10]) - 1]}{dot}{extension[:10]}"
    return plain or "File"


def named_as(name: str, media_type: str) -> str:
    """The name under which a file is handed out: its end says what it has become."""
    end = {"application/pdf": "pdf", "image/png": "png"}.get(media_type, "jpg")
    stem = name.rpartition(".")[0] or name
    return f"{stem}.{end}"

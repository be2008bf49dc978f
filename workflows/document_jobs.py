"""The worker's part of documents: scanned as soon as the scanner answers, then read."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from models import Application, Document
from models.database import Database
from models.vocabulary import EventKind, ScanStatus
from workflows.adapters.clock import Clock
from workflows.adapters.files import FileMissing, FileStoreUnavailable
from workflows.adapters.reader import Reader, ReaderUnavailable
from workflows.adapters.scanner import Finding, Scanner, ScannerUnavailable
from workflows.document_views import READING
from workflows.documents import ask_to_read
from workflows.history import SYSTEM, Happening, append
from workflows.jobs import Handler, Jobs, JobView, TechnicalFailure
from workflows.keyring import Keyring
from workflows.sealed_files import FileSpoiled, SealedFiles

_STATUS = {
    Finding.CLEAN: ScanStatus.CLEAN,
    Finding.INFECTED: ScanStatus.INFECTED,
    Finding.REFUSED: ScanStatus.REFUSED,
}


class _DocumentJobs(Handler):
    """What both have in common: finding the document and its bytes."""

    def __init__(self, database: Database, *, clock: Clock, files: SealedFiles) -> None:
        self._database = database
        self._clock = clock
        self._files = files

    def _document(self, job: JobView) -> Document | None:
        with self._database.read() as session:
            return session.get(Document, job.parameters["document_id"])

    def _fetched(self, row: Document, fetch: Callable[[Document], bytes]) -> bytes | None:
        """A file of the document; None where the document was taken off meanwhile."""
        try:
            return fetch(row)
        except FileMissing:
            if self._still_there(row.id):
                raise TechnicalFailure("The document store has lost a file.") from None
            return None
        except FileSpoiled:
            raise TechnicalFailure("The document store has changed a file.") from None
        except FileStoreUnavailable:
            raise TechnicalFailure("The document store cannot be reached.") from None

    def _still_there(self, document_id: str) -> bool:
        with self._database.read() as session:
            return session.get(Document, document_id) is not None


class ScanJobs(_DocumentJobs):
    """Scans a document that could not be scanned when it came."""

    def __init__(self, database: Database, *, clock: Clock, files: SealedFiles, scanner: Scanner, jobs: Jobs) -> None:
        super().__init__(database, clock=clock, files=files)
        self._scanner = scanner
        self._jobs = jobs

    def work(self, job: JobView) -> ScanStatus | None:
        """The worse of what the scanner says of both files; None where there is nothing to scan any more.

        Raises:
            TechnicalFailure: scanner or store do not answer.
        """
        row = self._document(job)
        if row is None or row.scan is not ScanStatus.WAITING:
            return None
        for fetch in (self._files.original, self._files.copy):
            content = self._fetched(row, fetch)
            if content is None:
                return None
            finding = self._scan(content)
            if finding is not Finding.CLEAN:
                return _STATUS[finding]
        return ScanStatus.CLEAN

    def _scan(self, content: bytes) -> Finding:
        try:
            return self._scanner.scan(content)
        except ScannerUnavailable:
            raise TechnicalFailure("The malware scanner cannot be reached.") from None

    def keep(self, session: Session, job: JobView, result: ScanStatus | None) -> None:
        """Writes it down, and has a clean document read."""
        row = session.get(Document, job.parameters["document_id"], with_for_update=True)
        if row is None or result is None or row.scan is not ScanStatus.WAITING:
            return
        now = self._clock.now()
        row.scan, row.scanned_at = result, now
        if result is ScanStatus.CLEAN:
            ask_to_read(session, self._jobs, row)
            return
        happening = Happening(EventKind.DOCUMENT_INFECTED, node=row.slot.value, data={"document": row.id})
        append(session, session.get_one(Application, row.application_id), happening, actor=SYSTEM, at=now)


class ReadingJobs(_DocumentJobs):
    """Reads a document for the reviewer."""

    def __init__(
        self, database: Database, *, clock: Clock, keyring: Keyring, files: SealedFiles, reader: Reader
    ) -> None:
        super().__init__(database, clock=clock, files=files)
        self._keyring = keyring
        self._reader = reader

    def work(self, job: JobView) -> list[str] | None:
        """The lines on it; None where there is nothing to read any more.

        Raises:
            TechnicalFailure: reader or store do not answer.
        """
        row = self._document(job)
        if row is None or row.scan is not ScanStatus.CLEAN:
            return None
        content = self._fetched(row, self._files.copy)
        if content is None:
            return None
        try:
            return self._reader.lines(content, media_type=row.media_type)
        except ReaderUnavailable:
            raise TechnicalFailure("The reader did not read a file.") from None

    def keep(self, session: Session, job: JobView, result: list[str] | None) -> None:
        """Seals what was read."""
        row = session.get(Document, job.parameters["document_id"], with_for_update=True)
        if row is not None and result is not None:
            row.reading = self._keyring.seal_json(result, place=READING, row=row.id)
            row.read_at = self._clock.now()

    def give_up(self, session: Session, job: JobView) -> bool:
        """What no machine reads, a person reads: a document without a reading is no incident."""
        self.keep(session, job, [])
        return True

"""The composition root: makes every part once, for the site, the worker and the tests.

The running site talks to the outside by HTTP and SMTP alone; a test hands in what it wants to stand there.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.database import Database, connect
from models.vocabulary import JobKind
from workflows import operations, owner_settings
from workflows.accounts import Accounts
from workflows.adapters.clock import Clock, FileClock, SystemClock, legal_date
from workflows.adapters.examiner import ChildExaminer, Examiner
from workflows.adapters.files import S3, FileStore, ObjectFiles
from workflows.adapters.mail import Attachment, Mailer, SmtpMailer, SmtpServer
from workflows.adapters.payments import HttpPaymentGateway, PaymentGateway
from workflows.adapters.pdf import Printer, WeasyPrinter
from workflows.adapters.reader import ChildReader, Reader
from workflows.adapters.registry import HttpRegistry, Registry
from workflows.adapters.scanner import Clamd, Scanner
from workflows.adapters.watermark import ChildWatermark, Watermark
from workflows.application_file import ApplicationFile
from workflows.applications import Applications
from workflows.approvals import KINDS as APPROVAL_LETTERS
from workflows.approvals import Approvals
from workflows.audit_trail import AuditTrail
from workflows.billing import Billing
from workflows.calendar import Calendar, CalendarJobs
from workflows.case_documents import CaseDocuments
from workflows.cori import Cori
from workflows.credentials import Credentials
from workflows.denials import Denials
from workflows.document_jobs import ReadingJobs, ScanJobs
from workflows.documents import SCAN_DOCUMENT, SCANNING, Documents
from workflows.drafts import Drafts
from workflows.eligibility import Eligibility
from workflows.hearings import Hearings
from workflows.held_notices import HeldNotices
from workflows.invitations import Invitations
from workflows.jobs import REGISTRY, BackOff, Handler, Jobs
from workflows.keyring import Keyring
from workflows.message_jobs import MessageJobs
from workflows.notice_jobs import NoticeJobs
from workflows.notices import Notices
from workflows.operation_jobs import ASK_REGISTRY, OperationJobs, RegistryJobs, TimerJobs
from workflows.operations import Parts
from workflows.records import Records
from workflows.review import Review
from workflows.sealed_files import SealedFiles
from workflows.settings import Settings
from workflows.settings_book import SettingsBook
from workflows.versions import Versions, bundled
from workflows.worker import Duties, Periodic, Worker


@dataclass(frozen=True)
class Outside:
    """What stands outside the Office."""

    registry: Registry
    payments: PaymentGateway
    mailer: Mailer
    printer: Printer
    files: FileStore
    scanner: Scanner
    examiner: Examiner
    reader: Reader
    watermark: Watermark


class Office:
    """Every use-case of the Office over one database and one outside."""

    def __init__(self, settings: Settings, *, database: Database, clock: Clock, outside: Outside) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.outside = outside
        self.keyring = Keyring(settings.field_keyring, lookup_key=settings.lookup_key_bytes)
        self.jobs = Jobs(database.engine, clock)
        self.versions = Versions(database, clock)
        self.file = ApplicationFile(clock=clock, keyring=self.keyring, versions=self.versions, jobs=self.jobs)
        self.notices = Notices(clock=clock, keyring=self.keyring, jobs=self.jobs, site_url=settings.site_url)
        self.accounts = Accounts(database=database, keyring=self.keyring, clock=clock, notices=self.notices)
        self.applications = Applications(
            database, clock=clock, keyring=self.keyring, file=self.file, versions=self.versions
        )
        self.invitations = Invitations(database, clock=clock, keyring=self.keyring, file=self.file)
        self.review = Review(
            database, clock=clock, keyring=self.keyring, file=self.file, versions=self.versions, jobs=self.jobs
        )
        self.billing = Billing(
            database,
            clock=clock,
            gateway=outside.payments,
            file=self.file,
            jobs=self.jobs,
            site_url=settings.site_url,
        )
        self.hearings = Hearings(database, clock=clock, keyring=self.keyring, file=self.file, versions=self.versions)
        self.files = SealedFiles(outside.files, self.keyring)
        self.documents = Documents(
            database,
            clock=clock,
            keyring=self.keyring,
            files=self.files,
            scanner=outside.scanner,
            examiner=outside.examiner,
            jobs=self.jobs,
        )
        self.case_documents = CaseDocuments(
            database, clock=clock, keyring=self.keyring, files=self.files, watermark=outside.watermark
        )
        self.records = Records(database, clock=clock, file=self.file, versions=self.versions)
        self.cori = Cori(database, clock=clock, keyring=self.keyring)
        self.approvals = Approvals(database, clock, outside.printer, settings.site_url)
        self.denials = Denials(database, self.keyring, outside.printer, settings.site_url)
        self.eligibility = Eligibility(database, clock=clock, versions=self.versions)
        self.credentials = Credentials(database, clock=clock, printer=outside.printer, site_url=settings.site_url)
        self.settings_book = SettingsBook(database, clock=clock)
        self.held_notices = HeldNotices(database, clock=clock, keyring=self.keyring, notices=self.notices)
        self.audit_trail = AuditTrail(database, clock=clock, versions=self.versions)
        self.drafts = Drafts(
            database,
            clock=clock,
            keyring=self.keyring,
            file=self.file,
            notices=self.notices,
            files=self.files,
        )

    def today(self) -> date:
        """The date in Massachusetts."""
        return legal_date(self.clock.now())

    def publish(self) -> None:
        """Makes the diagrams that come with the product the versions in force, and lists the holidays of these years.

        Raises:
            DefinitionRefused: one of the diagrams breaks a rule.
        """
        for bundle in bundled():
            self.versions.publish(bundle)
        year = legal_date(self.clock.now()).year
        with suppress(IntegrityError), self.database.begin() as session:  # another process listed them just now
            owner_settings.list_holidays(session, range(year - 1, year + 3))

    @cached_property
    def parts(self) -> Parts:
        """What operations are made of."""
        return Parts(
            database=self.database,
            clock=self.clock,
            keyring=self.keyring,
            registry=self.outside.registry,
            payments=self.outside.payments,
            notices=self.notices,
            jobs=self.jobs,
            cards=self.credentials,
        )

    @cached_property
    def operation_jobs(self) -> OperationJobs:
        """What runs the operations of service tasks."""
        return OperationJobs(self.database, file=self.file, parts=self.parts)

    @cached_property
    def registry_jobs(self) -> RegistryJobs:
        """What asks the National Registry for applications that wait for it."""
        return RegistryJobs(self.database, file=self.file, parts=self.parts, jobs=self.jobs)

    @cached_property
    def calendar_jobs(self) -> CalendarJobs:
        """What decides and writes the notices of the year's calendar."""
        return CalendarJobs(self.database, parts=self.parts, versions=self.versions, jobs=self.jobs)

    @cached_property
    def calendar(self) -> Calendar:
        """The days of the year on which holders are written to."""
        return Calendar(self.database, clock=self.clock, batches=self.calendar_jobs)

    @cached_property
    def handlers(self) -> dict[JobKind, Handler]:
        """What is done for each kind of job."""
        return {
            JobKind.OPERATION: self.operation_jobs,
            JobKind.TIMER: TimerJobs(file=self.file, clock=self.clock),
            JobKind.PAYMENT: self.billing,
            JobKind.REGISTRY: self.registry_jobs,
            JobKind.SCAN: ScanJobs(
                self.database,
                clock=self.clock,
                files=self.files,
                scanner=self.outside.scanner,
                jobs=self.jobs,
            ),
            JobKind.READING: ReadingJobs(
                self.database,
                clock=self.clock,
                keyring=self.keyring,
                files=self.files,
                reader=self.outside.reader,
            ),
            JobKind.CALENDAR: self.calendar_jobs,
            JobKind.MESSAGE: MessageJobs(file=self.file, clock=self.clock),
            JobKind.NOTICE: NoticeJobs(
                self.database,
                clock=self.clock,
                keyring=self.keyring,
                mailer=self.outside.mailer,
                attach=self._attach,
                sender=self.settings.mail_from,
            ),
        }

    def _attach(self, kind: str, application_id: str) -> tuple[Attachment, ...]:
        """The files of a notice."""
        drawn_by = self.approvals if kind in APPROVAL_LETTERS else self.credentials
        return drawn_by.attach(kind, application_id)

    def worker(self) -> Worker:
        """A worker over this Office, not started yet."""
        return Worker(database=self.database, clock=self.clock, jobs=self.jobs, duties=self.duties)

    def _registry_back_off(self, session: Session) -> BackOff:
        """How long to wait for a Registry that does not answer; the owner's setting nremt.retryMinutes."""
        settings = owner_settings.on(session, legal_date(self.clock.now()))
        return BackOff(tuple(timedelta(minutes=minutes) for minutes in settings["nremt.retryMinutes"]))

    @cached_property
    def duties(self) -> Duties:
        """What the workers of this Office do."""
        return Duties(
            handlers=self.handlers,
            on_incident=self.operation_jobs.raised,
            back_offs=_back_offs(self._registry_back_off),
            periodic=[
                Periodic("ask about silent payments", 30, self.billing.ask_about_silent),
                Periodic("ask the registry for those who wait", 60, self.registry_jobs.ask_for_waiting),
                Periodic("destroy criminal history that is past its time", 3600, self.cori.destroy_due),
                Periodic("begin the days of the calendar", 60, self.calendar.look),
                Periodic("remind of drafts and delete those that are over", 3600, self.drafts.look),
                Periodic("forget tries that no lock needs", 86_400, self.accounts.forget_tries),
                Periodic("forget old turns of the calendar", 86_400, self.calendar.tidy),
            ],
        )


def wire(  # noqa: PLR0913 - each stands for one thing outside
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    registry: Registry | None = None,
    payments: PaymentGateway | None = None,
    mailer: Mailer | None = None,
    printer: Printer | None = None,
    files: FileStore | None = None,
    scanner: Scanner | None = None,
    examiner: Examiner | None = None,
    reader: Reader | None = None,
    watermark: Watermark | None = None,
) -> Office:
    """The Office of this deployment; what is handed in stands in the place of the real thing."""
    database = database or Database(connect(settings.database_url))
    clock = clock or (FileClock(settings.clock_file) if settings.clock_file else SystemClock())
    outside = Outside(
        registry=registry or _registry(settings, database, clock),
        payments=payments or _payments(settings),
        mailer=mailer or _mailer(settings),
        printer=printer or WeasyPrinter(),
        files=files or _files(settings),
        scanner=scanner or Clamd(settings.scanner),
        examiner=examiner or ChildExaminer(),
        reader=reader or ChildReader(),
        watermark=watermark or ChildWatermark(),
    )
    return Office(settings, database=database, clock=clock, outside=outside)


def _registry(settings: Settings, database: Database, clock: Clock) -> Registry:
    def timeout_seconds() -> float:
        with database.read() as session:
            seconds: int = owner_settings.on(session, legal_date(clock.now()))["nremt.timeoutSec"]
        return seconds

    return HttpRegistry(
        settings.registry_url,
        key=settings.registry_key.get_secret_value(),
        private_network=settings.private_network_allowed,
        timeout_seconds=timeout_seconds,
    )


def _payments(settings: Settings) -> PaymentGateway:
    return HttpPaymentGateway(
        settings.payment_url,
        key=settings.payment_key.get_secret_value(),
        webhook_secret=settings.payment_webhook_secret.get_secret_value(),
        private_network=settings.private_network_allowed,
    )


def _mailer(settings: Settings) -> Mailer:
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
    )
    return SmtpMailer(server, sender=settings.mail_from)


def _files(settings: Settings) -> FileStore:
    if not settings.s3_bucket:
        return ObjectFiles.in_folder(settings.documents_folder)
    return ObjectFiles.in_bucket(
        S3(
            bucket=settings.s3_bucket,
            prefix=settings.s3_prefix,
            region=settings.s3_region,
            endpoint=settings.s3_endpoint,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
        )
    )


def _back_offs(of_registry: Callable[[Session], BackOff]) -> dict[str, BackOff | Callable[[Session], BackOff]]:
    waits = {name: operations.find(name).retry_waits for name in operations.names()}
    own = {
        name: of_registry if wait == REGISTRY.waits else BackOff(wait)
        for name, wait in waits.items()
        if wait is not None
    }
    return own | {ASK_REGISTRY: of_registry, SCAN_DOCUMENT: SCANNING}

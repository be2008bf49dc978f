"""Workers of the whole Office, for tests to kill; the environment is that of `elicense worker`.

    python -m tests.kills.office_program FOLDER

It loads what a worker needs and then forks one for each SIGUSR1, so that a worker takes over at once after another
died. Where a point of an application's way is armed in FOLDER, the first worker that comes there dies by its own
hand, as if by a power cut. FOLDER also takes lines: in `started` a worker's process, in `ended` the process and how
it ended, in `begun` the process and the job that it began.
"""

import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import CredentialTerm
from workflows.adapters.mail import OutgoingMail, SmtpMailer, SmtpServer
from workflows.adapters.pdf import FakePrinter
from workflows.engine import library
from workflows.jobs import Handler, JobView
from workflows.settings import Settings
from workflows.versions import bundled
from workflows.wiring import wire
from workflows.worker import Pace, Worker, serve

PACE = Pace(queue=0.1, due=0.5, beat=0.4, dead_after=2, lost=0.25)


class Point(StrEnum):
    """Where a worker may die; "worked" is before anything is kept, "kept" right after the commit."""

    REGISTRY_ANSWERED = "operation.look_up_registry.worked"
    INVOICE_KEPT = "operation.request_payment.kept"
    #: The payment is authorised, and the provider's message was taken in.
    PROVIDER_ANSWERED = "payment.ask_provider.worked"
    #: In the middle of the transaction that issues.
    TERM_WRITTEN = "term_written"
    ISSUE_KEPT = "operation.issue_credential.kept"
    #: The mail server has it, and nobody has written that down.
    CARD_TAKEN = "card_taken"


def arm(folder: Path, point: Point) -> None:
    """Has the next worker that comes to the point die there."""
    (folder / point).touch()


def is_armed(folder: Path, point: Point) -> bool:
    """Whether nobody died there yet."""
    return (folder / point).exists()


def lines(folder: Path, name: str) -> list[list[str]]:
    """The words of each line that the workers left under a name."""
    file = folder / name
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def _leave(folder: Path, name: str, *words: object) -> None:
    with (folder / name).open("a") as file:
        file.write(" ".join(map(str, words)) + "\n")


class Mortal(Handler):
    """Does what another handler does, and dies where it is armed."""

    def __init__(self, handler: Handler, folder: Path, die: Callable[[str], None]) -> None:
        self._handler = handler
        self._folder = folder
        self._die = die

    def work(self, job: JobView) -> Any:
        _leave(self._folder, "begun", os.getpid(), job.id)
        result = self._handler.work(job)
        self._die(f"{job.kind}.{job.operation}.worked")
        return result

    def keep(self, session: Session, job: JobView, result: Any) -> None:
        # listened to before the handler enqueues anything: it dies before this process takes up what comes next
        event.listen(session, "after_commit", lambda _: self._die(f"{job.kind}.{job.operation}.kept"), once=True)
        self._handler.keep(session, job, result)

    def give_up(self, session: Session, job: JobView) -> bool:
        return self._handler.give_up(session, job)


class MortalMailer(SmtpMailer):
    """Hands mail in, and dies where it is armed once a card was taken."""

    def __init__(self, server: SmtpServer, *, sender: str, die: Callable[[str], None]) -> None:
        super().__init__(server, sender=sender)
        self._die = die

    def send(self, message: OutgoingMail) -> None:
        super().send(message)
        if message.attachments:
            self._die(Point.CARD_TAKEN)


def work(folder: Path) -> int:
    """Serves until told to end."""

    def die(point: str) -> None:
        with suppress(FileNotFoundError):
            (folder / point).unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings()
    server = SmtpServer(host=settings.smtp_host, port=settings.smtp_port)
    office = wire(settings, mailer=MortalMailer(server, sender=settings.mail_from, die=die), printer=FakePrinter())
    event.listen(CredentialTerm, "after_insert", lambda *_: die(Point.TERM_WRITTEN))
    handlers = {kind: Mortal(handler, folder, die) for kind, handler in office.handlers.items()}
    duties = replace(office.duties, handlers=handlers)
    worker = Worker(database=office.database, clock=office.clock, jobs=office.jobs, duties=duties, pace=PACE, threads=4)
    return serve(worker)


def main(folder: Path) -> int:
    """Forks workers until told to end; those that still run then are the caller's to kill, with the process group."""
    logging.basicConfig(level=logging.WARNING)
    for bundle in bundled():
        library.load(bundle)
    signals = {signal.SIGUSR1, signal.SIGCHLD, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    _leave(folder, "ready")
    while (came := signal.sigwait(signals)) is not signal.SIGTERM:
        if came is signal.SIGCHLD:
            _bury(folder)
        elif (process := os.fork()) == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
            return work(folder)
        else:
            _leave(folder, "started", process)
    return 0


def _bury(folder: Path) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            _leave(folder, "ended", ended[0], os.waitstatus_to_exitcode(ended[1]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

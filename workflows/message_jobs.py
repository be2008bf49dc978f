"""Tells running applications a message: found by what they await, told by jobs, one application a transaction."""

from sqlalchemy.orm import Session

from models.vocabulary import EventKind
from workflows.adapters.clock import Clock
from workflows.application_file import ApplicationFile
from workflows.history import SYSTEM, Happening
from workflows.jobs import Handler, JobView
from workflows.refusals import NotFound


class MessageJobs(Handler):
    """Delivers the message that a job is named after; nothing happens where it is no longer awaited."""

    def __init__(self, *, file: ApplicationFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def work(self, _: JobView) -> None:
        """Asks nothing: the message is all there is."""

    def keep(self, session: Session, job: JobView, _: None) -> None:
        """Delivers, runs to the next wait and keeps, in one transaction."""
        assert job.application_id is not None  # noqa: S101 - jobs of this kind have one
        try:
            running = self._file.take(session, job.application_id)
        except NotFound:
            return
        variables = dict(job.parameters)
        if not running.process.deliver(job.operation, variables, now=self._clock.now()):
            return
        data = {"variables": variables, "job": job.id}
        happening = Happening(EventKind.MESSAGE_DELIVERED, node=job.operation, data=data)
        self._file.keep(session, running, happening, actor=SYSTEM)

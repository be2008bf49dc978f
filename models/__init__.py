"""Rows and closed vocabularies; imports nothing of ours."""

from models.account import Account, Attempt, Role, WebSession
from models.answer import Answer
from models.application import Application, ApplicationNumber
from models.awaited_message import AwaitedMessage
from models.base import Row
from models.calendar import CalendarDay, CalendarTurn
from models.cori import CoriLog, CoriRecord
from models.credential import Credential, CredentialNumber, CredentialTerm
from models.document import Document
from models.event import Event
from models.former_name import FormerName
from models.invitation import Invitation
from models.job import Job
from models.notice import Notice
from models.payment import Payment, ProviderEvent
from models.person import Person
from models.process_version import ProcessVersion
from models.registry_record import RegistryRecord
from models.setting import Holiday, Setting
from models.task import Task
from models.worker import WorkerProcess

__all__ = [
    "Account",
    "Answer",
    "Application",
    "ApplicationNumber",
    "Attempt",
    "AwaitedMessage",
    "CalendarDay",
    "CalendarTurn",
    "CoriLog",
    "CoriRecord",
    "Credential",
    "CredentialNumber",
    "CredentialTerm",
    "Document",
    "Event",
    "FormerName",
    "Holiday",
    "Invitation",
    "Job",
    "Notice",
    "Payment",
    "Person",
    "ProcessVersion",
    "ProviderEvent",
    "RegistryRecord",
    "Role",
    "Row",
    "Setting",
    "Task",
    "WebSession",
    "WorkerProcess",
]

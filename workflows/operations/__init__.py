"""What a service task may call, by the name its diagram gives: one module an operation, found by that name.

An operation works in two parts. `work` asks and reads with no transaction open; its job's id is the idempotency
key outside. `keep` writes rows in the transaction that hands the answer to the engine, so that both happen or neither.
An answer holds ids and decision facts only: it becomes engine state and history.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    # what operations are made of is named here and imported by each of them: to list their names must cost nothing
    from models.database import Database
    from workflows.adapters.clock import Clock
    from workflows.adapters.payments import PaymentGateway
    from workflows.adapters.registry import Registry
    from workflows.jobs import Jobs
    from workflows.keyring import Keyring
    from workflows.notices import Notices
    from workflows.rules.cards import Printing


class Cards(Protocol):
    """What may be printed of a credential, and its printing; `workflows.credentials.Credentials` does both."""

    def printing_of(self, credential_id: str) -> "Printing":
        """What may be printed of it today."""
        ...

    def draw_card(self, credential_id: str) -> bytes:
        """The PDF of its card, from what the register says now.

        Raises:
            DrawingFailed: try again later.
        """
        ...


@dataclass(frozen=True)
class Parts:
    """What operations are made of."""

    database: "Database"
    clock: "Clock"
    keyring: "Keyring"
    registry: "Registry"
    payments: "PaymentGateway"
    notices: "Notices"
    jobs: "Jobs"
    cards: "Cards"


@dataclass(frozen=True)
class Case:
    """The application an operation acts for."""

    application_id: str
    number: str
    process: str
    #: Processes of one family stand in for each other.
    family: str
    account_id: str
    person_id: str | None
    credential_id: str | None
    #: The idempotency key of everything the operation does.
    job_id: str
    submitted_at: datetime | None


class BusinessError(Exception):
    """The operation found that it cannot be done; the diagram's error boundary of this code takes over."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Operation:
    """The base of every operation; a subclass named `Operation` stands in each module."""

    #: How long to wait before each further try; None: the job engine's own back-off.
    retry_waits: ClassVar[tuple[timedelta, ...] | None] = None
    #: The error code that the diagram gets when the tries are used up; None: an incident for staff.
    exhausted: ClassVar[str | None] = None

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def work(self, *_case: Any, **_parameters: Any) -> Any:
        """Asks the outside and reads rows, as `work(case, *, the parameters the diagram gives)`; may be repeated.

        Raises:
            BusinessError: it cannot be done.
            OutsideUnavailable: try again later.
        """
        return {}

    def keep(self, *given: Any, **_parameters: Any) -> Any:
        """Writes what was found, as `keep(session, case, found, *, parameters)`, and gives the answer for the engine.

        Raises:
            BusinessError: it cannot be done.
        """
        return given[-1]


def names() -> frozenset[str]:
    """Every operation there is, found without importing any."""
    return frozenset(module.name for module in pkgutil.iter_modules(__path__))


@cache
def find(name: str) -> type[Operation]:
    """The operation of this name.

    Raises:
        KeyError: there is none.
    """
    if name not in names():
        raise KeyError(name)
    found: type[Operation] = importlib.import_module(f"{__name__}.{name}").Operation
    return found

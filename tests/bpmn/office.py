"""A made-up Office: runs a diagram on the real engine, answers its operations and keeps what was asked."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workflows.engine import Bundle, EndedAt, OpenTask, Process, bundle_from, library
from workflows.rules.defaults import OwnerSettings
from workflows.rules.fees import total_cents

BPMN = Path(__file__).parents[2] / "bpmn"
EASTERN = ZoneInfo("America/New_York")


class Fails(Exception):
    """Stands in the place of an operation's answer: a business error with this code."""


def at(text: str) -> datetime:
    """An instant told as the clock on the Office's wall: "2026-03-31 22:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(UTC)


def bundle(process_id: str) -> Bundle:
    return bundle_from(BPMN / process_id, BPMN / "shared")


class Office:
    """One application. Every step goes through the stored state, as in the program."""

    def __init__(
        self, version: Bundle | str, now: str, answers: Mapping[str, list[Any]] | None = None, **facts: Any
    ) -> None:
        self.definition = library.load(bundle(version) if isinstance(version, str) else version)
        self.now = at(now)
        self.holder: dict[str, Any] = {
            "maExpiry": "2026-03-31",
            "maLevel": "E",
            "maDiscipline": "clear",
            "openApplication": False,
            "ssnKind": "ssn",
            "settings": None,
        }
        self.registry: dict[str, Any] = {
            "nrStatus": "ACTIVE",
            "nrLevel": "EMT",
            "nrExpiry": "2027-03-31",
            "nrRegainedAfterLapse": False,
            "ceProfileApproved": False,
            "nameMatches": True,
        }
        #: The rows of the route table that the owner lets through.
        self.straight_through: list[str] = []
        for name, value in facts.items():
            (self.holder if name in self.holder else self.registry)[name] = value
        #: What operations answer where a test says otherwise; the first of a list each time, the last one stays.
        self.answers: dict[str, list[Any]] = dict(answers or {})
        #: Every operation asked, with its parameters, in order.
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.process = Process.start(self.definition, {}, now=self.now)
        self._work()

    # what happens -------------------------------------------------------------------------------------------

    def do(self, form: str, *, by: str = "somebody", **variables: Any) -> OpenTask:
        """Somebody completes the open task with this form."""
        task = self.task(form)
        assert task.excludes != by
        staff = {} if task.group == "applicant" else {"acting_account": by}
        self.process.complete(task.id, variables | staff, now=self.now)
        self._work()
        return task

    def message(self, name: str, **variables: Any) -> bool:
        """A message arrives; whether anything waited for it."""
        taken = self.process.deliver(name, variables, now=self.now)
        self._work()
        return taken

    def costs(self, cents: int) -> None:
        """The owner asks for this much from now on."""
        invoice = {"payment_id": "pay-1", "amount_cents": cents, "closes_at": "2026-08-03T04:00:00Z"}
        self.answers["request_payment"] = [invoice]

    def paid(self, authorised: str) -> bool:
        """The provider tells of a payment authorised at an instant."""
        settlement = {"state": "paid", "authorised_at": at(authorised).isoformat()}
        return self.message("payment_settled", settlement=settlement)

    def wait_until(self, now: str) -> list[str]:
        """Time passes; the timers that went off on the way, each on its own instant."""
        until, fired = at(now), []
        while self.process.due_at is not None and self.process.due_at <= until:
            self.now = max(self.now, self.process.due_at)
            fired += self.process.fire_due(self.now)
            self._work()
        self.now = until
        return fired

    def to_review(self) -> "Office":
        """Files, pays and comes to the Office, as an ordinary applicant does."""
        self.do(self.form, backgroundAnyYes=False, workedAfterExpiry=None)
        self.paid(self.now.astimezone(EASTERN).isoformat()[:16])
        return self

    # what is seen -------------------------------------------------------------------------------------------

    def task(self, form: str) -> OpenTask:
        found = [task for task in self.process.open_tasks() if task.form == form]
        assert found, f"no task {form}, but {self.process.waiting}"
        return found[0]

    @property
    def form(self) -> str:
        """The guide of the only open task."""
        (task,) = self.process.open_tasks()
        assert task.form is not None
        return task.form

    @property
    def ended(self) -> EndedAt:
        ended = self.process.ended
        assert ended is not None, f"still waits at {self.process.waiting}"
        return ended

    @property
    def outcome(self) -> str | None:
        return self.ended.outcome

    @property
    def notices(self) -> list[str]:
        return [str(parameters["template"]) for name, parameters in self.asked if name == "send_notice"]

    def asked_for(self, operation: str) -> list[Mapping[str, Any]]:
        """The parameters of each time an operation was asked."""
        return [parameters for name, parameters in self.asked if name == operation]

    # behind the counter -------------------------------------------------------------------------------------

    def _work(self) -> None:
        self._reload()
        while parked := self.process.parked():
            task = parked[0]
            self.asked.append((task.operation, task.parameters))
            answer = self._answer(task.operation, task.parameters)
            if isinstance(answer, Fails):
                self.process.fail(task.id, str(answer), now=self.now)
            else:
                self.process.answer(task.id, answer, now=self.now)
            self._reload()

    def _reload(self) -> None:
        if not self.process.finished:
            self.process = Process.load(self.definition, self.process.state())

    def _answer(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        told = self.answers.get(operation)
        if told:
            return told.pop(0) if len(told) > 1 else told[0]
        return _ANSWERS[operation](self, parameters)

    def gather(self) -> dict[str, Any]:
        unknown = {"nrStatus": "SERVICE_ERROR", "nrLevel": None, "nrExpiry": None, "nameMatches": None}
        unasked = {"nrRegainedAfterLapse": False, "ceProfileApproved": False}
        today = self.now.astimezone(EASTERN).date().isoformat()
        return {"today": today, **self.holder, **unknown, **unasked}


_ANSWERS: dict[str, Callable[[Office, Mapping[str, Any]], Any]] = {
    "gather_holder_facts": lambda office, _: office.gather(),
    "look_up_registry": lambda office, _: dict(office.registry),
    "request_payment": lambda _, parameters: {
        "payment_id": "pay-1",
        "amount_cents": total_cents(parameters["fees"], OwnerSettings()),
        "closes_at": parameters["closes_at"] or "2026-08-03T04:00:00Z",
    },
    "close_checkout": lambda *_: {"state": "unpaid", "authorised_at": None},
    "refund_payment": lambda *_: {"refund_id": "ref-1"},
    "record_submission": lambda office, parameters: {
        "submitted_at": parameters["submitted_at"],
        "straight_through": office.straight_through,
        "answer_due_at": None,
    },
    "approve_by_rule": lambda *_: {"decision": "approve"},
    "send_notice": lambda *_: {"notice_id": "not-1"},
    "start_review_clock": lambda *_: {"due_at": "2030-01-01T04:59:59Z"},
    "mark_overdue": lambda *_: {"overdue_since": "2026-02-04"},
    "request_information": lambda *_: {
        "remaining_days": 4,
        "first_reminder_at": "2026-02-14T15:00:00Z",
        "second_reminder_at": "2026-02-25T15:00:00Z",
        "closes_at": "2026-03-03T04:59:59Z",
    },
    "close_information_request": lambda *_: {"no_reply": True},
    "final_check": lambda office, _: {"passed": True, "reason": None, "nrExpiry": office.registry["nrExpiry"]},
    "new_expiry": lambda _, parameters: parameters["registry_expiry"],
    "issue_credential": lambda _, parameters: {"credential_id": "cred-1", "expires_on": parameters["expires_on"]},
    "send_card": lambda *_: {"notice_id": "not-2"},
    "record_discipline": lambda _, parameters: {"kind": parameters["kind"], "told": 0},
    "record_service": lambda _, parameters: {"served_on": parameters["served_on"], "hearing_until": "May 20, 2026"},
    "record_hearing_outcome": lambda _, parameters: {"outcome": parameters["outcome"], "about": "denial"},
    "name_returned_fees": lambda *_: {"fees": ["fee.personnel.renewal"], "closes_at": "2026-06-04T04:00:00+00:00"},
    "find_paid_fee": lambda *_: {"payment_id": "pay-1"},
    "read_standing": lambda office, parameters: {
        "maDiscipline": office.holder["maDiscipline"],
        "raised": office.holder["maDiscipline"] != (parameters.get("known") or "clear"),
    },
    "gather_person_facts": lambda office, _: {
        name: office.holder[name] for name in ("maDiscipline", "openApplication", "ssnKind")
    },
    "compare_identity": lambda *_: {"differs": "nothing"},
    "compare_registry_name": lambda *_: {"has": "old"},
    "invite": lambda *_: {"asked": 1, "closes_at": "2030-01-01T04:59:59Z"},
    "check_card": lambda *_: {"printing": "card"},
    "draw_card": lambda *_: {"drawn": True},
    "mail_card": lambda *_: {"notice_id": "not-4"},
    "compare_email": lambda *_: {"changed": True},
    "replace_email": lambda *_: {"account_id": "acc-1"},
    "find_same_number": lambda *_: {"found": False},
    "change_ssn": lambda *_: {"person_id": "per-1"},
    "change_name": lambda *_: {"former_name_id": "name-1"},
    "send_cards": lambda *_: {"notice_id": "not-3", "with_card": True},
    "record_denial": lambda *_: {"denied_on": "2026-02-10", "last_appeal_day": None},
    "begin_next_review": lambda _, parameters: {
        "decision": None,
        "escalateTo": parameters.get("lane"),
        "confirmation": None,
        "information_request": None,
    },
}

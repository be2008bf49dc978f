"""The Office with everything around it that a journey moves: time, the National Registry, the payment provider, mail."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from workflows.adapters.clock import FixedClock, legal_date
from workflows.adapters.mail import FakeMailer, OutgoingMail
from workflows.adapters.payments import FakePaymentGateway
from workflows.adapters.registry import FakeRegistry, RegistryUnavailable
from workflows.seed.holder import Holder
from workflows.seed.people import HOLDERS
from workflows.wiring import Office

WEBHOOK = "/payments/webhook"


@dataclass
class World:
    """What a journey plays in."""

    office: Office
    clock: FixedClock
    registry: FakeRegistry
    payments: FakePaymentGateway
    mailer: FakeMailer

    def it_is(self, moment: datetime) -> None:
        """Sets the time of all, and lets fall due what falls due."""
        self.clock.set(moment)
        self._registry_of_the_day()
        self.settle()

    def settle(self) -> int:
        """Has the workers do all that is due; how many jobs."""
        return self.office.worker().run_due()

    def registry_is_down(self, down: bool) -> None:  # noqa: FBT001 - reads as a sentence
        self.registry.fail_with(RegistryUnavailable("down") if down else None)

    def mail_to(self, email: str) -> list[OutgoingMail]:
        return [message for message in self.mailer.sent if message.to == email]

    def _registry_of_the_day(self) -> None:
        today = legal_date(self.clock.now())
        for holder in HOLDERS:
            entries = [entry for entry in holder.registry if entry.since is None or entry.since <= today]
            if entries:
                self._hold(holder, entries[-1])

    def _hold(self, holder: Holder, entry: object) -> None:
        self.registry.hold(
            entry.record,  # type: ignore[attr-defined]
            number=holder.registry_number,
            last_name=holder.last_name,
            birth_date=holder.birth_date,
            ssn_last4=holder.ssn[-4:],
        )


def machine_now() -> datetime:
    """The machine's own time, by which signatures age."""
    return datetime.now(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)

"""Who could apply, told without an application: the published table is asked, and nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.database import Database
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date
from workflows.rules.fees import total_cents
from workflows.versions import Versions

PROCESS = "initial_certification"
DECISION = "initial_eligibility"
_FEE = "personnel_fee"
#: The step of the diagram that names the fee: whose refusals would name it.
_STEP = "name_the_fee"


@dataclass(frozen=True)
class Told:
    """What a person would be told."""

    outcome: str
    reason: str
    advice: str
    #: What an application costs at this level, in cents.
    fee_cents: int


class Eligibility:
    """Asks the tables in force on behalf of anyone."""

    def __init__(self, database: Database, *, clock: Clock, versions: Versions) -> None:
        self._database = database
        self._clock = clock
        self._versions = versions

    def tell(self, facts: Mapping[str, Any]) -> Told:
        """What the table answers to these facts today.

        Args:
            facts: by the names of the table's inputs; what is left out is not known.

        Raises:
            NotFound: first certifications are not published.
        """
        today = legal_date(self._clock.now())
        with self._database.read() as session:
            definition = self._versions.definition(session, self._versions.newest(session, PROCESS).id)
            settings = owner_settings.on(session, today)
        known = {"today": today.isoformat(), "settings": settings.context(), **facts}
        node = definition.node(_STEP)
        found = definition.decisions[DECISION](known, node).value
        fees = definition.decisions[_FEE]({DECISION: {"outcome": "ELIGIBLE"}}, node).value["fees"]
        return Told(found["outcome"], found["reason"], found["advice"], total_cents(fees, settings))

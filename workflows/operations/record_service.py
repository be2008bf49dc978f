"""Records that the notice of a discipline was served: public from then on, and the days to ask for a hearing run."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Application, Credential
from models.vocabulary import Discipline
from workflows import operations, owner_settings
from workflows.adapters.clock import long_date
from workflows.operations import Case
from workflows.operations.record_discipline import put, standing_of
from workflows.rules.discipline import Order

#: What may be disputed in a hearing.
_DISPUTABLE = frozenset({Discipline.SUSPENDED, Discipline.REVOKED, Discipline.CONDITIONS})


class Operation(operations.Operation):
    """The last day is the day of service and the calendar days of setting appeal.days.

    Source: M.G.L. c.111C s.16; 105 CMR 170.740 by analogy.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        kind: str,
        served_on: str,
        **_: Any,
    ) -> dict[str, Any]:
        served, what = date.fromisoformat(served_on), Discipline(kind)
        credential = session.get_one(Credential, case.credential_id, with_for_update=True)
        put(credential, standing_of(credential).served(Order(what, served)))
        last_day = None
        if what in _DISPUTABLE:
            last_day = served + timedelta(days=owner_settings.on(session, served)["appeal.days"])
            session.get_one(Application, case.application_id).appeal_until = last_day
        return {
            "served_on": served_on,
            "hearing_until": long_date(last_day) if last_day else None,
        }

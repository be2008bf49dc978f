"""Issues the new term: once an application, whatever is retried."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Credential, CredentialTerm
from models.base import new_id
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import BusinessError, Case
from workflows.rules.discipline import BARRED


class Operation(operations.Operation):
    """The same number, a later last day; a gap between two terms stays in the record.

    An order may come between the last check and this: the diagram is told so then, and nothing is issued under it.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        expires_on: str,
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        credential = session.get_one(Credential, case.credential_id, with_for_update=True)
        term = session.scalar(select(CredentialTerm).where(CredentialTerm.application_id == case.application_id))
        if term is None:
            refuse_barred([credential])
            last_day = date.fromisoformat(expires_on)
            follows_on = credential.expires_on + timedelta(days=1)
            term = CredentialTerm(
                id=new_id(),
                credential_id=credential.id,
                application_id=case.application_id,
                starts_on=min(max(follows_on, legal_date(now)), last_day),
                expires_on=last_day,
                issued_at=now,
            )
            session.add(term)
            credential.expires_on = last_day
        return {
            "credential_id": credential.id,
            "issued_on": legal_date(term.issued_at).isoformat(),
            "expires_on": term.expires_on.isoformat(),
        }


def refuse_barred(held: Iterable[Credential]) -> None:
    """Sees that nothing is issued under an order; the caller has locked the rows.

    Source: M.G.L. c.111C s.16.

    Raises:
        BusinessError: one of them is suspended, revoked or surrendered.
    """
    if any(one.discipline in BARRED for one in held):
        raise BusinessError("order_stands")

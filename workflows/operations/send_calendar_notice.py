"""Writes a holder's notice of a day of the year's calendar."""

from typing import Any

from sqlalchemy.orm import Session

from models import Credential
from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """One notice for a credential and a day, whatever is repeated; the case's job id is that key."""

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        template: str,
        detail: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        credential = session.get_one(Credential, case.credential_id)
        notice_id = self.parts.notices.write(
            session,
            template,
            key=case.job_id,
            account_id=case.account_id,
            fields={"license": credential.number, "detail": detail or ""},
        )
        return {"notice_id": notice_id}

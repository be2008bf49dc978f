"""Sends a copy of the card by e-mail."""

from typing import Any

from sqlalchemy.orm import Session

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Once an application; the card goes as an attachment, since it bears facts of the public register alone."""

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        notice_id = self.parts.notices.write(
            session,
            "N-CARD-COPY",
            key=f"card-copy:{case.application_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process},
            attachment="card",
        )
        return {"notice_id": notice_id}

"""Writes a notice to the applicant."""

from typing import Any

from sqlalchemy.orm import Session

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """One notice a task, whatever is retried."""

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
        notice_id = self.parts.notices.write(
            session,
            template,
            key=f"{template}:{case.job_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process, "detail": detail or ""},
        )
        return {"notice_id": notice_id}

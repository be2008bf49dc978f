"""Sends the new card."""

from typing import Any, ClassVar

from sqlalchemy.orm import Session

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """The card goes as an attachment, since it bears facts of the public register alone."""

    #: The notice that brings it, and what makes it the same notice: once an application.
    template: ClassVar[str] = "N-APPROVED-CARD"
    key: ClassVar[str] = "card"

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        notice_id = self.parts.notices.write(
            session,
            self.template,
            key=f"{self.key}:{case.application_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process},
            attachment="card",
        )
        return {"notice_id": notice_id}

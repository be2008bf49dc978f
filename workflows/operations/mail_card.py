"""Sends a copy of the card by e-mail."""

from typing import Any, ClassVar

from sqlalchemy.orm import Session

from workflows.operations import Case, send_card


class Operation(send_card.Operation):
    """As the new card goes, with a letter of its own and nothing else."""

    template: ClassVar[str] = "N-CARD-COPY"
    key: ClassVar[str] = "card-copy"

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ARG002
        return self.send(session, case)

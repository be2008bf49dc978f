"""Draws the card anew from what the register says now, and writes down that it was."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.vocabulary import ActorKind, EventKind
from workflows import operations
from workflows.history import Actor, Happening, append_to_account
from workflows.operations import BusinessError, Case


class Operation(operations.Operation):
    """Two more tries; then a person is asked for help. A card that has run out meanwhile is not drawn."""

    retry_waits = (timedelta(seconds=10), timedelta(minutes=1))
    exhausted = "card_not_drawn"

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        assert case.credential_id is not None  # noqa: S101 - a card is one credential's
        if not self.parts.cards.printing_of(case.credential_id).allowed:
            raise BusinessError("card_not_printable")
        self.parts.cards.draw_card(case.credential_id)
        return {"drawn": True}

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        append_to_account(
            session,
            case.account_id,
            Happening(EventKind.CARD_PRINTED, data={"credential": case.credential_id, "kind": "card by e-mail"}),
            actor=Actor(ActorKind.APPLICANT, case.account_id),
            at=self.parts.clock.now(),
        )
        return found

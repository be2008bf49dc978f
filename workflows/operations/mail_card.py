"""Sends a copy of the card by e-mail."""

from typing import ClassVar

from workflows.operations import send_card


class Operation(send_card.Operation):
    """As the new card goes, with a letter of its own."""

    template: ClassVar[str] = "N-CARD-COPY"
    key: ClassVar[str] = "card-copy"

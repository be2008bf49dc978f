"""Tells what may be printed of the credential today."""

from typing import Any

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """The one rule that the direct download asks too.

    Source: Office's eLicensing questions and answers, questions 3 and 8; setting card.reprintWhenExpired.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        assert case.credential_id is not None  # noqa: S101 - a card is one credential's
        return {"printing": self.parts.cards.printing_of(case.credential_id).value}

"""Tells whether an applicant asked for another e-mail address than the account's."""

from typing import Any

from email_validator import validate_email

from models import Account
from workflows import answers, operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Nothing is changed: a new address has first to be proved."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            wanted = answers.given(session, self.parts.keyring, case.application_id)["contact"]["email"]
            return {"changed": as_kept(wanted) != session.get_one(Account, case.account_id).email}


def as_kept(address: str) -> str:
    """An address as accounts keep it: in one form of each letter, lower case."""
    return validate_email(address, check_deliverability=False, test_environment=True).normalized.casefold()

"""Puts a proved e-mail address in the place of an account's, and tells both."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Account
from workflows import answers, operations
from workflows.operations import BusinessError, Case
from workflows.operations.compare_email import as_kept

_TEMPLATE = "N-CONTACT-CHANGED"
_TO_OLD = (
    "Your account uses another e-mail address now. Whoever has the new one opened the link we sent there. "
    "This is our last message to this address."
)
_TO_NEW = "Your account uses this e-mail address now. Sign in with it. Your password is the same."


class Operation(operations.Operation):
    """The password, the second factor and every session stay as they are; the address is one account's alone."""

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        account = session.get_one(Account, case.account_id, with_for_update=True)
        wanted = as_kept(answers.given(session, self.parts.keyring, case.application_id)["contact"]["email"])
        if account.email != wanted:
            if session.scalar(select(exists().where(Account.email == wanted))):
                raise BusinessError("email_taken")
            self._tell(session, case, "old", _TO_OLD, address=account.email)
            account.email = wanted
            try:
                session.flush()
            except IntegrityError as fault:
                # somebody made an account with it in this moment
                raise BusinessError("email_taken") from fault
            self._tell(session, case, "new", _TO_NEW)
        return {"account_id": account.id}

    def _tell(self, session: Session, case: Case, whom: str, detail: str, *, address: str | None = None) -> None:
        self.parts.notices.write(
            session,
            _TEMPLATE,
            key=f"{_TEMPLATE}:{case.application_id}:{whom}",
            account_id=case.account_id,
            address=address,
            application_id=case.application_id,
            fields={"number": case.number, "detail": detail},
        )

"""Asks people by mail who have no account, each by a link of their own."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Application, Invitation
from models.base import new_id
from workflows import answers, operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.deadlines import end_of_day

#: Where an invitation's parts are sealed, and its token hashed.
ADDRESS = "invitation.address"
SUBJECT = "invitation.subject"
ANSWER = "invitation.content"
TOKEN = "invitation.token"  # noqa: S105 - the place of one, not one
_TOKEN_BYTES = 32
#: The most letters of one task.
_AT_ONCE = 20


class Operation(operations.Operation):
    """One letter an address, or one a row; sent once, whatever is retried.

    The addresses are read from what the applicant typed: `page.field`, or `page.field.column` of a field with rows.
    Of the application the guide is shown that row alone, and the answers that the diagram names in `shows`.
    """

    def keep(  # noqa: PLR0913 - the names are the diagram's
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        form: str,
        message: str,
        address: str,
        days: int,
        template: str,
        shows: Sequence[str] = (),
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        expires_at = end_of_day(legal_date(now) + timedelta(days=int(days)))
        given = answers.given(session, self.parts.keyring, case.application_id)
        shown = {name: _field(given, name) for name in shows or ()}
        sent = session.scalars(select(Invitation).where(Invitation.engine_task == case.job_id)).all()
        addressed = [] if sent else _addressed(given, address)[:_AT_ONCE]
        if addressed:
            _revoke_earlier(session, case, message, now)
        for position, to, row in addressed:
            self._write(
                session,
                case,
                Invitation(
                    id=new_id(),
                    application_id=case.application_id,
                    engine_task=case.job_id,
                    message=message,
                    form=form,
                    position=position,
                    sent_at=now,
                    expires_at=expires_at,
                ),
                to=to,
                shown={"address": to, "row": row, "shown": shown},
                template=template,
            )
        return {"asked": len(sent) or len(addressed), "closes_at": expires_at.isoformat()}

    def _write(
        self, session: Session, case: Case, invitation: Invitation, *, to: str, shown: dict[str, Any], template: str
    ) -> None:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        keyring, notices = self.parts.keyring, self.parts.notices
        invitation.address = keyring.seal(to, place=ADDRESS, row=invitation.id)
        invitation.subject = keyring.seal_json(shown, place=SUBJECT, row=invitation.id)
        invitation.token = keyring.look_up(token, place=TOKEN)
        session.add(invitation)
        notices.write(
            session,
            template,
            key=f"invitation:{invitation.id}",
            address=to,
            application_id=case.application_id,
            fields={"link": f"{notices.site_url}/invitations/{token}"},
        )


def _field(given: dict[str, Any], name: str) -> Any:
    page, _, field = name.partition(".")
    return given.get(page, {}).get(field)


def _addressed(given: dict[str, Any], name: str) -> list[tuple[int, str, dict[str, Any]]]:
    """Position, address and row of each letter; what holds no address gets none."""
    page, field, *column = name.split(".")
    value = _field(given, f"{page}.{field}")
    if column:
        rows = [row if isinstance(row, dict) else {} for row in value or []]
        found = [(position, row.get(column[0]), row) for position, row in enumerate(rows)]
    else:
        found = [(position, one, {}) for position, one in enumerate(value if isinstance(value, list) else [value])]
    return [(position, one, row) for position, one, row in found if isinstance(one, str) and one]


def _revoke_earlier(session: Session, case: Case, message: str, now: datetime) -> None:
    """A letter of an earlier round that nobody answered counts no more."""
    session.get_one(Application, case.application_id, with_for_update=True)
    session.execute(
        update(Invitation)
        .where(
            Invitation.application_id == case.application_id,
            Invitation.message == message,
            Invitation.answered_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )

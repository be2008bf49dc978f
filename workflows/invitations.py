"""Answers by mail: someone without an account opens a link, answers one page, once.

The link's token is all that lets anyone in, so it is long, kept as a keyed hash, and stands in no log. What is shown
behind it is what the diagram named when it asked, and nothing else of the application.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AwaitedMessage, Invitation
from models.database import Database
from models.vocabulary import ActorKind, EventKind
from workflows.adapters.clock import Clock, legal_date
from workflows.application_file import ApplicationFile
from workflows.facts import legal_name
from workflows.history import Actor, Happening
from workflows.keyring import Keyring
from workflows.operations.invite import ANSWER, SUBJECT, TOKEN
from workflows.refusals import InvitationAnswered, InvitationOver, NotFound

#: The longest token that is looked up: what is longer was not made here.
_LONGEST_TOKEN = 64
_INVITED = Actor(ActorKind.INVITED)
#: The variable that tells the diagram how many of those asked by one task have answered.
ANSWERS_IN = "answers_in"


@dataclass(frozen=True)
class InvitationView:
    """What an open link shows."""

    form: str
    facts: Mapping[str, Any]


class Invitations:
    """What someone with a link may do."""

    def __init__(self, database: Database, *, clock: Clock, keyring: Keyring, file: ApplicationFile) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._file = file

    def open(self, token: str) -> InvitationView:
        """The guide to draw for a link, with what the diagram lets it show. Looking changes nothing.

        Raises:
            NotFound: no letter has this link.
            InvitationAnswered: it was answered.
            InvitationOver: its time is up, or the application needs it no more.
        """
        now = self._clock.now()
        with self._database.read() as session:
            invitation = self._find(session, token)
            _hold_open(invitation, now)
            if session.get(AwaitedMessage, (invitation.application_id, invitation.message)) is None:
                raise InvitationOver
            person = invitation.application.person
            shown = self._keyring.open_json(invitation.subject, place=SUBJECT, row=invitation.id)
            return InvitationView(
                form=invitation.form,
                facts={
                    "today": legal_date(now).isoformat(),
                    "holder": {"legal_name": legal_name(person)} if person is not None else {},
                    "invitation": {**shown, "expires_on": legal_date(invitation.expires_at).isoformat()},
                },
            )

    def answer(self, token: str, *, pages: Mapping[str, Mapping[str, Any]], variables: Mapping[str, Any]) -> None:
        """Keeps the answer and delivers the diagram's message: once, and both or neither.

        Args:
            token: of the link.
            pages: what was typed, page -> field -> value; sealed.
            variables: what the guide hands to the engine, which also learns how many have answered so far.

        Raises:
            NotFound: no letter has this link.
            InvitationAnswered: it was answered.
            InvitationOver: its time is up, or the application needs it no more.
        """
        with self._database.begin() as session:
            invitation = self._find(session, token)
            # the application's row first, as everything that moves one does; then the letter as it is now
            try:
                running = self._file.take(session, invitation.application_id)
            except NotFound as fault:
                raise InvitationOver from fault
            session.refresh(invitation, with_for_update=True)
            now = self._clock.now()
            _hold_open(invitation, now)
            invitation.answered_at = now
            invitation.content = self._keyring.seal_json(dict(pages), place=ANSWER, row=invitation.id)
            session.flush()
            told = {**variables, ANSWERS_IN: _answered(session, invitation)}
            if not running.process.deliver(invitation.message, told, now=now):
                raise InvitationOver
            data = {"variables": told, "invitation": invitation.id}
            happening = Happening(EventKind.MESSAGE_DELIVERED, node=invitation.message, data=data)
            self._file.keep(session, running, happening, actor=_INVITED)

    def _find(self, session: Session, token: str) -> Invitation:
        if len(token) > _LONGEST_TOKEN:
            raise NotFound
        sought = self._keyring.look_up(token, place=TOKEN)
        invitation = session.scalar(select(Invitation).where(Invitation.token == sought))
        if invitation is None:
            raise NotFound
        return invitation


def _hold_open(invitation: Invitation, now: datetime) -> None:
    if invitation.answered_at is not None:
        raise InvitationAnswered
    if invitation.revoked_at is not None or invitation.expires_at <= now:
        raise InvitationOver


def _answered(session: Session, invitation: Invitation) -> int:
    """How many of those asked by the same task have answered."""
    counted = select(func.count()).where(
        Invitation.engine_task == invitation.engine_task, Invitation.answered_at.is_not(None)
    )
    return session.scalar(counted) or 0

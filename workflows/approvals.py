"""Letters of those who teach: what lets an internship begin, and the approval itself.

An approval is a credential like any other, but for its letter in the place of a card.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Application, Credential, CredentialTerm, Event, Person
from models.database import Database
from models.vocabulary import ActorKind, Discipline, EventKind, Level
from workflows.adapters.clock import Clock, legal_date
from workflows.adapters.mail import Attachment
from workflows.adapters.pdf import ApprovalFacts, InternshipFacts, Printer
from workflows.facts import legal_name
from workflows.history import Actor, Happening, append_to_account
from workflows.operations.gather_instructor_facts import certification_of, held_by
from workflows.refusals import CardNotPrintable, NotFound

#: The attachments of notices that are drawn here.
APPROVAL, INTERNSHIP = "approval", "internship"
KINDS = frozenset({APPROVAL, INTERNSHIP})
_STANDING = frozenset({Discipline.CLEAR, Discipline.CONDITIONS, Discipline.COMPLAINT_OPEN})


@dataclass(frozen=True)
class Approvals:
    """The use-cases of approvals to teach."""

    database: Database
    clock: Clock
    printer: Printer
    site_url: str

    def print_letter(self, account_id: str, credential_id: str) -> tuple[str, bytes]:
        """The file name and PDF of the holder's approval letter; each print is in the account's history.

        Raises:
            NotFound: it is no approval of this account's.
            CardNotPrintable: the approval, or the certification under it, has ended or was taken.
        """
        today = legal_date(self.clock.now())
        with self.database.read() as session:
            row = session.scalar(
                select(Credential)
                .join(Credential.person)
                .where(
                    Credential.id == credential_id,
                    Credential.level == Level.INSTRUCTOR,
                    Person.account_id == account_id,
                )
                .options(joinedload(Credential.person))
            )
            if row is None:
                raise NotFound
            under = certification_of(held_by(session, row.person_id))
            if under is None or not (_stands(row, today) and _stands(under, today)):
                raise CardNotPrintable
            facts = self._approval(session, row)
        content = self.printer.approval(facts)
        with self.database.begin() as session:
            append_to_account(
                session,
                account_id,
                Happening(EventKind.CARD_PRINTED, data={"credential": credential_id, "kind": APPROVAL}),
                actor=Actor(ActorKind.APPLICANT, account_id),
                at=self.clock.now(),
            )
        return f"{facts.number}-approval.pdf", content

    def attach(self, kind: str, application_id: str) -> tuple[Attachment, ...]:
        """The letter that an application earned, as a file for a notice."""
        with self.database.read() as session:
            if kind == INTERNSHIP:
                application = session.get_one(Application, application_id)
                letter = self._internship(session, application)
                return (_pdf(f"{application.number}-internship.pdf", self.printer.internship(letter)),)
            row = session.scalars(
                select(Credential)
                .join(CredentialTerm, CredentialTerm.credential_id == Credential.id)
                .where(CredentialTerm.application_id == application_id)
                .options(joinedload(Credential.person))
            ).one()
            facts = self._approval(session, row)
        return (_pdf(f"{facts.number}-approval.pdf", self.printer.approval(facts)),)

    def _approval(self, session: Session, row: Credential) -> ApprovalFacts:
        newest = select(CredentialTerm.issued_at).where(CredentialTerm.credential_id == row.id)
        issued_at = session.scalar(newest.order_by(CredentialTerm.issued_at.desc()).limit(1))
        return ApprovalFacts(
            name=legal_name(row.person),
            number=row.number,
            teaches=row.teaches or Level.EMT,
            issued_on=legal_date(issued_at) if issued_at else row.issued_on,
            expires_on=row.expires_on,
            verify_url=f"{self.site_url}/verify/{row.number}",
            printed_at=self.clock.now(),
        )

    def _internship(self, session: Session, application: Application) -> InternshipFacts:
        """What the step that authorised the internship told: its event tells it whatever happened since."""
        told = session.scalars(
            select(Event)
            .where(Event.stream == application.id, Event.kind == EventKind.OPERATION_ANSWERED)
            .order_by(Event.position.desc())
        )
        answer = next(event.data["answer"] for event in told if event.data["operation"] == "authorise_internship")
        certification, person = application.credential, application.person
        assert certification is not None  # noqa: S101 - it is begun from one
        assert person is not None  # noqa: S101 - who holds one is known
        return InternshipFacts(
            name=legal_name(person),
            number=application.number,
            teaches=Level(answer["teaches"]),
            certification=certification.number,
            issued_on=date.fromisoformat(answer["authorised_on"]),
            last_day=date.fromisoformat(answer["last_day"]),
            verify_url=f"{self.site_url}/verify/{certification.number}",
            printed_at=self.clock.now(),
        )


def _stands(credential: Credential, today: date) -> bool:
    return credential.expires_on >= today and credential.discipline in _STANDING


def _pdf(name: str, content: bytes) -> Attachment:
    return Attachment(name, "application/pdf", content)

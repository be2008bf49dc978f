"""Credentials: the holder's own, the public's look at the register, and the card."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from models import Application, Credential, CredentialTerm, Person
from models.database import Database
from models.vocabulary import ActorKind, CredentialStatus, Discipline, EventKind, Level
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date
from workflows.adapters.mail import Attachment
from workflows.adapters.pdf import CardFacts, LetterFacts, Printer
from workflows.facts import legal_name
from workflows.history import Actor, Happening, append_to_account
from workflows.operations.gather_instructor_facts import certification_of, held_by
from workflows.operations.record_discipline import standing_of
from workflows.refusals import CardNotPrintable, NotFound
from workflows.rules.cards import Printing, printing
from workflows.rules.discipline import GRAVITY
from workflows.rules.names import first_characters, found_by, letters
from workflows.rules.status import status_on

#: A search by name needs this many letters, and shows this many rows, so that nobody harvests the register.
LETTERS = 3
ROWS = 20
#: What the Office has against a credential without having decided anything: nobody else's business.
_NOT_PUBLIC = frozenset({Discipline.CLEAR, Discipline.COMPLAINT_OPEN})

#: Families of processes by which a credential lives on while they are undecided.
_RENEWING = ("cycle", "instructor_renewal")

Draw = Callable[[CardFacts], bytes]


@dataclass(frozen=True)
class CredentialView:
    """A credential on its holder's own page."""

    id: str
    number: str
    level: Level
    status: CredentialStatus
    issued_on: date
    expires_on: date
    printable: bool
    #: Whether a higher level took its place: nothing is begun from it any more.
    superseded: bool


@dataclass(frozen=True)
class PublicCredential:
    """What anyone may know: facts of the public register, nothing else."""

    number: str
    name: str
    level: Level
    status: CredentialStatus
    issued_on: date
    expires_on: date
    #: Whether there is discipline whose notice was served.
    disciplined: bool
    as_of: datetime


class Credentials:
    """The use-cases of credentials."""

    def __init__(self, database: Database, *, clock: Clock, printer: Printer, site_url: str) -> None:
        self._database = database
        self._clock = clock
        self._printer = printer
        self._site_url = site_url

    def of_account(self, account_id: str) -> list[CredentialView]:
        """The credentials of the person linked to an account, the latest to expire first."""
        with self._database.read() as session:
            rows = session.scalars(
                select(Credential)
                .join(Credential.person)
                .where(Person.account_id == account_id)
                .options(joinedload(Credential.person))
                .order_by(Credential.expires_on.desc())
            ).all()
            return [self._view(session, row) for row in rows]

    def verify(self, number: str) -> PublicCredential | None:
        """The public facts of a number, in any writing of it; None where there is none."""
        with self._database.read() as session:
            row = session.scalar(
                select(Credential).where(Credential.number == normalised(number)).options(joinedload(Credential.person))
            )
            return self._public(session, row) if row else None

    def search(self, name: str) -> list[PublicCredential]:
        """The credentials of people found by a last name or its beginning, alone or beside the first name.

        At most 20, none for fewer than three letters.
        """
        if len(letters(name)) < LETTERS:
            return []
        begin = func.substr(Person.legal_last, 1, 1).in_(sorted(first_characters(name)))
        with self._database.read() as session:
            named = session.execute(
                select(Person.id, Person.legal_first, Person.legal_last)
                .where(begin, exists().where(Credential.person_id == Person.id))
                .order_by(Person.legal_last, Person.legal_first, Person.id)
            )
            people = [row.id for row in named if found_by(name, first=row.legal_first, last=row.legal_last)]
            rows = session.scalars(
                select(Credential)
                .join(Credential.person)
                .where(Person.id.in_(people[:ROWS]))
                .options(joinedload(Credential.person))
                .order_by(Person.legal_last, Person.legal_first, Credential.number)
                .limit(ROWS)
            ).all()
            return [self._public(session, row) for row in rows]

    def print_card(self, account_id: str, credential_id: str) -> tuple[str, bytes]:
        """The file name and PDF of the holder's current card; each print is in the account's history.

        Raises:
            NotFound: the credential is not this account's.
            CardNotPrintable: it is not current.
        """
        return self._print(account_id, credential_id, self._printer.card, "card")

    def printing_of(self, credential_id: str) -> Printing:
        """What may be printed of a credential today."""
        with self._database.read() as session:
            return self._printing(session, session.get_one(Credential, credential_id))

    def draw_card(self, credential_id: str) -> bytes:
        """The PDF of a card as the register has it now.

        Raises:
            DrawingFailed: try again later.
        """
        with self._database.read() as session:
            row = session.get_one(Credential, credential_id, options=[joinedload(Credential.person)])
            facts = self._facts(session, row)
        return self._printer.card(facts)

    def print_certificate(self, account_id: str, credential_id: str) -> tuple[str, bytes]:
        """The file name and PDF of the certificate.

        Raises:
            NotFound: the credential is not this account's.
            CardNotPrintable: it is not current.
        """
        return self._print(account_id, credential_id, self._printer.certificate, "certificate")

    def letter(self, number: str) -> tuple[str, bytes]:
        """The file name and PDF of the letter that tells anyone what the register says of a number today.

        Source: Office's eLicensing questions and answers, question 17.

        Raises:
            NotFound: the register has no such number.
        """
        credential = self.verify(number)
        if credential is None:
            raise NotFound
        facts = LetterFacts(
            name=credential.name,
            number=credential.number,
            level=credential.level,
            issued_on=credential.issued_on,
            expires_on=credential.expires_on,
            status=credential.status,
            disciplined=credential.disciplined,
            verify_url=f"{self._site_url}/verify/{credential.number}",
            printed_at=credential.as_of,
        )
        return f"{facts.number}-verification.pdf", self._printer.letter(facts)

    def attach(self, kind: str, application_id: str) -> tuple[Attachment, ...]:
        """The cards of what an application is about, each as a file for a notice: of one credential, or of a person.

        Of a person those alone that may be printed; an approval to teach has a letter instead.
        """
        with self._database.read() as session:
            application = session.get_one(Application, application_id)
            about = (
                Credential.id == application.credential_id
                if application.credential_id is not None
                else Credential.person_id == application.person_id
            )
            rows = session.scalars(
                select(Credential).where(about).options(joinedload(Credential.person)).order_by(Credential.number)
            ).all()
            cards = [
                self._facts(session, row)
                for row in rows
                if application.credential_id is not None or self._has_card(session, row)
            ]
        return tuple(
            Attachment(f"{facts.number}-{kind}.pdf", "application/pdf", self._printer.card(facts)) for facts in cards
        )

    def _print(self, account_id: str, credential_id: str, draw: Draw, kind: str) -> tuple[str, bytes]:
        with self._database.read() as session:
            row = session.scalar(
                select(Credential)
                .join(Credential.person)
                .where(Credential.id == credential_id, Person.account_id == account_id)
                .options(joinedload(Credential.person))
            )
            if row is None:
                raise NotFound
            if not self._printing(session, row).allowed:
                raise CardNotPrintable
            facts = self._facts(session, row)
        content = draw(facts)
        with self._database.begin() as session:
            append_to_account(
                session,
                account_id,
                Happening(EventKind.CARD_PRINTED, data={"credential": credential_id, "kind": kind}),
                actor=Actor(ActorKind.APPLICANT, account_id),
                at=self._clock.now(),
            )
        return f"{facts.number}-{kind}.pdf", content

    def _view(self, session: Session, row: Credential) -> CredentialView:
        status = self._status(session, row)
        return CredentialView(
            id=row.id,
            number=row.number,
            level=row.level,
            status=status,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            printable=self._printing(session, row).allowed,
            superseded=row.superseded_by_id is not None,
        )

    def _public(self, session: Session, row: Credential) -> PublicCredential:
        now = self._clock.now()
        told = self._told(row)
        return PublicCredential(
            number=row.number,
            name=legal_name(row.person),
            level=row.level,
            status=self._status(session, row, discipline=told),
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            disciplined=told not in _NOT_PUBLIC,
            as_of=now,
        )

    def _facts(self, session: Session, row: Credential) -> CardFacts:
        now = self._clock.now()
        issued_at = session.scalar(
            select(func.max(CredentialTerm.issued_at)).where(CredentialTerm.credential_id == row.id)
        )
        return CardFacts(
            name=legal_name(row.person),
            number=row.number,
            level=row.level,
            issued_on=legal_date(issued_at) if issued_at else row.issued_on,
            expires_on=row.expires_on,
            verify_url=f"{self._site_url}/verify/{row.number}",
            printed_at=now,
            expired=self._printing(session, row) is Printing.EXPIRED_CARD,
        )

    def _has_card(self, session: Session, row: Credential) -> bool:
        return row.level is not Level.INSTRUCTOR and self._printing(session, row).allowed

    def _printing(self, session: Session, row: Credential) -> Printing:
        today = legal_date(self._clock.now())
        return printing(self._status(session, row), owner_settings.on(session, today))

    def _against(self, session: Session, row: Credential, own: Discipline) -> Discipline:
        """What stands against it; an approval to teach falls with the certification it rests on.

        Source: 105 CMR 170.977: the approval needs a certification in good standing.
        """
        under = certification_of(held_by(session, row.person_id)) if row.level is Level.INSTRUCTOR else None
        return own if under is None else min(own, self._told(under), key=GRAVITY.index)

    def _told(self, row: Credential) -> Discipline:
        """What the public is told: what was served, or what was public before a notice that is not served yet."""
        return standing_of(row).public(legal_date(self._clock.now()))

    def _status(self, session: Session, row: Credential, *, discipline: Discipline | None = None) -> CredentialStatus:
        filed_at = session.scalar(
            select(func.min(Application.submitted_at)).where(
                Application.credential_id == row.id,
                Application.family.in_(_RENEWING),
                Application.ended_at.is_(None),
            )
        )
        return status_on(
            legal_date(self._clock.now()),
            expires_on=row.expires_on,
            discipline=self._against(session, row, row.discipline if discipline is None else discipline),
            filed_on=legal_date(filed_at) if filed_at else None,
            superseded=row.superseded_by_id is not None,
        )


def normalised(number: str) -> str:
    """A certification number as the register keeps it: upper case, no spaces, no hyphen."""
    return "".join(letter for letter in number.upper() if letter.isalnum())

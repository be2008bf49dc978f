"""What the National Registry answered about a person, and when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row, new_id


class RegistryRecord(Row):
    """One answer of the registry, or what a clerk found by hand; shown with its date, never changed."""

    __tablename__ = "registry_record"
    __table_args__ = (Index(None, "person_id", "checked_at"),)

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    application_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"), index=True)
    checked_at: Mapped[datetime]
    #: One of the registry's words, "SERVICE_ERROR" where it did not answer.
    status: Mapped[str] = mapped_column(String(30))
    level: Mapped[str | None] = mapped_column(String(10))
    expires_on: Mapped[date | None]
    #: Whether the certification there was lost and won again after the one here had ended.
    regained_after_lapse: Mapped[bool] = mapped_column(default=False)
    #: Whether the training of a person never certified there was approved in time.
    ce_profile_approved: Mapped[bool] = mapped_column(default=False)
    #: The level at which the person has applied there for a first certification; None where nobody knows of one.
    candidate_for: Mapped[str | None] = mapped_column(String(10))
    #: Whether the course there is confirmed, and how the two examinations ended; None where nobody knows.
    education_approved: Mapped[bool | None]
    cognitive: Mapped[str | None] = mapped_column(String(20))
    hands_on: Mapped[str | None] = mapped_column(String(20))
    #: Whether the name there equals the name here.
    name_matches: Mapped[bool]
    #: Who entered it by hand; None where the registry itself answered.
    entered_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))

    @classmethod
    def of(
        cls,
        facts: Mapping[str, Any],
        *,
        person_id: str,
        application_id: str,
        at: datetime,
        entered_by_id: str | None = None,
    ) -> Self:
        """The row of what was found, given by the route table's names."""
        return cls(
            id=new_id(),
            person_id=person_id,
            application_id=application_id,
            checked_at=at,
            status=facts["nrStatus"],
            level=facts["nrLevel"],
            expires_on=date.fromisoformat(facts["nrExpiry"]) if facts["nrExpiry"] else None,
            regained_after_lapse=bool(facts.get("nrRegainedAfterLapse")),
            ce_profile_approved=bool(facts.get("ceProfileApproved")),
            candidate_for=facts.get("nrCandidateFor"),
            education_approved=facts.get("nrEducation"),
            cognitive=facts.get("nrCognitive"),
            hands_on=facts.get("nrHandsOn"),
            name_matches=bool(facts.get("nameMatches")),
            entered_by_id=entered_by_id,
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What was found, by the route table's names."""
        return {
            "nrStatus": self.status,
            "nrLevel": self.level,
            "nrExpiry": self.expires_on.isoformat() if self.expires_on else None,
            "nrRegainedAfterLapse": self.regained_after_lapse,
            "ceProfileApproved": self.ce_profile_approved,
            "nameMatches": self.name_matches,
            "nrCandidateFor": self.candidate_for,
            "nrEducation": self.education_approved,
            "nrCognitive": self.cognitive,
            "nrHandsOn": self.hands_on,
        }

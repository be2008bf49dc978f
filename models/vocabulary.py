"""Closed vocabularies: the words that rows, forms, diagrams and pages share."""

from enum import StrEnum


class Level(StrEnum):
    """A personnel certification level, or the approval to teach; the word is the number's prefix."""

    EMT = "E"
    ADVANCED_EMT = "A"
    PARAMEDIC = "P"
    #: Instructor/Coordinator: an approval, which needs one of the certifications under it.
    INSTRUCTOR = "IC"

    @property
    def words(self) -> str:
        """The level in words."""
        return {"E": "EMT Basic", "A": "Advanced EMT", "P": "Paramedic", "IC": "Instructor/Coordinator"}[self.value]


#: What lets a person work on an ambulance, the lowest first.
CERTIFICATIONS = (Level.EMT, Level.ADVANCED_EMT, Level.PARAMEDIC)


class SsnKind(StrEnum):
    """Whose nine digits these are."""

    SSN = "ssn"
    #: Assigned by the National Registry to a person without an SSN.
    PSEUDO = "pseudo"


class Discipline(StrEnum):
    """What the Office has against a credential."""

    CLEAR = "clear"
    CONDITIONS = "conditions"
    COMPLAINT_OPEN = "complaint_open"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"


class CredentialStatus(StrEnum):
    """What the public is told of a credential on a date; computed, never stored."""

    ACTIVE = "ACTIVE"
    ACTIVE_CONDITIONS = "ACTIVE_CONDITIONS"
    EXPIRED = "EXPIRED"
    EXPIRED_RENEWAL_PENDING = "EXPIRED_RENEWAL_PENDING"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    SURRENDERED = "SURRENDERED"
    SUPERSEDED = "SUPERSEDED"


class StaffRole(StrEnum):
    """What a member of staff may do."""

    INTAKE = "intake"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    COMPLIANCE = "compliance"
    #: Coordinates education: decides on instructors.
    EDUCATION = "education"
    PROCESS_OWNER = "process_owner"
    FISCAL = "fiscal"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class StartsFrom(StrEnum):
    """What a person starts a process from."""

    #: Another process alone leads to it.
    PROCESS = ""
    #: An account, whether or not the Office knows its person.
    ACCOUNT = "account"
    #: A person of the register, for all that they hold.
    PERSON = "person"
    #: One credential.
    CREDENTIAL = "credential"
    #: A member of staff, about a credential or an application.
    STAFF = "staff"
    #: A decision of the Office that its person disputes.
    DECISION = "decision"
    #: A day of the year's calendar, for each credential whose turn it is.
    CALENDAR = "calendar"


#: The group of a task that the applicant does; every other group is a staff role.
APPLICANT = "applicant"


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    #: Running: the applicant fills in, has yet to pay, or answers a request.
    DRAFT = "DRAFT"
    PAYMENT_DUE = "PAYMENT_DUE"
    INFO_REQUESTED = "INFO_REQUESTED"
    #: Running: the Office or the outside is at work.
    IN_QUEUE = "IN_QUEUE"
    CLAIMED = "CLAIMED"
    WAITING = "WAITING"
    #: Ended.
    ADVISED = "ADVISED"
    APPROVED = "APPROVED"
    DENIED = "DENIED"
    WITHDRAWN = "WITHDRAWN"
    CLOSED_INCOMPLETE = "CLOSED_INCOMPLETE"
    LAPSED = "LAPSED"
    #: Done: nothing was to be granted or denied.
    COMPLETED = "COMPLETED"
    #: Denied, and a hearing was asked for.
    APPEALED = "APPEALED"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to the application."""
        return self in ENDED


ENDED = frozenset(
    {
        ApplicationStatus.ADVISED,
        ApplicationStatus.APPROVED,
        ApplicationStatus.DENIED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.CLOSED_INCOMPLETE,
        ApplicationStatus.LAPSED,
        ApplicationStatus.COMPLETED,
        ApplicationStatus.APPEALED,
    }
)


class TaskStatus(StrEnum):
    """Whether a task still waits for its person."""

    OPEN = "open"
    DONE = "done"
    #: The process went another way, for example because the applicant withdrew.
    CANCELLED = "cancelled"


class JobStatus(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    DONE = "done"
    #: Out of tries: a member of staff sees it and can retry.
    INCIDENT = "incident"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    """What a job does."""

    #: A service task's operation, whose answer goes to the engine.
    OPERATION = "operation"
    #: Fires what is due in one application.
    TIMER = "timer"
    #: Sends one notice.
    NOTICE = "notice"
    #: Fetches a payment's state from the provider and moves it forward.
    PAYMENT = "payment"
    #: Asks the National Registry for an application that waits until it shows something new.
    REGISTRY = "registry"
    #: Tells one application's process a message.
    MESSAGE = "message"
    #: Decides what the next holders get on a day of the calendar, and writes it.
    CALENDAR = "calendar"
    #: Has one document scanned.
    SCAN = "scan"
    #: Reads name and end date from one document.
    READING = "reading"


class EventKind(StrEnum):
    """What happened to an application, or to an account."""

    STARTED = "started"
    TASK_COMPLETED = "task_completed"
    OPERATION_ANSWERED = "operation_answered"
    OPERATION_FAILED = "operation_failed"
    TIMER_FIRED = "timer_fired"
    DECISION_MADE = "decision_made"
    MESSAGE_DELIVERED = "message_delivered"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    INCIDENT_RAISED = "incident_raised"
    INCIDENT_RETRIED = "incident_retried"
    LINKED = "linked"
    LINK_REFUSED = "link_refused"
    LINK_LOCKED = "link_locked"
    LINK_LIFTED = "link_lifted"
    CARD_PRINTED = "card_printed"
    DRAFT_EXPIRED = "draft_expired"
    HEARING_REQUESTED = "hearing_requested"
    HEARING_DECIDED = "hearing_decided"
    SETTING_SET = "setting_set"
    HOLIDAY_LISTED = "holiday_listed"
    HOLIDAY_STRUCK = "holiday_struck"
    NOTICE_RELEASED = "notice_released"
    NOTICE_THROWN_AWAY = "notice_thrown_away"
    CALENDAR_HELD = "calendar_held"
    CALENDAR_RELEASED = "calendar_released"
    DOCUMENT_OPENED = "document_opened"
    ORIGINAL_HANDED_OUT = "original_handed_out"
    DOCUMENT_JUDGED = "document_judged"
    DOCUMENT_INFECTED = "document_infected"
    TRAIL_EXPORTED = "trail_exported"


class ActorKind(StrEnum):
    """Who did it."""

    APPLICANT = "applicant"
    STAFF = "staff"
    SYSTEM = "system"
    PROVIDER = "provider"
    #: Someone without an account, asked by mail.
    INVITED = "invited"


class PaymentStatus(StrEnum):
    """Where a payment stands; it only ever moves forward."""

    DUE = "due"
    #: Cannot be paid any more: withdrawn, or its deadline has passed.
    CLOSED = "closed"
    AUTHORISED = "authorised"
    REFUNDED = "refunded"
    RETURNED = "returned"


class PaymentMethod(StrEnum):
    """How a person pays."""

    CARD = "card"
    BANK = "bank"


class NoticeStatus(StrEnum):
    """Whether a notice has left."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    #: Its words may hold a Social Security number: it does not go out, and staff see it.
    HELD = "held"


class CalendarStatus(StrEnum):
    """Where a day of the calendar stands."""

    PLANNED = "planned"
    #: What will go to whom is being worked out.
    LOOKING_AHEAD = "looking_ahead"
    SENDING = "sending"
    SENT = "sent"
    #: It was missed by too much; nothing went.
    SKIPPED = "skipped"


class TurnStatus(StrEnum):
    """Whether a holder's turn has come."""

    #: Worked out ahead; the day decides anew.
    FORESEEN = "foreseen"
    #: The National Registry did not answer yet.
    WAITING = "waiting"
    DONE = "done"


class DocumentSlot(StrEnum):
    """What a document is to show.

    Source: Office's list of form pages, with the documents each asks for.
    """

    CPR = "CPR"
    ACLS = "ACLS"
    CORI_FORM = "CORI_FORM"
    OOS_VERIFICATION = "OOS_VERIFICATION"
    OTHER_LICENSE = "OTHER_LICENSE"
    COURT_PAPERS = "COURT_PAPERS"
    EXPLANATION = "EXPLANATION"
    NAME_EVIDENCE = "NAME_EVIDENCE"
    NREMT_CARD = "NREMT_CARD"
    SSN_EVIDENCE = "SSN_EVIDENCE"
    VERIFICATION_FORM = "VERIFICATION_FORM"
    COMPLETED_FORM = "COMPLETED_FORM"
    BLS_INSTRUCTOR = "BLS_INSTRUCTOR"
    COURSE_CERTIFICATE = "COURSE_CERTIFICATE"
    RESUME = "RESUME"
    ATI_SPONSORSHIP = "ATI_SPONSORSHIP"
    SERVICE_ATTESTATION = "SERVICE_ATTESTATION"
    PERSONAL_STATEMENT = "PERSONAL_STATEMENT"
    INTERNSHIP_REPORT = "INTERNSHIP_REPORT"
    HEARING_EVIDENCE = "HEARING_EVIDENCE"

    @property
    def words(self) -> str:
        """What it is, in words."""
        return _SLOT_WORDS[self]


_SLOT_WORDS = {
    DocumentSlot.CPR: "CPR card",
    DocumentSlot.ACLS: "ACLS card",
    DocumentSlot.CORI_FORM: "CORI form",
    DocumentSlot.OOS_VERIFICATION: "Verification by another state",
    DocumentSlot.OTHER_LICENSE: "Another license",
    DocumentSlot.COURT_PAPERS: "Court papers",
    DocumentSlot.EXPLANATION: "Explanation",
    DocumentSlot.NAME_EVIDENCE: "Proof of the new name",
    DocumentSlot.NREMT_CARD: "National Registry card",
    DocumentSlot.SSN_EVIDENCE: "Proof of the SSN",
    DocumentSlot.VERIFICATION_FORM: "Verification form",
    DocumentSlot.COMPLETED_FORM: "Completed form",
    DocumentSlot.BLS_INSTRUCTOR: "BLS instructor card",
    DocumentSlot.COURSE_CERTIFICATE: "Course certificate",
    DocumentSlot.RESUME: "Resume",
    DocumentSlot.ATI_SPONSORSHIP: "Letter of a training institution",
    DocumentSlot.SERVICE_ATTESTATION: "Letter of a service",
    DocumentSlot.PERSONAL_STATEMENT: "Personal statement",
    DocumentSlot.INTERNSHIP_REPORT: "Internship report",
    DocumentSlot.HEARING_EVIDENCE: "Evidence for a hearing",
}


class ScanStatus(StrEnum):
    """What the scanner says of a file."""

    #: The scanner has not looked yet; nobody but its sender can open it.
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"
    #: The scanner looked and would not say that it is clean.
    REFUSED = "refused"


class OriginalFor(StrEnum):
    """What a document is needed for as it was sent; the copy that staff look at does for all else."""

    HEARING = "hearing"
    INVESTIGATION = "investigation"
    ANOTHER_OFFICE = "another_office"
    COPY_UNREADABLE = "copy_unreadable"

    @property
    def words(self) -> str:
        """What it is needed for, in words."""
        return _ORIGINAL_WORDS[self]


_ORIGINAL_WORDS = {
    OriginalFor.HEARING: "Evidence for a hearing or a court",
    OriginalFor.INVESTIGATION: "It may be false or changed",
    OriginalFor.ANOTHER_OFFICE: "Another office asks for it by law",
    OriginalFor.COPY_UNREADABLE: "The copy cannot be read",
}


class Verdict(StrEnum):
    """What a reviewer says of a document."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ASKED_AGAIN = "asked_again"


class CoriKind(StrEnum):
    """What a row of criminal history holds."""

    #: What the search brought.
    RESULT = "result"
    #: The steps taken before a denial.
    STEPS = "steps"


class CoriUse(StrEnum):
    """What was done with a row of criminal history."""

    ENTERED = "entered"
    LOOKED_AT = "looked_at"
    #: A copy went to the person it is about.
    HANDED_OVER = "handed_over"
    DESTROYED = "destroyed"

"""Approval as an Instructor/Coordinator: the application, the report on the internship, and the renewal.

Source: mass.gov, instructor/coordinator approval; 105 CMR 170.977.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from wtforms import Field
from wtforms.validators import ValidationError

from forms.attestation import CheckAndSign, SignTruth
from forms.background import ANY_YES, BackgroundSinceLast
from forms.base import FactLine, Guide, Page, Variable, answer, fact, guide
from forms.confirm import Confirm
from forms.contact import Contact
from forms.days import not_after
from forms.documents import CourtPapers
from forms.experience import EXPERIENCE_ENOUGH, Experience
from forms.fee import fee_line
from forms.fields import Choice, Email, Line, MemorableDate, Paragraph
from forms.rows import Row, Rows
from forms.upload import Upload
from forms.wording import long_date
from models.vocabulary import DocumentSlot, Level

#: What an approval lets a person teach: the highest level of the course, as a word of `Level`.
TAUGHT = {"E": "EMT Basic courses", "A": "EMT Basic and Advanced EMT courses"}
COURSES = {"state": "An I/C course approved by a state", "naemse": "NAEMSE Instructor Course, Level 1"}
PROVIDERS = {"AHA": "American Heart Association", "ARC": "American Red Cross", "other": "Another one"}
#: How long before the end a renewal should be filed. Source: 105 CMR 170.943, for the sister approval.
APPLY_BEFORE_DAYS = 60
_YEARS = (1990, 2100)
_LONGEST_STATEMENT = 5000


class YourLicense(Confirm):
    """The license that the approval rests on, and what the approval costs."""

    def facts(self) -> Sequence[FactLine]:
        return (*super().facts(), *fee_line(self))


class IcLevel(Page):
    """What the person wants to teach."""

    slug = "level"
    title = "What you want to teach"
    intro = "You can teach at the level of your own license or below it."

    ic_level = Choice(
        "Which courses do you want to lead?",
        choices=TAUGHT,
        needed="Choose which courses you want to lead",
        hint="The approval names these courses",
    )

    def validate_ic_level(self, field: Field) -> None:
        """Nobody teaches above the own license."""
        if field.data == Level.ADVANCED_EMT and fact(self.known, "credential.level") == Level.EMT.words:
            raise ValidationError("You need an Advanced EMT or Paramedic license to teach this level")


class Papers(Page):
    """What proves the experience."""

    slug = "papers"
    title = "Your résumé and proof of work"

    resume = Upload("Résumé", slot=DocumentSlot.RESUME, hint="One file", needed="Add your résumé", most=2)
    attestation = Upload(
        "Letter of your service",
        slot=DocumentSlot.SERVICE_ATTESTATION,
        hint="Signed by the service. It says when you worked there, and at which level",
        needed="Add the letter of your service",
        most=4,
    )


class Ati(Page):
    """The accredited training institution that sponsors the person."""

    slug = "ati"
    title = "Your training school"
    intro = "A school (ATI) must sponsor you. Its director signs the form."

    ati = Line(
        "Name of the school",
        needed="Enter the name of the school",
        longest=120,
        autocomplete="off",
        hint="As it stands on the sponsor form",
    )
    director = Line(
        "Program director",
        needed="Enter the name of the program director",
        longest=100,
        autocomplete="off",
        hint="Who signed the form",
    )
    director_email = Email(
        "E-mail of the program director",
        needed="Enter the e-mail address of the program director",
        hint="We write there if we have a question",
    )
    start_planned = MemorableDate(
        "When do you plan to begin your internship?",
        needed=None,
        hint="Leave blank if you do not know yet",
        years=_YEARS,
    )
    sponsorship = Upload(
        "Sponsor form",
        slot=DocumentSlot.ATI_SPONSORSHIP,
        hint="Signed by the program director",
        needed="Add the signed sponsor form",
        most=2,
    )


class Course(Page):
    """The course for instructors."""

    slug = "course"
    title = "Your instructor course"

    course_type = Choice(
        "Which course did you take?",
        choices=COURSES,
        needed="Choose the course you took",
        hint="One of the two is needed",
    )
    instructor = Line(
        "Lead instructor",
        needed="Enter the name of the lead instructor",
        longest=100,
        autocomplete="off",
        hint="Who held the course",
    )
    completed = MemorableDate(
        "Completed on", needed="Enter the date you completed it", hint="As it stands on the paper", years=_YEARS
    )
    certificate = Upload(
        "Course certificate",
        slot=DocumentSlot.COURSE_CERTIFICATE,
        hint="The paper you got at the end",
        needed="Add the course certificate",
        most=2,
    )

    def validate_completed(self, field: Field) -> None:
        """A course that still goes on does not count."""
        not_after(self.today, field, "Enter a date that has passed")


class BlsInstructor(Page):
    """The card as an instructor of Basic Life Support."""

    slug = "bls"
    title = "Your BLS instructor card"

    provider = Choice(
        "Who gave the card?",
        choices=PROVIDERS,
        needed="Choose who gave the card",
        hint="If you choose another one, our staff look at it first",
    )
    expires = MemorableDate(
        "Card ends on", needed="Enter the date on which the card ends", hint="For example, April 30 2028", years=_YEARS
    )
    card = Upload(
        "BLS instructor card, both sides",
        slot=DocumentSlot.BLS_INSTRUCTOR,
        hint="Two pictures, or one PDF",
        needed="Add both sides of your card",
        most=2,
        both_sides=True,
    )

    def validate_expires(self, field: Field) -> None:
        """The card is good today."""
        if self.today and date.fromisoformat(field.data) < self.today:
            raise ValidationError("This card has ended. Renew it first, then come back")


class Statement(Page):
    """Why the person wants to teach."""

    slug = "statement"
    title = "Your statement"

    personal_statement = Paragraph(
        "Why do you want to teach, and what do you bring to it?",
        needed="Write your statement",
        shortest=300,
        too_short="Write at least 300 characters",
        longest=_LONGEST_STATEMENT,
        rows=12,
        hint="300 to 5,000 characters. Half a page is enough",
    )


class Sign(CheckAndSign):
    """A fee, where there is one, is told on the first page; the training hours are not asked about."""

    t5 = None  # type: ignore[assignment] # how WTForms takes a field away
    t8 = None  # type: ignore[assignment]


@guide("instructor_initial")
class InstructorInitial(Guide):
    """Asks a holder who wants to teach for all that the education coordinator must see."""

    title = "Apply to be an Instructor/Coordinator"
    checklist: ClassVar = {
        "license": "The license is current, and no lower than the level taught",
        "experience": "The work counts, and the services confirm it",
        "sponsor": "The training institution sponsors the person",
        "course": "The course and the BLS instructor card are right",
        "background": "The background answers are read and settled",
    }
    approval = "Approve: before the internship its letter is sent, after it the approval"
    pages = (
        YourLicense,
        Contact,
        IcLevel,
        Experience,
        Papers,
        Ati,
        Course,
        BlsInstructor,
        Statement,
        BackgroundSinceLast,
        CourtPapers,
        Sign,
    )
    decides = (Variable("icLevel", tuple(TAUGHT), answer("level", "ic_level")), EXPERIENCE_ENOUGH, ANY_YES)


class InternshipReport(Page):
    """What was done in the internship."""

    slug = "internship"
    title = "Your internship"
    intro = "Tell us how it went. Add the report that your school signed."

    completed = MemorableDate(
        "Last day of the internship",
        needed="Enter the last day of the internship",
        hint="For example, April 28 2027",
        years=_YEARS,
    )
    hours = Line(
        "Hours you taught",
        needed="Enter the hours you taught",
        longest=5,
        autocomplete="off",
        hint="A number, like 40",
        attributes={"inputmode": "numeric"},
    )
    report = Upload(
        "Signed report",
        slot=DocumentSlot.INTERNSHIP_REPORT,
        hint="Signed by the school",
        needed="Add the report",
        most=4,
    )

    def validate_completed(self, field: Field) -> None:
        """It is reported when it is done."""
        not_after(self.today, field, "Enter a date that has passed")


@guide("instructor_internship")
class InstructorInternship(Guide):
    """Asks for the report on the internship."""

    title = "Report your internship"
    pages = (InternshipReport, SignTruth)
    decides = (Variable("internshipEnded", "date", answer("internship", "completed")),)


class Taught(Row):
    """One course that the person taught."""

    course = Line("Course", needed="Enter the course", longest=120, autocomplete="off", hint="Its name or its number")
    ati = Line(
        "Training school (ATI)",
        needed="Enter the name of the school",
        longest=120,
        autocomplete="off",
        hint="Where the course was held",
    )
    role = Line(
        "Your role", needed="Enter your role", longest=60, autocomplete="off", hint="For example, lead instructor"
    )
    began = MemorableDate("First day", needed="Enter the first day", hint="For example, September 8 2025", years=_YEARS)
    ended = MemorableDate("Last day", needed="Enter the last day", hint="For example, December 15 2025", years=_YEARS)
    hours = Line(
        "Hours you taught",
        needed="Enter the hours you taught",
        longest=5,
        autocomplete="off",
        hint="A number, like 40",
        attributes={"inputmode": "numeric"},
    )

    def validate_ended(self, field: Field) -> None:
        """A course ends after it began."""
        began = self["began"].data
        if isinstance(began, str) and isinstance(field.data, str) and field.data < began:
            raise ValidationError("Enter a last day that is not before the first day")


class YourApproval(Confirm):
    """The approval that is to be renewed, and until when to apply."""

    title = "Your approval"

    def facts(self) -> Sequence[FactLine]:
        ends = fact(self.known, "credential.expires_on")
        lines = [
            self.line("Name", "holder.legal_name"),
            self.line("Approval number", "credential.number"),
            self.line("Approval ends on", "credential.expires_on", long_date),
        ]
        if ends and self.today:
            by = date.fromisoformat(ends) - timedelta(days=APPLY_BEFORE_DAYS)
            late = self.today > by
            words = f"{long_date(by)}. This day has passed. You can still apply" if late else long_date(by)
            lines.append(FactLine("Apply by", words))
        return (*lines, *fee_line(self))


class Teaching(Page):
    """What the person taught since the last approval."""

    slug = "teaching"
    title = "What you taught"
    intro = "List the courses you taught since your last approval."

    courses = Rows(
        "Your courses",
        row=Taught,
        one="course",
        hint="One group for each course. Begin with the latest",
        needed="Add at least one course",
        most=12,
    )
    ati_letter = Upload(
        "Letter of your school",
        slot=DocumentSlot.ATI_SPONSORSHIP,
        hint="It says that you teach there",
        needed="Add the letter of your school",
        most=2,
    )


@guide("instructor_renewal")
class InstructorRenewal(Guide):
    """Asks an Instructor/Coordinator what was taught, and for the cards."""

    title = "Renew your approval to teach"
    checklist: ClassVar = {
        "license": "The license under the approval is current",
        "teaching": "The courses are known to the training institution",
        "card": "The BLS instructor card is right",
        "background": "The background answers are read and settled",
    }
    approval = "Approve: the new approval letter is sent"
    pages = (YourApproval, Contact, Teaching, BlsInstructor, BackgroundSinceLast, CourtPapers, Sign)
    decides = (ANY_YES,)

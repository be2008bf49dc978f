"""Criminal history lies apart: compliance alone opens it, each use is logged, and a denial on it takes seven steps."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms.cori import STEPS
from models import Answer, CoriLog, CoriRecord, Event, Notice
from models.vocabulary import ApplicationStatus, CoriUse
from tests.journeys.people import CONFIRM, DENY

ON_RECORD = {**DENY, "reasons": ["CRIMINAL_HISTORY"], "facts_disputed": "yes"}
SOURCE = "iCORI of the DCJIS, request 8841"
TAKEN: Mapping[str, str] = {
    "outcome": "done",
    "source": SOURCE,
    **dict.fromkeys(STEPS, "y"),
    **{f"{step}_on-month": "1" for step in STEPS},
    **{f"{step}_on-day": "9" for step in STEPS},
    **{f"{step}_on-year": "2026" for step in STEPS},
}


def confirmed(applicant: Any, clerk: Any) -> tuple[Any, Any, str]:
    """A denial on criminal history that a supervisor confirmed, at the steps of compliance."""
    hana = applicant("hana")
    number = hana.files()
    clerk("reviewer_1").decides(number, ON_RECORD)
    clerk("supervisor_1").decides(number, CONFIRM)
    return hana, clerk("compliance"), number


def opens(clerk: Any, number: str, *texts: str) -> None:
    """Opens the entries of a case and finds these words."""
    page = clerk.browser.post_bare(f"/cases/{number}/cori", {"csrf_token": clerk.token}, expect=200).text
    for text in texts:
        assert text in page


def test_a_denial_on_criminal_history_waits_for_the_seven_steps(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora, number = confirmed(applicant, clerk)

    assert hana.open_task(number).group_name == "compliance"
    hana.misses("Denied")
    cora.decides(number, TAKEN)
    assert hana.application(number).status is ApplicationStatus.DENIED
    hana.sees(number, "Criminal history", "ask for a hearing")
    assert len(STEPS) == 7
    uses = {row.use for row in world.all(select(CoriLog))}
    assert uses == {CoriUse.ENTERED, CoriUse.HANDED_OVER}


def test_a_step_that_is_not_ticked_or_not_dated_holds_the_denial(applicant: Any, clerk: Any) -> None:
    hana, cora, number = confirmed(applicant, clerk)
    left_out = {name: value for name, value in TAKEN.items() if name != "policy" and not name.startswith("named_on")}
    where = cora.claims(number)
    cora.sends(where, left_out, expect=422)

    assert "Tick this step when it is done" in cora.text
    assert "Enter the day of this step" in cora.text
    cora.sends(where, {**TAKEN, "offered_on-year": "2027"}, expect=422)
    assert "Enter a day that is not after today" in cora.text
    assert hana.application(number).ended_at is None


def test_a_record_that_was_wrong_sends_the_case_back(applicant: Any, clerk: Any) -> None:
    hana, cora, number = confirmed(applicant, clerk)
    cora.decides(number, {"outcome": "anew"})

    assert hana.open_task(number).form == "review"


def test_what_was_entered_lies_in_its_own_rows_and_nowhere_else(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora, number = confirmed(applicant, clerk)
    cora.decides(number, TAKEN)
    keyring = world.office.keyring

    [record] = world.all(select(CoriRecord))
    assert SOURCE.encode() not in record.content
    opened = keyring.open_json(record.content, place="cori_record.content", row=record.id)
    assert opened["steps"]["source"] == SOURCE
    answers = [keyring.open_json(row.content, place="answer.content", row=row.id) for row in world.all(select(Answer))]
    assert all(SOURCE not in str(pages) for pages in answers)
    assert all(SOURCE not in str(row.data) for row in world.all(select(Event)))
    assert all(SOURCE not in row.subject for row in world.all(select(Notice)))
    assert all(SOURCE not in mail.text + mail.html for mail in world.mailer.sent)
    for other in (clerk("reviewer_2"), clerk("supervisor_2")):
        other.sees(number, "Take the CORI steps")
        other.misses(SOURCE)
    hana.sees(number)
    hana.misses(SOURCE)


def test_compliance_alone_opens_it_and_each_look_is_logged(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora, number = confirmed(applicant, clerk)
    cora.decides(number, TAKEN)

    cora.reads(f"/cases/{number}/cori", "each look is logged", "Open the entries")
    cora.misses(SOURCE)
    opens(cora, number, SOURCE, "Looked at", "Cora Banerjee")
    assert [row.use for row in world.all(select(CoriLog))].count(CoriUse.LOOKED_AT) == 1
    for other in ("reviewer_2", "supervisor_2", "fiscal", "auditor"):
        clerk(other).reads(f"/cases/{number}/cori", expect=403)
    hana.reads(f"/cases/{number}/cori", expect=404)
    hana.sends(f"/cases/{number}/cori", expect=404)
    cora.sends("/cases/MA-2026-999999/cori", expect=404)


def test_it_is_destroyed_seven_years_after_its_last_use_and_the_log_stays(
    applicant: Any, clerk: Any, world: Any
) -> None:
    _, cora, number = confirmed(applicant, clerk)
    cora.decides(number, TAKEN)
    world.it_is("2033-01-05 10:00")
    assert world.office.cori.destroy_due() == 0
    world.it_is("2033-02-01 10:00")
    assert world.office.cori.destroy_due() == 1

    [record] = world.all(select(CoriRecord))
    assert record.content is None
    opens(cora, number, "The entry was destroyed")
    assert CoriUse.DESTROYED in {row.use for row in world.all(select(CoriLog))}


def test_a_case_without_a_check_says_so(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    number = hana.files()

    opens(clerk("compliance"), number, "Nothing was entered")

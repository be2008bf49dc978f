"""Every branch of the renewal that the alignment does not have: the late branch and the wait for the Registry."""

import pytest

from tests.bpmn.office import Office, at

JANUARY = "2026-01-10 10:00"
RENEWED, SAME_YEAR = "2028-03-31", "2026-03-31"


def waiting() -> Office:
    """Paid in November, and the Registry has not renewed."""
    office = Office("renewal", "2025-11-03 10:00", nrExpiry=SAME_YEAR)
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=None)
    office.paid("2025-11-03 10:10")
    return office


def test_a_holder_renews_for_two_years() -> None:
    office = Office("renewal", JANUARY, nrExpiry=RENEWED)
    assert office.process.waiting == ["fill_in"]
    office.to_review().do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert office.asked_for("request_payment")[0]["fees"] == ["fee.personnel.renewal"]
    assert office.asked_for("issue_credential") == [{"expires_on": RENEWED}]


def test_an_aligner_who_opened_a_renewal_goes_on_in_an_alignment() -> None:
    assert Office("renewal", JANUARY).ended.continue_as == "alignment"


def test_a_holder_whose_window_is_not_open_is_told_when() -> None:
    office = Office("renewal", "2025-09-30 10:00", nrExpiry=RENEWED)

    assert office.outcome == "ADVISED"
    assert "October 1, 2025" in (office.ended.advice or "")


def test_a_late_holder_meets_the_late_branch_with_its_own_deadline_and_fees() -> None:
    office = Office("renewal", "2026-04-01 09:00", nrExpiry=RENEWED)

    task = office.task("renewal")
    assert (task.name, task.due_at) == ("fill_in_late", "2027-03-31T04:00:00Z")
    assert "may not work" in (task.status or "")
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=False)
    assert office.asked_for("request_payment")[0]["fees"] == [
        "fee.personnel.late.base",
        "fee.personnel.late.base",
        "fee.personnel.late.surcharge",
    ]


def test_a_late_holder_who_worked_after_the_expiry_is_reviewed_by_compliance() -> None:
    office = Office("renewal", "2026-04-01 09:00", nrExpiry="2027-03-31")
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=True)
    office.paid("2026-04-01 09:10")

    assert office.task("review").group == "compliance"


def test_a_draft_left_open_past_31_march_becomes_a_late_renewal() -> None:
    office = Office("renewal", JANUARY, nrExpiry=RENEWED)

    assert office.wait_until("2026-04-01 00:00") == ["window_closed"]
    assert office.task("renewal").name == "fill_in_late"


def test_a_late_draft_leads_to_reinstatement_at_the_late_limit() -> None:
    office = Office("renewal", "2026-04-01 09:00", nrExpiry=RENEWED)

    assert office.wait_until("2027-03-31 00:00") == ["late_window_closed"]
    assert (office.outcome, office.ended.continue_as) == ("ADVISED", "reinstatement")
    assert "reinstatement" in (office.ended.advice or "")


def test_a_renewal_sent_after_midnight_is_told_that_it_is_late_now() -> None:
    office = Office("renewal", "2026-03-31 23:50", nrExpiry=RENEWED)
    office.now = at("2026-04-01 00:00")
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=None)

    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.task("renewal").name == "fill_in_late"
    assert office.asked_for("request_payment") == []


def test_a_renewal_before_the_registry_is_paid_and_waits() -> None:
    office = waiting()

    assert office.process.waiting == ["registry_advanced"]
    assert office.notices == ["N-RECEIVED"]
    assert office.process.open_tasks() == []


def test_a_waiting_renewal_goes_to_review_when_the_registry_shows_the_new_date() -> None:
    office = waiting()
    office.wait_until("2026-02-20 06:00")
    office.registry["nrExpiry"] = RENEWED
    office.message("registry_advanced", nrStatus="ACTIVE", nrLevel="EMT", nrExpiry=RENEWED)
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert office.asked_for("final_check")[0]["registry_must_show"] == RENEWED
    assert office.asked_for("new_expiry")[0]["basis"] == "TWO_YEARS_ON"


def test_a_registry_that_moved_too_little_is_waited_for_on() -> None:
    office = waiting()

    for expiry in ("2026-06-30", "2027-03-31"):
        assert office.message("registry_advanced", nrStatus="ACTIVE", nrLevel="EMT", nrExpiry=expiry)
        assert office.process.waiting == ["registry_advanced"]


def test_a_waiting_renewal_gets_a_last_notice_on_30_april_and_is_closed_at_the_late_limit() -> None:
    office = waiting()

    assert office.wait_until("2026-04-29 23:59") == []
    assert office.wait_until("2026-04-30 00:00") == ["last_notice_due"]
    assert office.notices[-1] == "N-NREMT-RENEW"
    assert office.process.waiting == ["registry_advanced"]
    assert office.wait_until("2027-03-30 23:59") == []
    assert office.wait_until("2027-03-31 00:00") == ["wait_over"]
    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")
    assert office.asked_for("issue_credential") == []


def test_a_waiting_renewal_does_not_grow_with_the_nights_it_waits() -> None:
    office = waiting()
    before = len(office.process.state())
    office.wait_until("2027-03-29 12:00")

    assert len(office.process.state()) < before * 1.3


def test_a_holder_without_registry_certification_does_not_wait_and_needs_a_training_profile() -> None:
    office = Office("renewal", JANUARY, nrStatus="NEVER_HELD", nrExpiry=None, nrLevel=None).to_review()
    office.do("review", decision="approve")

    assert office.asked_for("final_check") == [{"registry_must_show": None, "cpr_expires": None, "acls_expires": None}]
    assert office.asked_for("new_expiry")[0]["basis"] == "TWO_YEARS_ON"


@pytest.mark.parametrize("decision", ["propose_denial", "close_incomplete"])
def test_a_renewal_may_end_without_a_card(decision: str) -> None:
    office = Office("renewal", JANUARY, nrExpiry=RENEWED).to_review()
    office.do("review", by="rae", decision=decision)
    if decision == "propose_denial":
        office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert office.outcome == {"propose_denial": "DENIED", "close_incomplete": "CLOSED_INCOMPLETE"}[decision]


def test_a_renewal_no_longer_in_order_at_approval_goes_back_to_review() -> None:
    office = Office("renewal", JANUARY, nrExpiry=RENEWED).to_review()
    office.answers["final_check"] = [{"passed": False, "reason": "SUSPENDED", "nrExpiry": RENEWED}]
    office.do("review", decision="approve")

    assert office.form == "review"


def test_a_waiting_renewal_may_be_withdrawn() -> None:
    office = waiting()
    office.message("withdraw")

    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")


def test_a_renewal_paid_too_late_is_given_back_and_goes_on_as_a_late_one() -> None:
    office = Office("renewal", "2026-03-31 23:00", nrExpiry=RENEWED)
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=None)
    office.answers["close_checkout"] = [{"state": "paid", "authorised_at": "2026-04-01T04:00:00+00:00"}]
    office.wait_until("2026-04-01 00:00")

    assert len(office.asked_for("refund_payment")) == 1
    assert office.task("renewal").name == "fill_in_late"


def test_a_renewal_unpaid_at_the_end_goes_on_as_a_late_one() -> None:
    office = Office("renewal", "2026-03-31 23:00", nrExpiry=RENEWED)
    office.do("renewal", backgroundAnyYes=False, workedAfterExpiry=None)
    office.wait_until("2026-04-01 00:00")

    assert office.asked_for("refund_payment") == []
    assert office.task("renewal").name == "fill_in_late"

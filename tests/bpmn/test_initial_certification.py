"""Every branch of a first certification, on the real engine with a made-up Office."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.bpmn.office import EASTERN, Fails, Office

MORNING = "2026-05-04 10:00"
CERTIFIED = {"nrStatus": "ACTIVE", "nrLevel": "EMT", "nrExpiry": "2028-03-31"}
UNDER_WAY = {
    "nrStatus": "NEVER_HELD",
    "nrLevel": None,
    "nrExpiry": None,
    "nrCandidateFor": "EMT",
    "nrEducation": True,
    "nrCognitive": "PASSED",
    "nrHandsOn": "NOT_TAKEN",
}
WHO = {"levelWanted": "E", "heldBefore": False, "military": False, "ssnKind": "ssn"}
CARDS = {
    "cprModality": "in_person",
    "cprExpires": "2027-04-30",
    "aclsHeld": None,
    "aclsModality": None,
    "aclsExpires": None,
}
REST = {"outOfStateTrained": False, "waitsForState": False, "stateOfficeKnown": None, "backgroundAnyYes": False}


class FirstOffice(Office):
    """An Office to which a person comes who holds nothing."""

    def __init__(self, registry: Mapping[str, Any] | None = None, **answers: list[Any]) -> None:
        #: What the register has of the person.
        self.known: dict[str, Any] = {"personKnown": "none", "adult": True}
        super().__init__("initial_certification", MORNING, answers, **{**CERTIFIED, **(registry or {})})

    def _answer(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        match operation:
            case "register_applicant":
                return self._registered(parameters)
            case "issue_first_credential" if operation not in self.answers:
                return {"credential_id": "cred-1", "expires_on": parameters["expires_on"]}
            case "new_expiry":
                return "2028-03-31"
            case "invite":
                return {"asked": 1, "closes_at": "2026-07-04T04:00:00Z"}
        return super()._answer(operation, parameters)

    def _registered(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "today": self.now.astimezone(EASTERN).date().isoformat(),
            "levelApplied": parameters["level"],
            "levelAsked": parameters["asked"],
            "openApplication": False,
            "heldLevel": None,
            "heldCurrent": None,
            "maDiscipline": None,
            "settings": None,
            "nrStatus": "SERVICE_ERROR",
            **self.known,
        }

    # what the person does -----------------------------------------------------------------------------------

    def says_who(self, **changed: Any) -> "FirstOffice":
        self.do("initial_identity", **{**WHO, **changed})
        return self

    def fills_in(self, **changed: Any) -> "FirstOffice":
        self.do("initial_certification", **{**CARDS, **REST, **changed})
        return self

    def files(self, **changed: Any) -> "FirstOffice":
        self.says_who().fills_in(**changed)
        self.paid("2026-05-04 10:30")
        if self.form == "cori_result":
            self.searched()
        return self

    def searched(self, *, hit: bool = False) -> None:
        """Compliance enters what the search of criminal history brought."""
        left_out = {"falseStatement": True, "escalateTo": "compliance"} if hit else {}
        self.do("cori_result", **{"coriHit": hit, "falseStatement": None, "escalateTo": None, **left_out})

    @property
    def found(self) -> dict[str, Any]:
        found = self.process.variables["initial_eligibility"]
        assert isinstance(found, dict)
        return found


def test_a_person_certified_by_the_registry_applies_and_gets_the_card() -> None:
    office = FirstOffice().files()
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert [name for name, _ in office.asked if name != "look_up_standing"][:8] == [
        "register_applicant",
        "look_up_registry",
        "register_applicant",
        "look_up_registry",
        "request_payment",
        "record_submission",
        "send_notice",
        "start_review_clock",
    ]
    assert office.asked_for("request_payment")[0]["fees"] == ["fee.personnel.initial"]
    assert office.asked_for("new_expiry")[0]["basis"] == "INITIAL_POLICY"
    assert office.asked_for("issue_first_credential") == [{"level": "E", "expires_on": "2028-03-31"}]
    assert office.asked_for("final_check") == [
        {"registry_must_show": "2026-05-04", "level": "E", "cpr_expires": "2027-04-30", "acls_expires": None}
    ]
    assert office.notices == ["N-RECEIVED"]


@pytest.mark.parametrize(
    ("level", "told"), [("E", "the state runs it at this level"), ("P", "A representative of the National Registry")]
)
def test_a_candidate_without_a_hands_on_result_is_told_who_reports_it(level: str, told: str) -> None:
    at = {"E": "EMT", "P": "NRP"}[level]
    office = FirstOffice({**UNDER_WAY, "nrCandidateFor": at}).says_who(levelWanted=level)

    assert office.form == "initial_missing"
    assert office.found["outcome"] == "INCOMPLETE"
    assert told in office.found["advice"]
    assert office.asked_for("request_payment") == []


def test_a_candidate_goes_on_by_themselves_once_the_registry_certifies() -> None:
    office = FirstOffice(UNDER_WAY).says_who()
    office.registry |= CERTIFIED

    assert office.message("registry_advanced", **CERTIFIED)
    assert office.form == "initial_certification"


def test_a_candidate_has_the_registry_asked_again() -> None:
    office = FirstOffice(UNDER_WAY).says_who()
    office.do("initial_missing", nextStep="check_again")
    assert office.form == "initial_missing"

    office.registry |= CERTIFIED
    office.do("initial_missing", nextStep="check_again")
    assert office.form == "initial_certification"


def test_a_level_above_the_registrys_is_stopped_and_the_lower_one_offered() -> None:
    office = FirstOffice({"nrLevel": "AEMT"}).says_who(levelWanted="P")
    assert (office.found["reason"], office.found["offer_level"]) == ("LEVEL_MISMATCH", "A")

    office.do("initial_missing", nextStep="apply_A")

    assert office.form == "initial_certification"
    assert office.process.variables["levelApplied"] == "A"
    office.fills_in()
    assert office.process.variables["levelApplied"] == "A"


def test_answers_about_oneself_are_changed_and_looked_at_again() -> None:
    office = FirstOffice({"nrLevel": "AEMT"}).says_who(levelWanted="P")
    office.do("initial_missing", nextStep="change")

    office.says_who(levelWanted="A")

    assert office.form == "initial_certification"


@pytest.mark.parametrize("known", ["other", "differs"])
def test_a_person_whom_the_register_knows_otherwise_is_stopped_before_the_registry_is_asked(known: str) -> None:
    office = FirstOffice()
    office.known["personKnown"] = known
    office.says_who()

    assert office.form == "initial_missing"
    assert office.asked_for("look_up_registry") == []
    assert office.found["outcome"] == "BLOCKED"


def test_who_has_linked_the_record_meanwhile_goes_on() -> None:
    office = FirstOffice({"nrLevel": "NRP"})
    office.known["personKnown"] = "other"
    office.says_who(levelWanted="P")
    office.known = {"personKnown": "own", "adult": True, "heldLevel": "E", "heldCurrent": True, "maDiscipline": "clear"}

    office.do("initial_missing", nextStep="check_again")

    assert office.form == "initial_certification"


def test_who_says_to_have_held_a_license_links_it_first() -> None:
    office = FirstOffice().says_who(heldBefore=True)

    assert office.found["reason"] == "LINK_FIRST"


@pytest.mark.parametrize(
    ("cards", "reason"),
    [
        ({"cprModality": "online_only"}, "CPR_ONLINE_ONLY"),
        ({"aclsHeld": False}, "ACLS_MISSING"),
        ({"aclsHeld": True, "aclsModality": "online_only", "aclsExpires": "2027-04-30"}, "ACLS_ONLINE_ONLY"),
    ],
)
def test_a_card_that_does_not_count_stops_a_paramedic_before_the_fee(cards: dict[str, Any], reason: str) -> None:
    office = FirstOffice({"nrLevel": "NRP"}).says_who(levelWanted="P")
    office.fills_in(**cards)

    assert office.form == "initial_missing"
    assert office.found["reason"] == reason
    assert office.asked_for("request_payment") == []

    office.do("initial_missing", nextStep="change")
    office.fills_in(aclsHeld=True, aclsModality="in_person", aclsExpires="2027-04-30")
    assert len(office.asked_for("request_payment")) == 1


def test_a_draft_whose_card_ended_meanwhile_is_stopped_before_the_fee() -> None:
    office = FirstOffice().says_who()
    office.now += timedelta(days=20)
    office.fills_in(cprExpires="2026-05-20")

    assert office.found["reason"] == "CPR_ENDED"


def test_a_draft_is_looked_at_anew_before_the_fee() -> None:
    office = FirstOffice().says_who()
    office.registry["nrStatus"] = "LAPSED"
    office.fills_in()

    assert office.form == "initial_missing"
    assert office.found["reason"] == "NREMT_EXPIRED"


def test_a_fee_that_nobody_pays_ends_the_application_when_the_draft_would() -> None:
    office = FirstOffice().says_who().fills_in()

    office.wait_until("2026-08-03 00:00")

    assert office.outcome == "LAPSED"
    assert office.asked_for("record_submission") == []


def test_a_registry_that_is_down_is_looked_up_by_hand() -> None:
    office = FirstOffice(look_up_registry=[Fails("registry_unavailable")]).says_who()
    task = office.task("match_candidate")
    assert task.group == "intake"

    office.do("match_candidate", registryMatch="matched", **CERTIFIED)

    assert office.form == "initial_certification"


def test_a_clerk_may_have_the_registry_asked_again() -> None:
    office = FirstOffice(look_up_registry=[Fails("registry_unavailable")]).says_who()
    office.answers.clear()
    office.do("match_candidate", registryMatch="try_again")

    assert office.form == "initial_certification"


def test_a_person_whom_the_registry_does_not_have_is_told_and_can_correct() -> None:
    office = FirstOffice({"nrStatus": "NOT_MATCHED", "nrLevel": None, "nrExpiry": None}).says_who()
    office.do("match_candidate", registryMatch="no_record")

    assert office.form == "initial_missing"
    assert "Nothing is refused" in office.found["advice"]


@pytest.mark.parametrize(("finding", "form"), [("stands", "initial_missing"), ("ask_again", "initial_certification")])
def test_an_action_of_the_registry_is_looked_at_by_compliance(finding: str, form: str) -> None:
    office = FirstOffice({"nrStatus": "REVOKED"}).says_who()
    assert office.task("registry_discipline").group == "compliance"
    office.registry |= CERTIFIED

    office.do("registry_discipline", disciplineFinding=finding)

    assert office.form == form


def test_a_background_yes_goes_to_compliance_and_may_be_denied_by_two() -> None:
    office = FirstOffice().files(backgroundAnyYes=True)
    assert office.task("review").group == "compliance"

    office.do("review", by="cora", decision="propose_denial", criminalHistory=False)
    office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert (office.outcome, office.notices) == ("DENIED", ["N-RECEIVED", "N-DENIED"])


def test_nothing_is_decided_before_criminal_history_was_asked_for() -> None:
    office = FirstOffice().says_who().fills_in()
    office.paid("2026-05-04 10:30")

    assert office.task("cori_result").group == "compliance"
    assert office.process.status == [
        "Our compliance office is making the criminal history (CORI) check. You do not have to do anything now."
    ]
    office.searched()
    assert office.task("review").group == "reviewer"


def test_a_hit_that_was_left_out_is_decided_by_compliance_and_may_be_approved() -> None:
    office = FirstOffice().says_who().fills_in()
    office.paid("2026-05-04 10:30")
    office.searched(hit=True)
    assert office.task("review").group == "compliance"

    office.do("review", by="cora", decision="approve")

    assert office.outcome == "APPROVED"


def test_a_denial_after_a_hit_takes_a_second_person_and_the_cori_steps() -> None:
    office = FirstOffice().says_who().fills_in()
    office.paid("2026-05-04 10:30")
    office.searched(hit=True)

    office.do("review", by="cora", decision="propose_denial", criminalHistory=False)
    office.do("confirm_denial", by="sam", confirmation="confirmed")
    assert office.task("cori_steps").group == "compliance"
    office.do("cori_steps", by="cora", coriSteps="done")

    assert (office.outcome, office.notices) == ("DENIED", ["N-RECEIVED", "N-DENIED"])


def test_a_criminal_record_found_in_review_is_sent_to_compliance() -> None:
    office = FirstOffice().files()
    assert office.task("review").group == "reviewer"

    office.do("review", decision="escalate", escalateTo="compliance")

    assert office.task("review").group == "compliance"


def test_another_state_answers_by_mail() -> None:
    office = FirstOffice().files(outOfStateTrained=True, waitsForState=True, stateOfficeKnown=True)
    assert office.task("enter_verification").group == "intake"
    [invited] = office.asked_for("invite")
    assert (invited["form"], invited["days"]) == ("state_verification", 60)

    assert office.message("state_answered", stateStanding="good", answers_in=1)
    office.searched()

    assert office.task("review").group == "reviewer"


def test_an_action_that_another_state_reports_is_decided_by_compliance() -> None:
    office = FirstOffice().files(outOfStateTrained=True, waitsForState=True, stateOfficeKnown=True)
    office.message("state_answered", stateStanding="action", answers_in=1)
    office.searched()

    assert office.task("review").group == "compliance"
    office.do("review", by="cora", decision="approve")
    assert office.outcome == "APPROVED"


def test_a_letter_that_came_by_post_is_entered_by_staff() -> None:
    office = FirstOffice().files(outOfStateTrained=True, waitsForState=True, stateOfficeKnown=False)
    assert office.asked_for("invite") == []

    office.do("enter_verification", stateStanding="good")
    office.searched()

    assert office.form == "review"


def test_a_state_that_does_not_answer_is_waited_for_60_days_with_a_reminder_on_day_30() -> None:
    office = FirstOffice().files(outOfStateTrained=True, waitsForState=True, stateOfficeKnown=True)

    assert office.wait_until("2026-06-03 11:00") == ["month_over"]
    assert office.notices == ["N-RECEIVED", "N-STATE-REM"]
    assert office.form == "enter_verification"
    assert "two_months_over" in office.wait_until("2026-07-03 11:00")
    office.searched()
    assert office.form == "review"


def test_a_case_no_longer_in_order_at_approval_goes_back_to_review() -> None:
    office = FirstOffice(
        final_check=[
            {"passed": False, "reason": "CPR_ENDED", "nrExpiry": "2028-03-31"},
            {"passed": True, "reason": None, "nrExpiry": "2028-03-31"},
        ]
    ).files()
    office.do("review", decision="approve")
    assert office.form == "review"

    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_a_case_closed_for_missing_information_gets_no_card() -> None:
    office = FirstOffice().files()
    office.do("review", decision="close_incomplete")

    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")
    assert office.asked_for("issue_first_credential") == []


def test_a_discipline_raised_while_filling_in_is_looked_at_from_the_start() -> None:
    office = FirstOffice({"nrLevel": "NRP"})
    office.known |= {"personKnown": "own", "heldLevel": "E", "heldCurrent": True, "maDiscipline": "clear"}
    office.says_who(levelWanted="P")
    office.known["maDiscipline"] = "suspended"

    assert office.message("discipline_raised")

    assert office.form == "initial_missing"
    assert office.found["reason"] == "SUSPENDED"


@pytest.mark.parametrize("decision", ["go_on", "close"])
def test_a_discipline_raised_in_review_is_looked_at_by_compliance(decision: str) -> None:
    office = FirstOffice(read_standing=[{"maDiscipline": "suspended", "raised": True}]).files()
    office.answers["read_standing"] = [{"maDiscipline": "suspended", "raised": False}]
    if office.form == "review":
        assert office.message("discipline_raised")
    assert office.task("discipline_hold").group == "compliance"

    office.do("discipline_hold", holdDecision=decision)

    if decision == "go_on":
        assert office.form == "review"
    else:
        assert office.outcome == "CLOSED_INCOMPLETE"


@pytest.mark.parametrize("when", ["identity", "missing", "fill_in", "payment", "state", "record", "review"])
def test_a_person_withdraws_at_any_step(when: str) -> None:
    office = FirstOffice(UNDER_WAY if when == "missing" else None)
    if when != "identity":
        office.says_who()
    if when in ("payment", "state", "record", "review"):
        office.fills_in(waitsForState=when == "state")
    if when in ("state", "record", "review"):
        office.paid("2026-05-04 10:30")
    if when == "review":
        office.searched()

    assert office.message("withdraw")
    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")

"""Every branch of the change of contact details."""

from typing import Any

from tests.bpmn.office import Fails, Office

MAY = "2026-05-04 10:00"


def saved(answers: dict[str, list[Any]] | None = None) -> Office:
    office = Office("contact_change", MAY, answers)
    office.do("contact_change", smsConsent=False)
    return office


def test_an_address_or_a_phone_counts_at_once() -> None:
    office = saved({"compare_email": [{"changed": False}]})

    assert (office.outcome, office.notices) == ("APPROVED", ["N-CONTACT-CHANGED"])
    assert len(office.asked_for("record_submission")) == 1
    assert office.asked_for("invite") == office.asked_for("replace_email") == []


def test_a_new_address_is_asked_by_a_link_while_the_old_one_is_told() -> None:
    office = saved()

    assert office.process.waiting == ["wait_for_link"]
    assert office.asked_for("invite")[0] == {
        "form": "confirm_email",
        "message": "email_confirmed",
        "address": "contact.email",
        "days": 2,
        "template": "N-EMAIL-CONFIRM",
    }
    assert "Until it is confirmed" in office.asked_for("send_notice")[0]["detail"]


def test_an_address_that_is_confirmed_replaces_the_old_one() -> None:
    office = saved()
    office.message("email_confirmed", emailConfirmed=True)

    assert office.outcome == "APPROVED"
    assert len(office.asked_for("replace_email")) == 1
    assert "new e-mail address" in (office.ended.advice or "")


def test_an_address_that_is_not_confirmed_in_48_hours_does_not() -> None:
    office = saved()

    assert office.wait_until("2026-05-06 09:59") == []
    assert office.wait_until("2026-05-06 10:00") == ["wait_for_link"]
    assert (office.outcome, office.notices[-1]) == ("APPROVED", "N-EMAIL-KEPT")
    assert "stays as it was" in (office.ended.status or "")
    assert office.asked_for("replace_email") == []


def test_an_address_of_another_account_ends_like_one_that_was_not_confirmed() -> None:
    office = saved({"replace_email": [Fails("email_taken")]})
    office.message("email_confirmed", emailConfirmed=True)

    late = saved()
    late.wait_until("2026-05-06 10:00")
    assert (office.ended.status, office.notices) == (late.ended.status, late.notices)


def test_whoever_withdraws_keeps_the_old_address() -> None:
    office = saved()
    assert office.message("withdraw")

    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")
    assert office.asked_for("replace_email") == []

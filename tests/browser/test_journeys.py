"""From link to card in Chromium: registry over HTTP, the provider's hosted page and signed webhook, mail over SMTP."""

import io
import urllib.request

import pypdf
import pytest

from tests.browser.people import LATE_CARD, Applicant, MakeApplicant, MakeClerk, attachment, it_is
from tests.support.deadline import until
from tests.support.processes import Site

REVIEWER, SUPERVISOR = "rita.gomes@oems.example.org", "sam.whitcomb@oems.example.org"
ALIGNMENT_PAGES = ["dates", "contact", "background", "sign"]
RENEWAL_PAGES = ["confirm", "contact", "employer", "background", "sign"]


@pytest.mark.parametrize(
    ("key", "script", "until_day"),
    [("ana", True, "March 31, 2027"), ("elias", False, "March 31, 2028")],
    ids=["script", "no-script"],
)
def test_an_alignment_goes_from_link_to_card(
    applicant: MakeApplicant, clerk: MakeClerk, key: str, script: bool, until_day: str
) -> None:
    holder = applicant(key, script=script)

    number = holder.asks_for_the_way()
    holder.presses("Fill in", exact=False)
    assert holder.fills_in() == ALIGNMENT_PAGES
    holder.pays("$62.50")
    holder.sees("Our staff are reviewing your application.")
    clerk(REVIEWER).approves(number)

    holder.reads(number, "Your new card is in your account and in your e-mail.")
    assert _on_the_card(holder, holder.name, holder.told["number"], until_day)


def test_a_renewal_goes_from_link_to_card(applicant: MakeApplicant, clerk: MakeClerk) -> None:
    hana = applicant("hana")

    number = hana.asks_for_the_way()
    hana.presses("Fill in", exact=False)
    assert hana.fills_in() == RENEWAL_PAGES
    hana.pays("$125.00")
    hana.sees("Our staff are reviewing your application.")
    clerk(REVIEWER).approves(number)

    hana.reads(number, "Your new card is in your account and in your e-mail.")
    assert _on_the_card(hana, "Hana Ito", hana.told["number"], "March 31, 2028")
    hana.opens("/home")
    hana.sees("March 31, 2028")
    hana.opens(f"/verify/{hana.told['number']}")
    hana.sees("Active", "March 31, 2028")


def test_a_payment_of_the_last_evening_counts_though_its_webhook_comes_the_day_after(
    applicant: MakeApplicant, shared_site: Site
) -> None:
    ben = applicant("ben")
    ben.asks_for_the_way()
    ben.presses("Fill in", exact=False)
    ben.fills_in()
    it_is(shared_site, "2026-03-31T23:50-04:00")
    provider = ben.pays("$62.50", card=LATE_CARD)
    ben.sees("We are waiting for the payment provider")

    it_is(shared_site, "2026-04-01T00:10-04:00")
    _post(f"{provider}/webhooks/now")

    ben.sees("Our staff are reviewing your application.")
    ben.opens("/home")
    ben.sees("Expired, renewal in review")


def test_who_is_asked_for_more_answers_only_that(applicant: MakeApplicant, clerk: MakeClerk) -> None:
    noa = applicant("noa")
    number = noa.asks_for_the_way()
    noa.presses("Fill in", exact=False)
    noa.fills_in()
    noa.pays("$125.00")
    noa.sees("Our staff are reviewing your application.")

    reviewer = clerk(REVIEWER)
    reviewer.claims(number)
    asked = {"ask_question": None, "ask_question_note": "Where have you worked since October?"}
    reviewer.decides("request_information", asked)
    noa.reads(number, "Please answer what we asked.")
    noa.presses("Answer what we asked")
    noa.sees("Where have you worked since October?")
    assert noa.fills_in() == ["question", "send"]

    noa.sees("Our staff are reviewing your application.")
    assert "We need something for your application" in noa.mail()[0]["subject"]
    reviewer.approves(number)
    noa.reads(number, "Your new card is in your account and in your e-mail.")


def test_a_denial_takes_two_people(applicant: MakeApplicant, clerk: MakeClerk) -> None:
    sue = applicant("sue")
    number = sue.asks_for_the_way()
    sue.presses("Fill in", exact=False)
    sue.fills_in()
    sue.pays("$125.00")
    sue.sees("Our staff are reviewing your application.")
    reviewer, supervisor = clerk(REVIEWER), clerk(SUPERVISOR)

    reviewer.claims(number)
    reviewer.ticks("decision", ["propose_denial"])
    reviewer.ticks("reasons", ["FALSE_STATEMENT"])
    facts = "A charge was open on the day on which the form was signed."
    reviewer.decides("propose_denial", {"law": "105 CMR 170.937", "grounds": facts, "facts_disputed": "no"})
    assert reviewer.control("Claim this case").count() == 0
    supervisor.claims(number)
    supervisor.sees(facts)
    supervisor.answers({"outcome": "confirmed"})
    supervisor.records()

    sue.reads(number, "Your application was denied.", facts)
    sue.opens("/home")
    sue.sees("Denied", "March 31, 2026")


def test_a_registry_that_is_down_keeps_the_application_waiting(applicant: MakeApplicant, shared_site: Site) -> None:
    tom = applicant("tom")
    tom.presses("Renew or align")
    tom.sees("We are asking the National Registry. If it does not answer, we ask again. Nothing is lost.")

    it_is(shared_site, "2026-02-12T09:00-05:00")

    tom.sees("Fill in the application")


def _on_the_card(holder: Applicant, *texts: str) -> bool:
    """Whether the card that came by e-mail says so."""
    mail = until(lambda: [one for one in holder.mail() if one["attachments"]], "the card comes by e-mail")
    [page] = pypdf.PdfReader(io.BytesIO(attachment(holder.site, mail[0]))).pages
    words = " ".join(page.extract_text().split())
    return all(text in words for text in texts)


def _post(address: str) -> None:
    urllib.request.urlopen(urllib.request.Request(address, data=b"")).close()

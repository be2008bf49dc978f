from tests.journeys.people import APPROVE


def test_an_alignment_goes_from_link_to_card(applicant, clerk, world):
    ana = applicant("ana")

    number = ana.asks_for_the_way()
    ana.sees(number, "One-year alignment")
    ana.fills_in(number)
    ana.sees(number, "$62.50")
    payment = ana.pays(number)
    clerk("reviewer_1").decides(number, APPROVE)

    assert (payment.amount_cents, payment.surcharge_cents) == (6250, 147)
    ana.sees(number, "Approved")
    ana.browser.get("/home")
    assert ana.browser.sees("March 31, 2027")
    assert [mail.subject for mail in world.mail_to(ana.holder.email)][-1] == "Your new certification card"
    assert world.mail_to(ana.holder.email)[-1].attachments[0].content_type == "application/pdf"

"""A hold of the Department of Revenue: filing goes on, issuing does not."""

from typing import Any

from sqlalchemy import select

from models import CredentialTerm
from tests.journeys.candidates import Newcomer
from tests.journeys.people import APPROVE
from tests.journeys.test_discipline import begins, enters
from tests.journeys.world import day
from webapp.views.review import NOT_PASSED

HOLD = {"standing": "hold", "told_on-month": "1", "told_on-day": "9", "told_on-year": "2026"}
GOOD = {**HOLD, "standing": "good"}


def says(cora: Any, number: str, letter: dict[str, str]) -> None:
    enters(cora, begins(cora, number, "tax_standing"), letter)


def test_nothing_is_issued_under_a_hold_until_it_is_lifted(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, cora = applicant("hana"), clerk("reviewer_1"), clerk("compliance")
    says(cora, hana.holder.number, HOLD)
    cora.reads(f"/records/{hana.holder.number}", "Hold for taxes or child support", "Since January 9, 2026")
    number = hana.files()

    rita.decides(number, APPROVE)

    rita.sees(number, "The last check was not passed", NOT_PASSED["TAX_HOLD"])
    hana.sees(number, "In review")
    hana.misses("Revenue")
    hana.reads(f"/verify/{hana.holder.number}", "Active")
    hana.misses("Revenue", "Hold")
    assert len(world.all(select(CredentialTerm))) == 1
    says(cora, number, GOOD)
    rita.decides(number, APPROVE)
    assert hana.credential().expires_on == day("2028-03-31")


def test_a_hold_on_a_draft_of_nobody_yet_is_told_so(world: Any, clerk: Any) -> None:
    amy, cora = Newcomer.arrives(world, "amy"), clerk("compliance")
    draft = amy.begins()
    case = begins(cora, draft, "tax_standing")

    enters(cora, case, HOLD)

    cora.sees(case, "nobody is on record")


def test_compliance_alone_records_it_and_the_fiscal_staff_do_not_see_it(applicant: Any, clerk: Any) -> None:
    hana, rita, fiona, cora = applicant("hana"), clerk("reviewer_1"), clerk("fiscal"), clerk("compliance")
    number = hana.holder.number
    says(cora, number, HOLD)

    rita.sends(f"/records/{number}/start/tax_standing", expect=404)
    fiona.reads(f"/records/{number}")
    fiona.misses("Hold for taxes")

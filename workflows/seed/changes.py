"""Holders who change something, or want a paper: invented as the others are, each with the date of their case."""

from dataclasses import replace
from datetime import date, datetime

from models.vocabulary import Level
from workflows.adapters.clock import EASTERN
from workflows.adapters.registry import RegistryLevel
from workflows.seed.holder import Address, Expected, Holder, RegistryEntry
from workflows.seed.people import HOLDERS

#: What all of them have in common: a certification in order, nothing held against it.
_ORDINARY = next(holder for holder in HOLDERS if holder.key == "hana")
_LEVELS = {Level.EMT: RegistryLevel.EMT, Level.PARAMEDIC: RegistryLevel.NRP}


def _holder(  # noqa: PLR0913 - a row of the table below
    key: str,
    name: str,
    case: str,
    *,
    born: date,
    ssn: str,
    number: str,
    expires: int,
    registry_number: str,
    home: tuple[str, str, str],
    phone: str,
    plays_on: date,
    leads_to: tuple[str, str],
) -> Holder:
    first_name, last_name = name.split(" ")
    level = Level(number[0])
    record = replace(
        _ORDINARY.registry[-1].record,
        number=registry_number,
        first_name=first_name,
        last_name=last_name,
        level=_LEVELS[level],
        certified_on=date(2022, 5, 9),
        expires_on=date(2028, 3, 31),
    )
    outcome, sentence = leads_to
    return replace(
        _ORDINARY,
        key=key,
        case=case,
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name}.{last_name}@example.org".lower(),
        birth_date=born,
        ssn=ssn,
        level=level,
        number=number,
        ma_expires_on=date(expires, 3, 31),
        address=Address(*home),
        phone=phone,
        registry_number=registry_number,
        registry=(RegistryEntry(None, record),),
        plays_at=datetime(plays_on.year, plays_on.month, plays_on.day, 10, tzinfo=EASTERN),
        expected=Expected(row="", outcome=outcome, fee_cents=None, new_expires_on=None, sentence=sentence),
    )


CHANGES: tuple[Holder, ...] = (
    _holder(
        "lee",
        "Lee Moy",
        "40 · Name change",
        born=date(1990, 11, 6),
        ssn="841604471",
        number="P0934410",
        expires=2028,
        registry_number="M5034410",
        home=("8 Weaver Street", "Lowell", "01850"),
        phone="+19785550140",
        plays_on=date(2026, 5, 4),
        leads_to=("NAME_CHANGE", "A court order for a new last name: new card, same number and last day."),
    ),
    _holder(
        "max_nye",
        "Max Nye",
        "41 · Wrong e-mail",
        born=date(1985, 2, 17),
        ssn="841604472",
        number="E0934411",
        expires=2028,
        registry_number="E5034411",
        home=("22 Anchor Lane", "Quincy", "02169"),
        phone="+16175550141",
        plays_on=date(2026, 5, 4),
        leads_to=(
            "CONTACT_CHANGE",
            "Asks for another e-mail and never opens the link: after 48 hours the old one stays.",
        ),
    ),
    _holder(
        "nia",
        "Nia Oak",
        "42 · Reprint while expired",
        born=date(1994, 7, 23),
        ssn="841604473",
        number="E0934412",
        expires=2026,
        registry_number="E5034412",
        home=("3 Orchard Way", "Athol", "01331"),
        phone="+19785550142",
        plays_on=date(2026, 4, 2),
        leads_to=("DUPLICATE_CARD", "Refused with a sentence: an expired card is not printed."),
    ),
    _holder(
        "val",
        "Val Wu",
        "55 · Internship overrun",
        born=date(1988, 9, 2),
        ssn="841604474",
        number="P0934413",
        expires=2028,
        registry_number="M5034413",
        home=("41 Harbor View", "Salem", "01970"),
        phone="+19785550155",
        plays_on=date(2026, 5, 4),
        leads_to=(
            "INSTRUCTOR_INITIAL",
            "Approved for the internship and sends no report: on 5 May 2027 the case ends, and Val may apply again.",
        ),
    ),
)

"""The people to try the system with: invented, the same every time, each with the date on which their case plays.

The database is seeded with them, the sandbox's National Registry answers for them, and its page of people shows all
that is needed to play them. Social Security numbers begin with 8, an area that was never assigned to anybody before
areas lost their meaning in 2011; telephone numbers are of the range kept for fiction; streets are invented.
"""

from dataclasses import replace
from datetime import date, datetime

from models.vocabulary import Discipline, Level, SsnKind, StaffRole
from workflows.adapters.clock import EASTERN
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryRecord, RegistryStatus
from workflows.seed.holder import Address, Expected, Holder, RegistryEntry, StaffMember

#: Of every holder, and of every member of staff: easily typed, and none of the common ones.
HOLDER_PASSWORD = "copper kettle morning tide"  # noqa: S105 - of invented people
STAFF_PASSWORD = "granite lantern harbor north"  # noqa: S105

_LEVELS = {Level.EMT: RegistryLevel.EMT, Level.ADVANCED_EMT: RegistryLevel.AEMT, Level.PARAMEDIC: RegistryLevel.NRP}
_ALIGNMENT, _RENEWAL, _REINSTATEMENT = 62_50, 125_00, 150_00


def _march(year: int) -> date:
    return date(year, 3, 31)


def _at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=EASTERN)


def _says(
    expires: int,
    certified_on: date,
    *,
    since: date | None = None,
    status: RegistryStatus = RegistryStatus.ACTIVE,
    disciplined: bool = False,
) -> RegistryEntry:
    """The Registry says so of the holder's own level; names and number are filled in by `_holder`."""
    record = RegistryRecord(
        status=status,
        certified_on=certified_on,
        expires_on=_march(expires),
        lapsed_on=date(expires, 4, 1) if status is RegistryStatus.LAPSED else None,
        disciplined=disciplined,
        cognitive_exam=ExamResult.PASSED,
        psychomotor_exam=ExamResult.PASSED,
    )
    return RegistryEntry(since, record)


def _never_certified() -> RegistryEntry:
    return RegistryEntry(None, RegistryRecord(status=RegistryStatus.NEVER_HELD, ce_profile_approved=True))


def _leads_to(row: str, outcome: str, sentence: str, *, fee: int | None = None, until: int | None = None) -> Expected:
    new_expires_on = _march(until) if until is not None else None
    return Expected(row=row, outcome=outcome, fee_cents=fee, new_expires_on=new_expires_on, sentence=sentence)


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
    registry: tuple[RegistryEntry, ...],
    home: tuple[str, str, str],
    phone: str,
    plays_at: datetime,
    expected: Expected,
    ssn_kind: SsnKind = SsnKind.SSN,
    discipline: Discipline = Discipline.CLEAR,
    open_application: bool = False,
    registry_down_until: datetime | None = None,
) -> Holder:
    first_name, last_name = name.split(" ")
    level = Level(number[0])

    def named(entry: RegistryEntry) -> RegistryEntry:
        held = entry.record.status is not RegistryStatus.NEVER_HELD
        record = replace(
            entry.record,
            number=registry_number,
            first_name=first_name,
            last_name=last_name,
            level=_LEVELS[level] if held else None,
        )
        return replace(entry, record=record)

    return Holder(
        key=key,
        case=case,
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name}.{last_name}@example.org".lower(),
        password=HOLDER_PASSWORD,
        birth_date=born,
        ssn=ssn,
        ssn_kind=ssn_kind,
        level=level,
        number=number,
        ma_expires_on=_march(expires),
        ma_discipline=discipline,
        open_application=open_application,
        address=Address(*home),
        phone=phone,
        registry_number=registry_number,
        registry=tuple(named(entry) for entry in registry),
        registry_down_until=registry_down_until,
        plays_at=plays_at,
        expected=expected,
    )


HOLDERS: tuple[Holder, ...] = (
    _holder(
        "ana",
        "Ana Ruiz",
        "1 · Alignment due",
        born=date(1998, 5, 17),
        ssn="812410001",
        number="E0912345",
        expires=2026,
        registry_number="E3105501",
        registry=(_says(2027, date(2024, 9, 14)),),
        home=("14 Lantern Street", "Worcester", "01608"),
        phone="+15085550101",
        plays_at=_at(2026, 1, 20),
        expected=_leads_to(
            "D10", "ALIGNMENT_DUE", "Pays 62.50, is approved, and keeps the number.", fee=_ALIGNMENT, until=2027
        ),
    ),
    _holder(
        "ben",
        "Ben Cole",
        "2 · The last evening",
        born=date(1987, 11, 2),
        ssn="812410002",
        number="P0870213",
        expires=2026,
        registry_number="M8004412",
        registry=(_says(2027, date(2024, 8, 20)),),
        home=("203 Cooper Row", "Boston", "02118"),
        phone="+16175550102",
        plays_at=_at(2026, 3, 31, 22, 30),
        expected=_leads_to(
            "D10",
            "ALIGNMENT_DUE",
            "Filed in time; from 1 April expired with a renewal pending until approved.",
            fee=_ALIGNMENT,
            until=2027,
        ),
    ),
    _holder(
        "chloe",
        "Chloe Dunn",
        "3 · Missed the alignment",
        born=date(1995, 2, 28),
        ssn="812410003",
        number="E0904417",
        expires=2026,
        registry_number="E2987730",
        registry=(_says(2027, date(2024, 10, 3)),),
        home=("7 Millpond Lane", "Lowell", "01852"),
        phone="+19785550103",
        plays_at=_at(2026, 4, 1),
        expected=_leads_to(
            "D15",
            "LATE_RENEWAL",
            "The certification has expired; the late form asks about work since then.",
            fee=_ALIGNMENT,
            until=2027,
        ),
    ),
    _holder(
        "dan",
        "Dan Eze",
        "4a · The last late day",
        born=date(1991, 7, 9),
        ssn="812410004",
        number="E0897745",
        expires=2026,
        registry_number="E2961183",
        registry=(_says(2027, date(2024, 7, 29)),),
        home=("58 Saddler Street", "Springfield", "01103"),
        phone="+14135550104",
        plays_at=_at(2027, 3, 30),
        expected=_leads_to(
            "D15",
            "LATE_RENEWAL",
            "Accepted, with a warning that the new term ends the next day.",
            fee=_ALIGNMENT,
            until=2027,
        ),
    ),
    _holder(
        "eli",
        "Eli Fox",
        "5 · Reverse off-cycle",
        born=date(1983, 12, 30),
        ssn="812410005",
        number="P0866309",
        expires=2027,
        registry_number="M7750318",
        registry=(_says(2026, date(2024, 5, 6)),),
        home=("31 Orchard Hill Road", "Quincy", "02169"),
        phone="+16175550105",
        plays_at=_at(2026, 2, 1),
        expected=_leads_to(
            "D07", "REVERSE_OFF_CYCLE", "Told to recertify with the National Registry to 2028 first; nothing to pay."
        ),
    ),
    _holder(
        "elias",
        "Elias Fox",
        "6 · Reverse off-cycle, National Registry done",
        born=date(1984, 3, 19),
        ssn="812410006",
        number="P0866310",
        expires=2027,
        registry_number="M7750319",
        registry=(
            _says(2026, date(2024, 5, 6)),
            _says(2028, date(2024, 5, 6), since=date(2026, 3, 10)),
        ),
        home=("33 Orchard Hill Road", "Quincy", "02169"),
        phone="+16175550106",
        plays_at=_at(2026, 10, 15),
        expected=_leads_to(
            "D10", "ALIGNMENT_DUE", "Aligned to the National Registry in the autumn.", fee=_ALIGNMENT, until=2028
        ),
    ),
    _holder(
        "elijah",
        "Elijah Fox",
        "7 · Reverse off-cycle, National Registry not done",
        born=date(1985, 6, 4),
        ssn="812410007",
        number="P0866311",
        expires=2027,
        registry_number="M7750320",
        registry=(_says(2026, date(2024, 5, 6)),),
        home=("35 Orchard Hill Road", "Quincy", "02169"),
        phone="+16175550107",
        plays_at=_at(2026, 4, 1),
        expected=_leads_to(
            "D05",
            "REGAIN_NREMT_FIRST",
            "Valid to 31 March 2027 but cannot be renewed; a hint on the month until 30 April.",
        ),
    ),
    _holder(
        "fay",
        "Fay Gold",
        "8 · Alignment not yet due",
        born=date(1993, 8, 23),
        ssn="812410008",
        number="A0445120",
        expires=2027,
        registry_number="A1204476",
        registry=(_says(2028, date(2025, 9, 8)),),
        home=("119 Ropewalk Street", "Lynn", "01902"),
        phone="+17815550108",
        plays_at=_at(2026, 2, 1),
        expected=_leads_to(
            "D08", "ALIGNMENT_NOT_YET_DUE", "Instructions follow in autumn 2026; from 1 October 2026 it is row D10."
        ),
    ),
    _holder(
        "hana",
        "Hana Ito",
        "10 · An ordinary renewal",
        born=date(1999, 1, 12),
        ssn="812410010",
        number="E0921006",
        expires=2026,
        registry_number="E3210044",
        registry=(_says(2028, date(2022, 4, 11)),),
        home=("4 Ferry Landing", "Salem", "01970"),
        phone="+19785550110",
        plays_at=_at(2026, 1, 10),
        expected=_leads_to(
            "D12", "RENEWAL_OPEN", "Pays 125.00 and is renewed for two years.", fee=_RENEWAL, until=2028
        ),
    ),
    _holder(
        "ivan",
        "Ivan Jha",
        "11 · The state step first",
        born=date(1980, 4, 3),
        ssn="812410011",
        number="P0859921",
        expires=2026,
        registry_number="M7410952",
        registry=(
            _says(2026, date(2016, 6, 13)),
            _says(2028, date(2016, 6, 13), since=date(2026, 2, 20)),
        ),
        home=("86 Tannery Road", "Framingham", "01702"),
        phone="+15085550111",
        plays_at=_at(2025, 11, 3),
        expected=_leads_to(
            "D11",
            "RENEWAL_OPEN",
            "Pays and waits; the National Registry shows 2028 from 20 February 2026, then approval.",
            fee=_RENEWAL,
            until=2028,
        ),
    ),
    _holder(
        "jo",
        "Jo King",
        "12 · A day early",
        born=date(1990, 10, 27),
        ssn="812410012",
        number="P0872288",
        expires=2026,
        registry_number="M8111046",
        registry=(_says(2026, date(2018, 3, 26)),),
        home=("27 Bellfield Avenue", "Brockton", "02301"),
        phone="+17745550112",
        plays_at=_at(2025, 9, 30),
        expected=_leads_to("D09", "RENEWAL_NOT_YET_OPEN", "Told that the renewal opens on 1 October 2025."),
    ),
    _holder(
        "leo",
        "Leo Mann",
        "14 · Expired three years, both gone",
        born=date(1976, 9, 15),
        ssn="812410014",
        number="P0801457",
        expires=2023,
        registry_number="M6120087",
        registry=(_says(2023, date(2009, 5, 18), status=RegistryStatus.LAPSED),),
        home=("65 Granite Court", "Fall River", "02720"),
        phone="+17745550114",
        plays_at=_at(2026, 6, 1),
        expected=_leads_to(
            "D06", "REGAIN_NREMT_FIRST", "Both are gone: the National Registry first, then reinstatement."
        ),
    ),
    _holder(
        "liv",
        "Liv Mann",
        "15 · Expired three years, National Registry current",
        born=date(1979, 3, 8),
        ssn="812410015",
        number="E0789934",
        expires=2023,
        registry_number="E2250671",
        registry=(_says(2028, date(2010, 2, 22)),),
        home=("65 Granite Court", "Fall River", "02720"),
        phone="+17745550115",
        plays_at=_at(2026, 6, 1),
        expected=_leads_to(
            "D22",
            "REINSTATEMENT",
            "Reinstatement by the initial form, with all documents.",
            fee=_REINSTATEMENT,
            until=2028,
        ),
    ),
    _holder(
        "max",
        "Max Hale",
        "17 · Expired eighteen months, Paramedic",
        born=date(1988, 6, 21),
        ssn="812410017",
        number="P0868840",
        expires=2025,
        registry_number="M7901265",
        registry=(_says(2027, date(2015, 4, 27)),),
        home=("12 Chandler Way", "New Bedford", "02740"),
        phone="+17745550117",
        plays_at=_at(2026, 10, 1),
        expected=_leads_to(
            "D21",
            "REINSTATEMENT",
            "Reinstatement by the initial form, with CPR, ACLS and CORI.",
            fee=_REINSTATEMENT,
            until=2028,
        ),
    ),
    _holder(
        "ned",
        "Ned Orr",
        "18 · Suspended",
        born=date(1986, 1, 30),
        ssn="812410018",
        number="P0867002",
        expires=2026,
        discipline=Discipline.SUSPENDED,
        registry_number="M7803391",
        registry=(_says(2028, date(2014, 3, 17)),),
        home=("90 Quarry Street", "Pittsfield", "01201"),
        phone="+14135550118",
        plays_at=_at(2026, 1, 15),
        expected=_leads_to("D01", "NONE", "Filing is closed; the public page shows the suspension."),
    ),
    _holder(
        "ola",
        "Ola Park",
        "19 · National Registry revoked",
        born=date(1994, 12, 5),
        ssn="812410019",
        number="E0903380",
        expires=2026,
        registry_number="E2975028",
        registry=(_says(2026, date(2020, 7, 6), status=RegistryStatus.REVOKED, disciplined=True),),
        home=("41 Weaver Street", "Holyoke", "01040"),
        phone="+14135550119",
        plays_at=_at(2026, 1, 15),
        expected=_leads_to("D03", "NONE", "Nothing can be filed; compliance gets a task."),
    ),
    _holder(
        "raj",
        "Raj Sen",
        "21 · Massachusetts alone since 2009",
        born=date(1974, 2, 14),
        ssn="812410021",
        number="E0654218",
        expires=2026,
        registry_number="N0047112",
        registry=(_never_certified(),),
        home=("8 Steeple View", "Medford", "02155"),
        phone="+17815550121",
        plays_at=_at(2026, 1, 5),
        expected=_leads_to(
            "D25", "RENEWAL_OPEN", "Renewed on the approved training profile.", fee=_RENEWAL, until=2028
        ),
    ),
    _holder(
        "sue",
        "Sue Tam",
        "23 · National Registry inactive",
        born=date(1982, 5, 29),
        ssn="812410023",
        number="P0861175",
        expires=2026,
        registry_number="M7511840",
        registry=(_says(2028, date(2012, 10, 1), status=RegistryStatus.INACTIVE),),
        home=("150 Harbor Bend", "Plymouth", "02360"),
        phone="+15085550123",
        plays_at=_at(2026, 2, 10),
        expected=_leads_to(
            "D12", "RENEWAL_OPEN", "Inactive counts as certified: an ordinary renewal.", fee=_RENEWAL, until=2028
        ),
    ),
    _holder(
        "tom",
        "Tom Udo",
        "24 · National Registry down",
        born=date(1996, 11, 11),
        ssn="812410024",
        number="E0915562",
        expires=2026,
        registry_number="E3140093",
        registry=(_says(2028, date(2020, 1, 20)),),
        registry_down_until=_at(2026, 2, 12, 0),
        home=("22 Foundry Lane", "Malden", "02148"),
        phone="+17815550124",
        plays_at=_at(2026, 2, 10),
        expected=_leads_to(
            "D04", "NONE", "The draft is kept and the look-up tried again; from 12 February 2026 it is row D12."
        ),
    ),
    _holder(
        "una",
        "Una Voss",
        "25 · On probation",
        born=date(1989, 8, 7),
        ssn="812410025",
        number="E0876649",
        expires=2026,
        discipline=Discipline.CONDITIONS,
        registry_number="E2840517",
        registry=(_says(2028, date(2018, 9, 10)),),
        home=("77 Cobbler Street", "Haverhill", "01830"),
        phone="+19785550125",
        plays_at=_at(2026, 2, 10),
        expected=_leads_to("D12", "RENEWAL_OPEN", "A supervisor must decide.", fee=_RENEWAL, until=2028),
    ),
    _holder(
        "yan",
        "Yan Zu",
        "27 · An open case",
        born=date(1997, 4, 25),
        ssn="812410027",
        number="E0918804",
        expires=2026,
        open_application=True,
        registry_number="E3172236",
        registry=(_says(2027, date(2024, 11, 12)),),
        home=("5 Cranberry Path", "Barnstable", "02630"),
        phone="+15085550127",
        plays_at=_at(2026, 2, 10),
        expected=_leads_to("D02", "NONE", "Shown the running alignment; no second fee."),
    ),
    _holder(
        "noa",
        "Noa Pell",
        "A pseudo SSN",
        born=date(2001, 9, 2),
        ssn="900004417",
        ssn_kind=SsnKind.PSEUDO,
        number="E0926671",
        expires=2026,
        registry_number="E3255108",
        registry=(_says(2028, date(2022, 3, 7)),),
        home=("61 Gristmill Road", "Amherst", "01002"),
        phone="+14135550130",
        plays_at=_at(2026, 1, 10),
        expected=_leads_to(
            "D12",
            "RENEWAL_OPEN",
            "Links with the number that the National Registry assigned in place of an SSN.",
            fee=_RENEWAL,
            until=2028,
        ),
    ),
)


def _staff(key: str, role: StaffRole, name: str, totp_secret: str) -> StaffMember:
    first_name, last_name = name.split(" ")
    return StaffMember(
        key=key,
        role=role,
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name}.{last_name}@oems.example.org".lower(),
        password=STAFF_PASSWORD,
        totp_secret=totp_secret,
    )


STAFF: tuple[StaffMember, ...] = (
    _staff("intake", StaffRole.INTAKE, "Iris Noble", "ESH6FFTYBRI2BOVYLX26LZN5AY5XQ2VC"),
    _staff("reviewer_1", StaffRole.REVIEWER, "Rita Gomes", "K4B6XYWFZNPQ2PIWRWJZO3C2GMONON46"),
    _staff("reviewer_2", StaffRole.REVIEWER, "Reed Okafor", "AQ5M5I23QM5MTJJRQEMUU64Z7EFFXNHC"),
    _staff("supervisor_1", StaffRole.SUPERVISOR, "Sam Whitcomb", "LZFPGSUS4ILMXAMOMDR2LN7WWAMFEFLR"),
    _staff("supervisor_2", StaffRole.SUPERVISOR, "Sofia Lindqvist", "P7IDJ4VAZSWCFEPFEZVLKKLAYTBHX3NP"),
    _staff("compliance", StaffRole.COMPLIANCE, "Cora Banerjee", "IROOTCNLMVNG5Y5DPWP7H56N7EOHE6WM"),
    _staff("education", StaffRole.EDUCATION, "Edda Marsh", "MZ3TIYLSOVUGK5DFNRWGC3TEOJQXE2LO"),
    _staff("process_owner", StaffRole.PROCESS_OWNER, "Paul Ferreira", "XCYLNOJZXWQ6OZS7MAGCXDQPXAXBATLV"),
    _staff("fiscal", StaffRole.FISCAL, "Fiona Achebe", "NPVAJJVIG4PLFPSGDS7GBBPYO24FRHFZ"),
    _staff("administrator", StaffRole.ADMINISTRATOR, "Amir Haddad", "FN5EYBGLMM6SCAEZCA2DNX53EG4VL24P"),
    _staff("auditor", StaffRole.AUDITOR, "Aud Sorensen", "KZI2ED4IGXZHQT6DCPVUM5AXNZKWPE2J"),
)

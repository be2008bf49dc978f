"""People without a Massachusetts certification to try the system with: invented as the holders are, each with a date."""

from dataclasses import replace
from datetime import date, datetime

from models.vocabulary import Level, SsnKind
from workflows.adapters.clock import EASTERN
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryRecord, RegistryStatus
from workflows.seed.holder import Address, Candidate, Expected, RegistryEntry

#: Of every holder and candidate: easily typed, and none of the common ones.
PASSWORD = "copper kettle morning tide"  # noqa: S105 - of invented people
_INITIAL = 150_00
_LEVELS = {Level.EMT: RegistryLevel.EMT, Level.ADVANCED_EMT: RegistryLevel.AEMT, Level.PARAMEDIC: RegistryLevel.NRP}
_CARDS = "CPR: in person, ends April 30, 2027."
_NO_TO_ALL = "Background: no to each question."


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=EASTERN)


def _certified(level: RegistryLevel, *, expires: int, certified_on: date) -> RegistryEntry:
    """Certified after course and both exams."""
    record = RegistryRecord(
        status=RegistryStatus.ACTIVE,
        level=level,
        certified_on=certified_on,
        expires_on=date(expires, 3, 31),
        candidate_for=level,
        education_approved=True,
        cognitive_exam=ExamResult.PASSED,
        psychomotor_exam=ExamResult.PASSED,
    )
    return RegistryEntry(None, record)


def _under_way(level: RegistryLevel, *, cognitive: ExamResult, hands_on: ExamResult) -> RegistryEntry:
    """On the way: the course is confirmed, a result is missing."""
    record = RegistryRecord(
        status=RegistryStatus.NEVER_HELD,
        candidate_for=level,
        education_approved=True,
        cognitive_exam=cognitive,
        psychomotor_exam=hands_on,
    )
    return RegistryEntry(None, record)


def _leads_to(row: str, outcome: str, sentence: str, *, fee: int | None = None, until: int | None = None) -> Expected:
    ends = date(until, 3, 31) if until is not None else None
    return Expected(row=row, outcome=outcome, fee_cents=fee, new_expires_on=ends, sentence=sentence)


def _candidate(  # noqa: PLR0913 - a row of the table below
    key: str,
    name: str,
    case: str,
    *,
    level: Level,
    born: date,
    ssn: str,
    registry_number: str,
    registry: RegistryEntry,
    home: tuple[str, str, str],
    phone: str,
    plays_at: datetime,
    expected: Expected,
    answers: tuple[str, ...],
    ssn_kind: SsnKind = SsnKind.SSN,
) -> Candidate:
    first_name, last_name = name.split(" ")
    record = replace(registry.record, number=registry_number, first_name=first_name, last_name=last_name)
    return Candidate(
        key=key,
        case=case,
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name}.{last_name}@example.org".lower(),
        password=PASSWORD,
        birth_date=born,
        ssn=ssn,
        ssn_kind=ssn_kind,
        level=level,
        address=Address(*home),
        phone=phone,
        registry_number=registry_number,
        registry=(replace(registry, record=record),),
        registry_down_until=None,
        plays_at=plays_at,
        expected=expected,
        answers=answers,
    )


CANDIDATES: tuple[Candidate, ...] = (
    _candidate(
        "amy",
        "Amy Bell",
        "29 · First certification as an EMT",
        level=Level.EMT,
        born=date(2007, 2, 11),
        ssn="812410029",
        registry_number="E3401129",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2026, 4, 21)),
        home=("17 Sparrow Lane", "Worcester", "01604"),
        phone="+15085550129",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to("I23", "ELIGIBLE", "Decided by May 18, 2026; a new E number.", fee=_INITIAL, until=2028),
        answers=("Level: EMT Basic.", _CARDS, "CORI form signed in April 2026.", _NO_TO_ALL),
    ),
    _candidate(
        "carlos",
        "Carlos Dias",
        "30 · A number of the Registry in place of an SSN",
        level=Level.EMT,
        born=date(2001, 8, 30),
        ssn="900004430",
        ssn_kind=SsnKind.PSEUDO,
        registry_number="E3401130",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2026, 3, 9)),
        home=("240 Canal Row", "Lawrence", "01840"),
        phone="+19785550131",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to(
            "I23", "ELIGIBLE", "Swears that no SSN was given; tells both later.", fee=_INITIAL, until=2028
        ),
        answers=("Level: EMT Basic.", "No Social Security number: tick the affidavit.", _CARDS, _NO_TO_ALL),
    ),
    _candidate(
        "dee",
        "Dee Ash",
        "32 · CPR online only",
        level=Level.EMT,
        born=date(1998, 6, 18),
        ssn="812410032",
        registry_number="E3401132",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2026, 2, 2)),
        home=("9 Juniper Court", "Taunton", "02780"),
        phone="+15085550132",
        plays_at=_at(2026, 5, 10),
        expected=_leads_to("I18", "BLOCKED", "The hands-on part must be in person; pays nothing."),
        answers=("Level: EMT Basic.", "CPR: online only."),
    ),
    _candidate(
        "eve",
        "Eve Fay",
        "33 · A Paramedic without ACLS",
        level=Level.PARAMEDIC,
        born=date(1993, 12, 1),
        ssn="812410033",
        registry_number="M8201133",
        registry=_certified(RegistryLevel.NRP, expires=2028, certified_on=date(2026, 1, 26)),
        home=("54 Beacon Rise", "Newton", "02458"),
        phone="+16175550133",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to("I20", "BLOCKED", "A Paramedic needs ACLS; pays nothing."),
        answers=("Level: Paramedic.", _CARDS, "ACLS: no card."),
    ),
    _candidate(
        "flo",
        "Flo Gee",
        "34 · The Registry is a level below",
        level=Level.PARAMEDIC,
        born=date(1995, 4, 4),
        ssn="812410034",
        registry_number="A1301134",
        registry=_certified(RegistryLevel.AEMT, expires=2028, certified_on=date(2026, 3, 30)),
        home=("112 Mason Street", "Fitchburg", "01420"),
        phone="+19785550134",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to("I11", "BLOCKED", "Told of the mismatch, and offered Advanced EMT."),
        answers=("Level: Paramedic.",),
    ),
    _candidate(
        "gus",
        "Gus Roy",
        "The hands-on result is not reported",
        level=Level.EMT,
        born=date(2004, 10, 9),
        ssn="812410035",
        registry_number="E3401135",
        registry=_under_way(RegistryLevel.EMT, cognitive=ExamResult.PASSED, hands_on=ExamResult.NOT_TAKEN),
        home=("3 Cider Mill Road", "Athol", "01331"),
        phone="+19785550135",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to(
            "I15",
            "INCOMPLETE",
            "Told that the result is reported for the state; report it in the sandbox and check again.",
        ),
        answers=("Level: EMT Basic.",),
    ),
    _candidate(
        "hal",
        "Hal Ing",
        "36 · Convictions disclosed",
        level=Level.EMT,
        born=date(1986, 1, 23),
        ssn="812410036",
        registry_number="E3401136",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2026, 2, 16)),
        home=("77 Depot Street", "Milford", "01757"),
        phone="+15085550136",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to(
            "I23", "ELIGIBLE", "Compliance looks first; denied for criminal history by two people.", fee=_INITIAL
        ),
        answers=("Level: EMT Basic.", _CARDS, "Background: yes to the crimes and to drunk driving, three times."),
    ),
    _candidate(
        "isa",
        "Isa Joy",
        "37 · A plea that was not told",
        level=Level.EMT,
        born=date(1999, 3, 14),
        ssn="812410037",
        registry_number="E3401137",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2026, 5, 18)),
        home=("28 Willow Bank", "Dartmouth", "02747"),
        phone="+15085550137",
        plays_at=_at(2026, 8, 1),
        expected=_leads_to(
            "I23", "ELIGIBLE", "The CORI search shows a plea; compliance decides on a false statement.", fee=_INITIAL
        ),
        answers=("Level: EMT Basic.", _CARDS, _NO_TO_ALL),
    ),
    _candidate(
        "kai",
        "Kai Lin",
        "39 · From New Hampshire",
        level=Level.EMT,
        born=date(1997, 7, 7),
        ssn="812410039",
        registry_number="E3301139",
        registry=_certified(RegistryLevel.EMT, expires=2028, certified_on=date(2024, 2, 19)),
        home=("6 Harrow Street", "Methuen", "01844"),
        phone="+19785550139",
        plays_at=_at(2026, 5, 4),
        expected=_leads_to(
            "I23", "ELIGIBLE", "Waits 60 days at most for New Hampshire, reminded on day 30.", fee=_INITIAL, until=2028
        ),
        answers=("Level: EMT Basic.", _CARDS, "First certified in another state; no letter added.", _NO_TO_ALL),
    ),
)

"""Every page in every state it can show: its address in the town, who opens it, and what is done on it first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.browser.acts import (
    Act,
    choose,
    claim,
    empty_and_send,
    follow,
    judge,
    make_codes,
    open_details,
    password_of,
    press,
    recovery_of,
    say_yes,
    send,
    send_panel,
    send_stale,
)
from tests.browser.town import UNLINKED, Town

VISITOR = "visitor"
OWNER = "process_owner"
REVIEWER, SUPERVISOR, SECOND_SUPERVISOR = "reviewer_1", "supervisor_1", "supervisor_2"
COMPLIANCE = "compliance"
AUDITOR = "auditor"
#: The decisions of the panel.
DECISIONS = ("approve", "request_information", "propose_denial", "escalate")
_ALIGNMENT = ("dates", "contact", "background", "sign")
_RENEWAL = ("confirm", "contact", "employer", "background", "sign")
_REINSTATEMENT = ("confirm", "identity", "registry", "cpr", "acls", "education", "cori", "sign")
#: Pages of it that may be left empty.
_REINSTATEMENT_OPTIONAL = ("name", "documents")
#: The changes of a record, by their process.
_CHANGES = {
    "name_change": ("new_name", "proof", "sign"),
    "contact_change": ("contact",),
    "duplicate_card": ("copy",),
    "verification": ("request",),
}
#: Further tasks of applicants: the pages that are refused when nothing is answered, and those that may be left empty.
_TASKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "amy": (("level", "name", "identity", "registry", "check"), ()),
    "gus": (("missing",), ()),
    "dee": (("found", "contact", "cpr", "education", "background", "cori", "sign"), ("documents",)),
    "max_nye": (("confirm", "level", "experience", "ati", "course", "bls", "statement", "sign"), ("papers",)),
    "val/renewal": (("confirm", "teaching", "bls", "sign"), ()),
    "ned/hearing": (("grounds", "representative", "send"), ()),
    "noa/ssn_update": (("ssn", "sign"), ()),
}


@dataclass(frozen=True)
class Stop:
    """A page in one of its states."""

    path: str
    #: The key of the person who opens it.
    who: str = VISITOR
    #: What the page is answered with after all that is done on it.
    status: int = 200
    act: Act | None = None
    #: What is done, in a word.
    state: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.who, self.path, self.state)))


#: The parts of the tour.
PARTS = (
    "public",
    "accounts",
    "invited",
    "homes",
    "questions",
    "changes",
    "queue",
    "owner",
    "cases",
    "offices",
    "audit",
)


def stops(town: Town, *parts: str) -> list[Stop]:
    """The stops of these parts; of the whole tour where none is named."""
    ways: dict[str, Callable[[], Iterator[Stop]]] = {
        "public": _public,
        "accounts": _accounts,
        "homes": lambda: _homes(town),
        "questions": lambda: _questions(town),
        "changes": lambda: _changes(town),
        "queue": _queue,
        "owner": _owner,
        "cases": lambda: _cases(town),
        "invited": lambda: _invited(town),
        "offices": lambda: _offices(town),
        "audit": lambda: _audit(town),
    }
    return [stop for part in parts or PARTS for stop in ways[part]()]


def _public() -> Iterator[Stop]:
    yield from (Stop(path) for path in ("/", "/login", "/sign-up", "/sign-up/check-email", "/prove-email", "/reset"))
    yield from (_sent(path, VISITOR) for path in ("/login", "/sign-up"))
    # whether there is such an address is told to nobody
    yield from (Stop(path, act=send, state="answered") for path in ("/prove-email", "/reset"))
    yield Stop("/confirm/of-nobody")
    yield Stop("/nowhere", status=404)
    yield Stop("/verify")
    yield Stop("/verify?q=rui", state="found")
    yield Stop("/verify?q=zzz", state="nobody")
    yield Stop("/verify?q=a", status=422, state="too short")
    yield Stop("/verify/E0912345")
    yield Stop("/verify/P0867002")
    yield Stop("/verify/E0000000", status=404)
    yield Stop("/invitations/of-nobody", status=404)
    yield Stop("/invitations/thanks")
    yield Stop("/what-applies")
    yield _sent("/what-applies", VISITOR)
    yield Stop("/login", act=password_of(REVIEWER), state="asked for the code")
    yield Stop("/login", act=recovery_of(REVIEWER), state="asked for a recovery code")


def _accounts() -> Iterator[Stop]:
    yield Stop("/link", UNLINKED)
    yield _sent("/link", UNLINKED)
    yield Stop("/account", UNLINKED)
    yield Stop("/account/password", UNLINKED)
    yield _sent("/account/password", UNLINKED)
    yield Stop("/account/second-factor", UNLINKED)
    yield Stop("/account/second-factor", UNLINKED, act=press("Set up an app"), state="with its picture")
    yield Stop("/account/still-you", UNLINKED)
    yield Stop("/account", REVIEWER)
    yield Stop("/account/second-factor", REVIEWER)
    yield Stop("/account/recovery-codes", REVIEWER)
    yield Stop("/account/recovery-codes", REVIEWER, act=make_codes, state="made")


def _invited(town: Town) -> Iterator[Stop]:
    for path in town.invitations.values():
        yield Stop(path)
        yield _sent(path, VISITOR)


def _homes(town: Town) -> Iterator[Stop]:
    for key in ("ana", "fay", "ivan", "raj"):
        yield Stop("/home", key)
    for key in ("amy", "jo", "lee", "liv", "ned", "nia", "val", UNLINKED):
        yield Stop("/home", key)
    for name, number in town.numbers.items():
        yield Stop(f"/applications/{number}", _person(name))
    for key in ("amy", "max_nye", "ned/hearing"):
        yield Stop(f"/applications/{town.numbers[key]}/diagram", _person(key))
    for case, key in (("order", "ned"), ("late order", "liv")):
        yield Stop(f"/decisions/{town.cases[case]}", key)
    yield Stop(f"/decisions/{town.cases['order']}", "ana", status=404, state="of somebody else")
    for key in ("ana", "ivan", "noa", "raj"):
        yield Stop(f"/applications/{town.numbers[key]}/diagram", key)
    yield Stop(f"/applications/{town.numbers['ana']}/withdraw", "ana")
    yield Stop(f"/applications/{town.numbers['ana']}", "raj", status=404, state="of somebody else")
    payment = f"/payments/{town.payments['ben']}"
    yield Stop(payment, "ben")
    yield _sent(payment, "ben")
    yield Stop(f"{payment}/return", "ben")


def _questions(town: Town) -> Iterator[Stop]:
    asked = {
        "ana": _ALIGNMENT,
        "hana": _RENEWAL,
        "chloe": ("lapse",),
        "noa": ("question", "send"),
        "max": _REINSTATEMENT,
    }
    for key, pages in asked.items():
        task = f"/tasks/{town.tasks[key]}"
        yield Stop(task, key)
        yield from (Stop(f"{task}/{page}", key) for page in pages)
        yield from (_sent(f"{task}/{page}", key, act=empty_and_send) for page in pages)
    yield from (Stop(f"/tasks/{town.tasks['max']}/{page}", "max") for page in _REINSTATEMENT_OPTIONAL)
    yield Stop(f"/tasks/{town.tasks['hana']}/background", "hana", act=say_yes, state="explained")
    yield Stop(f"/tasks/{town.tasks['hana']}/contact", "hana", act=send_stale, status=409, state="stale")


def _changes(town: Town) -> Iterator[Stop]:
    for name, (pages, optional) in _TASKS.items():
        task, who = f"/tasks/{town.tasks[name]}", _person(name)
        yield Stop(task, who)
        yield from (Stop(f"{task}/{page}", who) for page in (*pages, *optional))
        yield from (_sent(f"{task}/{page}", who, act=empty_and_send) for page in pages)
    for process, pages in _CHANGES.items():
        task = f"/tasks/{town.tasks[f'lee/{process}']}"
        yield from (Stop(f"{task}/{page}", "lee") for page in pages)
        yield from (_sent(f"{task}/{page}", "lee", act=empty_and_send) for page in pages)


def _queue() -> Iterator[Stop]:
    for tab in ("mine", "team", "unassigned", "waiting", "done"):
        yield Stop(f"/queue?tab={tab}", REVIEWER)
    yield Stop("/queue?tab=done", SUPERVISOR)
    yield Stop("/incidents", SUPERVISOR)
    yield Stop("/incidents", REVIEWER, status=403)
    yield Stop("/staff/linking-locks", SUPERVISOR)
    yield _sent("/staff/linking-locks", SUPERVISOR)


def _owner() -> Iterator[Stop]:
    fee = "/settings/values/fee.personnel.alignment"
    yield from (Stop(path, OWNER) for path in ("/settings", "/settings/holidays", fee, "/held-notices"))
    yield from (_sent(path, OWNER) for path in (fee, "/settings/holidays", "/settings/values/late.lastDayInclusive"))
    yield Stop(f"{fee}/confirm?value=70&on=2026-03-01", OWNER)
    yield from (Stop(path, OWNER) for path in ("/calendar", "/calendar/2026-02-15", "/calendar/2026-03-01"))
    yield Stop("/calendar", REVIEWER, status=403)


def _cases(town: Town) -> Iterator[Stop]:
    case = f"/cases/{town.numbers['sue']}"
    yield Stop(case, REVIEWER, state="unclaimed")
    yield Stop(case, REVIEWER, act=claim, state="claimed")
    for decision in DECISIONS:
        yield Stop(case, REVIEWER, act=choose(decision), state=decision)
        yield Stop(case, REVIEWER, act=choose(decision, send=True), status=422, state=f"{decision} without the rest")
    yield Stop(case, SUPERVISOR, state="held by another")
    denial = f"/cases/{town.numbers['una']}"
    yield Stop(denial, SUPERVISOR, state="not for the same person")
    yield Stop(denial, SECOND_SUPERVISOR, act=claim, state="second person")
    yield Stop(denial, SECOND_SUPERVISOR, act=choose("returned", name="outcome"), state="returned")
    paper, document = f"/cases/{town.numbers['elijah']}", town.documents["elijah"]
    yield Stop(f"{paper}/documents/{document}", REVIEWER, state="unclaimed")
    yield Stop(paper, REVIEWER, act=judge(), state="document in hand")
    yield Stop(paper, REVIEWER, act=judge("asked_again"), status=422, state="asked again without a word")
    for key in ("noa", "raj", "yan", "tom"):
        yield Stop(f"/cases/{town.numbers[key]}", SUPERVISOR)
    yield Stop(f"/cases/{town.numbers['ana']}", SUPERVISOR, status=404, state="never sent")


def _offices(town: Town) -> Iterator[Stop]:
    """What is done beside the review: discipline, hearings, criminal history, money, teaching, papers."""
    yield Stop("/records", COMPLIANCE)
    yield Stop("/records?number=E9999999", COMPLIANCE, status=422, state="nobody")
    license_of_ned = "/records/P0867002"
    yield Stop(license_of_ned, COMPLIANCE)
    yield Stop(license_of_ned, REVIEWER, state="nothing to begin")
    for name in ("begun", "unserved", "order"):
        yield Stop(f"/cases/{town.cases[name]}", COMPLIANCE, act=claim, state=name)
    yield _refused(town.cases["begun"], COMPLIANCE)
    yield _refused(town.cases["unserved"], COMPLIANCE)
    yield _refused(town.numbers["jo/hearing"], SECOND_SUPERVISOR)
    yield _refused(town.numbers["liv/hearing"], SECOND_SUPERVISOR)
    yield Stop(f"/cases/{town.numbers['nia']}", COMPLIANCE, act=claim, state="seven steps")
    yield _refused(town.numbers["nia"], COMPLIANCE)
    yield Stop(f"/cases/{town.numbers['nia']}", REVIEWER, state="where compliance acts")
    for key, state in (("jo", "handed over"), ("sue", "nothing")):
        yield Stop(f"/cases/{town.numbers[key]}/cori", COMPLIANCE)
        yield Stop(f"/cases/{town.numbers[key]}/cori", COMPLIANCE, act=press("Open the entries"), state=state)
    yield Stop(f"/cases/{town.numbers['jo']}/cori", REVIEWER, status=403)
    for name, who in (("returned", "fiscal"), ("refund", "fiscal"), ("paper", "intake")):
        yield _refused(town.cases[name], who)
    yield Stop("/queue?tab=team", "fiscal")
    yield Stop(f"/cases/{town.numbers['val']}", "education")
    for key in ("elias", "isa", "kai"):
        yield Stop(f"/cases/{town.numbers[key]}", SUPERVISOR)


def _audit(town: Town) -> Iterator[Stop]:
    trail = f"/audit/applications/{town.numbers['sue']}"
    yield Stop("/audit", AUDITOR)
    yield Stop("/audit?kind=task_completed", AUDITOR, act=open_details, state="found")
    yield Stop("/audit?kind=link_locked", AUDITOR, state="nothing")
    yield Stop("/audit?number=MA-0&since-month=2", AUDITOR, status=422, state="refused")
    yield Stop("/audit", REVIEWER, status=403)
    yield Stop(trail, AUDITOR, act=open_details)
    yield Stop(trail, AUDITOR, act=follow("The account it belongs to"), state="account")
    yield Stop("/audit/chains", AUDITOR)
    yield Stop("/audit/chains", AUDITOR, act=press("Check the chains"), state="checked")


def _person(name: str) -> str:
    """Whose the application of this name is."""
    return name.partition("/")[0]


def _refused(number: str, who: str) -> Stop:
    """A case with its panel sent as it is drawn."""
    return Stop(f"/cases/{number}", who, status=422, act=send_panel, state="panel refused")


def _sent(path: str, who: str, act: Act | None = None) -> Stop:
    """The page with what was sent refused."""
    return Stop(path, who, status=422, act=act or send, state="refused")

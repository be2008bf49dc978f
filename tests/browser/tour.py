"""Every page in every state it can show: its address in the town, who opens it, and what is done on it first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.town import UNLINKED, Town
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Holder, StaffMember
from workflows.seed.people import HOLDERS, STAFF

VISITOR = "visitor"
OWNER = "process_owner"
REVIEWER, SUPERVISOR, SECOND_SUPERVISOR = "reviewer_1", "supervisor_1", "supervisor_2"
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

Act = Callable[[Page], None]


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
PARTS = ("public", "accounts", "homes", "questions", "queue", "owner", "cases")


def stops(town: Town, *parts: str) -> list[Stop]:
    """The stops of these parts; of the whole tour where none is named."""
    ways: dict[str, Callable[[], Iterator[Stop]]] = {
        "public": _public,
        "accounts": _accounts,
        "homes": lambda: _homes(town),
        "questions": lambda: _questions(town),
        "queue": _queue,
        "owner": _owner,
        "cases": lambda: _cases(town),
    }
    return [stop for part in parts or PARTS for stop in ways[part]()]


def _public() -> Iterator[Stop]:
    yield from (Stop(path) for path in ("/", "/login", "/sign-up", "/sign-up/check-email", "/prove-email", "/reset"))
    yield from (_sent(path, VISITOR) for path in ("/login", "/sign-up"))
    # whether there is such an address is told to nobody
    yield from (Stop(path, act=_send, state="answered") for path in ("/prove-email", "/reset"))
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
    yield Stop("/login", act=_password_of(REVIEWER), state="asked for the code")
    yield Stop("/login", act=_recovery_of(REVIEWER), state="asked for a recovery code")


def _accounts() -> Iterator[Stop]:
    yield Stop("/link", UNLINKED)
    yield _sent("/link", UNLINKED)
    yield Stop("/account", UNLINKED)
    yield Stop("/account/password", UNLINKED)
    yield _sent("/account/password", UNLINKED)
    yield Stop("/account/second-factor", UNLINKED)
    yield Stop("/account/second-factor", UNLINKED, act=_press("Set up an app"), state="with its picture")
    yield Stop("/account/still-you", UNLINKED)
    yield Stop("/account", REVIEWER)
    yield Stop("/account/second-factor", REVIEWER)
    yield Stop("/account/recovery-codes", REVIEWER)
    yield Stop("/account/recovery-codes", REVIEWER, act=_make_codes, state="made")


def _homes(town: Town) -> Iterator[Stop]:
    for key in ("ana", "fay", "ivan", "raj"):
        yield Stop("/home", key)
    for key, number in town.numbers.items():
        yield Stop(f"/applications/{number}", key)
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
        yield from (_sent(f"{task}/{page}", key, act=_empty_and_send) for page in pages)
    yield from (Stop(f"/tasks/{town.tasks['max']}/{page}", "max") for page in _REINSTATEMENT_OPTIONAL)
    for process, pages in _CHANGES.items():
        task = f"/tasks/{town.tasks[process]}"
        yield from (Stop(f"{task}/{page}", "lee") for page in pages)
        yield from (_sent(f"{task}/{page}", "lee", act=_empty_and_send) for page in pages)
    yield Stop(f"/tasks/{town.tasks['hana']}/background", "hana", act=_say_yes, state="explained")
    yield Stop(f"/tasks/{town.tasks['hana']}/contact", "hana", act=_send_stale, status=409, state="stale")


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
    yield Stop(case, REVIEWER, act=_claim, state="claimed")
    for decision in DECISIONS:
        yield Stop(case, REVIEWER, act=_choose(decision), state=decision)
        yield Stop(case, REVIEWER, act=_choose(decision, send=True), status=422, state=f"{decision} without the rest")
    yield Stop(case, SUPERVISOR, state="held by another")
    denial = f"/cases/{town.numbers['una']}"
    yield Stop(denial, SUPERVISOR, state="not for the same person")
    yield Stop(denial, SECOND_SUPERVISOR, act=_claim, state="second person")
    yield Stop(denial, SECOND_SUPERVISOR, act=_choose("returned", name="outcome"), state="returned")
    paper, document = f"/cases/{town.numbers['elijah']}", town.documents["elijah"]
    yield Stop(f"{paper}/documents/{document}", REVIEWER, state="unclaimed")
    yield Stop(paper, REVIEWER, act=_judge(), state="document in hand")
    yield Stop(paper, REVIEWER, act=_judge("asked_again"), status=422, state="asked again without a word")
    for key in ("ana", "noa", "raj", "yan", "tom"):
        yield Stop(f"/cases/{town.numbers[key]}", SUPERVISOR)


# what is done on a page -----------------------------------------------------------------------------------------


def _sent(path: str, who: str, act: Act | None = None) -> Stop:
    """The page with what was sent refused."""
    return Stop(path, who, status=422, act=act or _send, state="refused")


def _send(page: Page) -> None:
    page.locator("main form button").first.click()


def _empty_and_send(page: Page) -> None:
    for field in page.locator(
        "main input[type=text], main input[type=email], main input[type=tel], main textarea"
    ).all():
        if field.is_visible():
            field.fill("")
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
    page.locator("main button[value=continue]").last.click()


def _say_yes(page: Page) -> None:
    page.locator("[name=b1][value=yes]").check()


def _send_stale(page: Page) -> None:
    """Sends a page that was drawn before somebody else saved it."""
    page.locator("[name=revision]").evaluate("field => field.value = 99")
    page.locator("[name=residence_same][value=yes]").check()
    page.locator("main button[value=continue]").last.click()


def _press(name: str) -> Act:
    return lambda page: page.get_by_role("main").get_by_role("button", name=name).click()


def _claim(page: Page) -> None:
    claim = page.get_by_role("button", name="Claim this case")
    if claim.count():
        claim.click()


def _judge(verdict: str = "") -> Act:
    def act(page: Page) -> None:
        _claim(page)
        page.get_by_role("link", name="Proof of the new name").click()
        if verdict:
            page.locator(f"[name=verdict][value={verdict}]").check()
            page.get_by_role("button", name="Save").click()

    return act


def _choose(decision: str, *, name: str = "decision", send: bool = False) -> Act:
    def act(page: Page) -> None:
        _claim(page)
        page.locator(f"[name={name}][value={decision}]").check()
        for tick in page.locator("main [type=checkbox][name^=ask_]:visible").all():
            tick.check()
        if send:
            page.get_by_role("button", name="Record the decision").click()

    return act


def _make_codes(page: Page) -> None:
    page.locator("main form button").click()


def _password_of(key: str) -> Act:
    def act(page: Page) -> None:
        enter(page, key)
        page.get_by_label("Code").wait_for()

    return act


def _recovery_of(key: str) -> Act:
    def act(page: Page) -> None:
        _password_of(key)(page)
        page.get_by_role("link", name="Use a recovery code").click()

    return act


def enter(page: Page, key: str) -> None:
    """Types the e-mail address and password of anyone of the seed on the page that asks for them."""
    everyone: tuple[Holder | StaffMember, ...] = (*HOLDERS, *CHANGES, *STAFF)
    known = next(one for one in everyone if one.key == key)
    page.get_by_label("E-mail address").fill(known.email)
    page.get_by_label("Password").fill(known.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

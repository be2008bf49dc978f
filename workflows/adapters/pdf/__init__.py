"""Cards, certificates and letters as PDF: what they show, who draws them, and a stand-in for tests.

Each but the denial bears facts of the public register alone and a code that leads to the register's own page, where the
live status decides. All letters stand in one frame. WeasyPrint is imported where the first page is drawn: the site
starts without it.
"""

import importlib
import io
import threading
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from string import Template
from typing import Any, Protocol

import segno
from markupsafe import escape

from models.vocabulary import CredentialStatus, Level
from workflows.adapters.clock import legal_date, long_date
from workflows.adapters.outside import OutsideUnavailable

#: Names of more letters than these are written smaller.
_FITS = ((75, "longest"), (40, "longer"), (18, "long"))
#: Marks that turn the text around them: embeddings, overrides and isolates.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


#: What a letter says of each status.
_STATUS_WORDS = {
    CredentialStatus.ACTIVE: "Active",
    CredentialStatus.ACTIVE_CONDITIONS: "Active, with conditions",
    CredentialStatus.EXPIRED: "Expired",
    CredentialStatus.EXPIRED_RENEWAL_PENDING: "Expired, renewal in review",
    CredentialStatus.SUSPENDED: "Suspended",
    CredentialStatus.REVOKED: "Revoked",
    CredentialStatus.SURRENDERED: "Surrendered",
    CredentialStatus.SUPERSEDED: "Replaced by a higher level",
}
#: The courses that an approval for a level lets its holder lead. Source: 105 CMR 170.977.
_TAUGHT = {Level.EMT: "EMT Basic courses", Level.ADVANCED_EMT: "EMT Basic and Advanced EMT courses"}
#: The style sheets: all letters look alike.
_SHEETS = ("card", "certificate", "letter")
#: What stands in the frame of each letter: its title, and whose word its code leads to.
_LETTERS = {
    "letter": ("Verification of license $number", "Check this letter", "the register itself"),
    "approval": ("Approval to teach $number", "Check this letter", "the register itself"),
    "internship": ("Internship as instructor $number", "Check the certification", "the system itself"),
}
_DENIAL_TITLE = "Denial of application $number"
_DENIAL_CLOSING = (
    "<p>67 Forest Street, Marlborough, MA 01752. This letter is made by the system itself and needs no signature.</p>\n"
)
#: The days within which a complaint must be in the Superior Court. Source: M.G.L. c.30A s.14.
_COURT_DAYS = 30
_DISCIPLINE_WORDS = {True: "Yes. Ask the Office for the record", False: "None on record"}


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """What a card and a certificate show."""

    name: str
    #: As the register keeps it: "E0912345".
    number: str
    level: Level
    issued_on: date
    expires_on: date
    verify_url: str
    printed_at: datetime
    #: The last day has passed, and an owner lets such a card be printed: it says so across it.
    expired: bool = False


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What a verification letter tells: facts of the public register alone."""

    name: str
    #: As the register keeps it: "E0912345".
    number: str
    level: Level
    issued_on: date
    expires_on: date
    status: CredentialStatus
    #: Whether there is discipline that is public.
    disciplined: bool
    verify_url: str
    printed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalFacts:
    """What the letter of an approval to teach shows."""

    name: str
    #: As the register keeps it: "IC100001".
    number: str
    #: The highest level that may be taught.
    teaches: Level
    issued_on: date
    expires_on: date
    verify_url: str
    printed_at: datetime


@dataclass(frozen=True, kw_only=True)
class InternshipFacts:
    """What the letter shows that lets an internship begin."""

    name: str
    #: Of the application.
    number: str
    teaches: Level
    #: The number of the certification it rests on.
    certification: str
    issued_on: date
    last_day: date
    verify_url: str
    printed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DenialFacts:
    """What the letter of a denial tells; it is personal, and no e-mail carries it."""

    name: str
    #: Of the application.
    number: str
    #: What was applied for.
    title: str
    denied_on: date
    #: Label and text of the reasons, the law and the facts, as they were written.
    told: tuple[tuple[str, str], ...]
    #: The last day to ask for a hearing; None where nobody disputes the facts, and the court is the way.
    last_day: date | None
    site_url: str


class DrawingFailed(OutsideUnavailable):
    """The page could not be drawn now."""


class Printer(Protocol):
    """Draws PDFs; each raises `DrawingFailed` where it cannot."""

    def card(self, facts: CardFacts) -> bytes:
        """The wallet card, 85.6 x 54 mm, as a tagged PDF."""
        ...

    def certificate(self, facts: CardFacts) -> bytes:
        """The certificate for a wall, one page of letter size, as a tagged PDF."""
        ...

    def letter(self, facts: LetterFacts) -> bytes:
        """The verification letter, one page of letter size, as a tagged PDF."""
        ...

    def approval(self, facts: ApprovalFacts) -> bytes:
        """The letter of an approval to teach, one page of letter size, as a tagged PDF."""
        ...

    def internship(self, facts: InternshipFacts) -> bytes:
        """The letter that lets an internship begin, one page of letter size, as a tagged PDF."""
        ...

    def denial(self, facts: DenialFacts) -> bytes:
        """The letter of a denial with the right of appeal, on as many pages of letter size as it needs, tagged."""
        ...


class WeasyPrinter:
    """Draws with WeasyPrint; nothing is fetched but what a page carries in itself."""

    def card(self, facts: CardFacts) -> bytes:
        return self._draw("card", "card", _words(facts) | {"expired": "expired" if facts.expired else ""})

    def certificate(self, facts: CardFacts) -> bytes:
        return self._draw("certificate", "certificate", _words(facts) | {"expired": "expired" if facts.expired else ""})

    def letter(self, facts: LetterFacts) -> bytes:
        told = {"status": _STATUS_WORDS[facts.status], "discipline": _DISCIPLINE_WORDS[facts.disciplined]}
        return self._letter("letter", _words(facts) | _escaped(told))

    def approval(self, facts: ApprovalFacts) -> bytes:
        return self._letter("approval", _words(facts) | _escaped({"teaches": _TAUGHT[facts.teaches]}))

    def internship(self, facts: InternshipFacts) -> bytes:
        told = {
            "teaches": _TAUGHT[facts.teaches],
            "certification": facts.certification,
            "last_day": long_date(facts.last_day),
        }
        return self._letter("internship", _words(facts) | _escaped(told))

    def denial(self, facts: DenialFacts) -> bytes:
        words = _denied(facts)
        appeal = "denial_court" if facts.last_day is None else "denial_hearing"
        content = _filled("denial", words | {"told": _told(facts.told), "appeal": _filled(appeal, words)})
        framed = {"kind": "denial", "content": content, "closing": _DENIAL_CLOSING, "footer": ""}
        return self._draw("letter", "frame", framed | {"title": Template(_DENIAL_TITLE).substitute(words)})

    def warm_up(self) -> None:
        """Loads fonts and style sheets, so that the first card is as quick as the second."""
        _ = self._engine

    def _letter(self, kind: str, words: dict[str, str]) -> bytes:
        """A letter with a code, in the frame of all letters."""
        title, check, made_by = _LETTERS[kind]
        footer = _filled("checked", words | {"check": check, "made_by": made_by})
        framed = {"kind": kind, "content": _filled(kind, words), "closing": "", "footer": footer}
        return self._draw("letter", "frame", framed | {"title": Template(title).substitute(words)})

    def _draw(self, sheet: str, page: str, words: dict[str, str]) -> bytes:
        return self._engine.draw(sheet, _filled(page, words))

    @cached_property
    def _engine(self) -> "_Engine":
        return _Engine()


class _Engine:
    """WeasyPrint with its fonts and style sheets, kept."""

    def __init__(self) -> None:
        weasyprint: Any = importlib.import_module("weasyprint")
        fonts: Any = importlib.import_module("weasyprint.text.fonts")
        urls: Any = importlib.import_module("weasyprint.urls")
        self._html = weasyprint.HTML
        self._fonts = fonts.FontConfiguration()
        self._fetcher = urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        self._styles = {
            sheet: weasyprint.CSS(string=files(__name__).joinpath(f"{sheet}.css").read_text(), font_config=self._fonts)
            for sheet in _SHEETS
        }
        # Pango's fonts are one to the process: two pages at once garble each other
        self._one_at_a_time = threading.Lock()

    def draw(self, sheet: str, html: str) -> bytes:
        with self._one_at_a_time:
            try:
                document = self._html(string=html, url_fetcher=self._fetcher, base_url="about:blank")
                drawn: Any = document.write_pdf(
                    stylesheets=[self._styles[sheet]], font_config=self._fonts, pdf_variant="pdf/ua-1"
                )
            except (OSError, RuntimeError, ValueError) as fault:
                # fonts that went away, memory that ran out: the next try may go through
                raise DrawingFailed from fault
        return bytes(drawn)


class FakePrinter:
    """Prints the facts as text, for tests."""

    def __init__(self) -> None:
        #: Whether it cannot draw cards now.
        self.broken = False

    def card(self, facts: CardFacts) -> bytes:
        if self.broken:
            raise DrawingFailed
        return f"%PDF card {facts.number} {facts.expires_on}{' EXPIRED' if facts.expired else ''}".encode()

    def certificate(self, facts: CardFacts) -> bytes:
        return f"%PDF certificate {facts.number} {facts.expires_on}".encode()

    def letter(self, facts: LetterFacts) -> bytes:
        return f"%PDF letter {facts.number} {facts.status.value} discipline={facts.disciplined}".encode()

    def approval(self, facts: ApprovalFacts) -> bytes:
        return f"%PDF approval {facts.number} {facts.teaches.value} {facts.expires_on}".encode()

    def internship(self, facts: InternshipFacts) -> bytes:
        return f"%PDF internship {facts.number} {facts.teaches.value} {facts.last_day}".encode()

    def denial(self, facts: DenialFacts) -> bytes:
        told = " ".join(text for _, text in facts.told)
        return f"%PDF denial {facts.number} {facts.denied_on} {facts.last_day} {told}".encode()


def _words(facts: CardFacts | LetterFacts | ApprovalFacts | InternshipFacts) -> dict[str, str]:
    code = io.BytesIO()
    segno.make(facts.verify_url, error="m").save(code, kind="svg", xmldecl=False, svgns=True, border=0, scale=4)
    words = {
        "name": _seen(facts.name),
        "fit": _fit(facts.name),
        "number": facts.number,
        "issued_on": long_date(facts.issued_on),
        "verify_url": facts.verify_url,
        "verify_host": facts.verify_url.partition("//")[2],
        "printed_on": long_date(legal_date(facts.printed_at)),
    }
    if not isinstance(facts, InternshipFacts):
        words["expires_on"] = long_date(facts.expires_on)
    if isinstance(facts, (CardFacts, LetterFacts)):
        words["level"] = facts.level.words
    return _escaped(words) | {"code": _data_uri(code.getvalue())}


def _denied(facts: DenialFacts) -> dict[str, str]:
    last_day = facts.last_day or facts.denied_on + timedelta(days=_COURT_DAYS)
    return _escaped(
        {
            "name": _seen(facts.name),
            "number": facts.number,
            "title": facts.title,
            "denied_on": long_date(facts.denied_on),
            "last_day": long_date(last_day),
            "days": str((last_day - facts.denied_on).days),
            "site": facts.site_url,
        }
    )


def _told(told: tuple[tuple[str, str], ...]) -> str:
    """A heading and its paragraphs for each; a line that was typed stays a line."""
    return "\n".join(
        f"<h2>{escape(label)}</h2>\n" + "\n".join(f"<p>{escape(_seen(line))}</p>" for line in text.splitlines() if line)
        for label, text in told
    )


def _filled(page: str, words: dict[str, str]) -> str:
    return Template(files(__name__).joinpath(f"{page}.html").read_text()).substitute(words)


def _escaped(words: dict[str, str]) -> dict[str, str]:
    return {key: str(escape(text)) for key, text in words.items()}


def _fit(name: str) -> str:
    """How small a name is written, so that the longest stays in its place: a class of the style sheets."""
    return next((fit for letters, fit in _FITS if len(name) > letters), "")


def _seen(name: str) -> str:
    """The name without marks that turn text around or cannot be seen: what is read is what is written."""
    return "".join(letter for letter in name if unicodedata.category(letter) != "Cc" and letter not in _TURNS)


def _data_uri(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg).decode()

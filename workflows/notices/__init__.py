"""What the Office writes to people: one row a notice, sent by a job, its words in a text and a page beside each other.

An e-mail never carries personal data: it says that there is a message and where to sign in. The card, which bears
facts of the public register alone, is the one attachment. A notice is the same notice by its key, so that a retry
or a second worker writes nothing twice. Words are filled in by name from an allow-list; a template runs no code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Notice
from models.base import new_id
from models.vocabulary import JobKind, NoticeStatus
from workflows.adapters.clock import Clock
from workflows.jobs import Jobs
from workflows.keyring import Keyring

PLACE = "notice.text"
ADDRESS = "notice.address"

#: Exactly nine digits, alone or as 3-2-4 with whatever stands between them: it may be a Social Security number.
_BETWEEN = r"[-\u00ad\u200b\u2010-\u2015\u2212./_\s]{1,3}"
_NINE_DIGITS = re.compile(
    rf"(?<!\d)(?<!\d[-\u2010-\u2015])(?:\d{{9}}|\d{{3}}{_BETWEEN}\d{{2}}{_BETWEEN}\d{{4}})(?![-\u2010-\u2015]?\d)"
)
#: What stands in the place of such digits where staff look at a notice that was held.
MASKED = "\u2022" * 9
HELD = "The words hold nine digits, which may be a Social Security number."

#: What a template may name.
FIELDS = frozenset(
    {"number", "license", "process", "site", "detail", "link", "address", "paid", "decide_within", "reply_within"}
)


class NoticeRefused(Exception):
    """The notice names a field that no notice may use."""


@dataclass(frozen=True)
class Words:
    """A notice's words, ready to send."""

    subject: str
    text: str
    html: str
    #: They may hold a Social Security number, and do not go out before a person has looked.
    suspect: bool = False


class Notices:
    """Writes notices; sending is a job."""

    def __init__(self, *, clock: Clock, keyring: Keyring, jobs: Jobs, site_url: str) -> None:
        self._clock = clock
        self._keyring = keyring
        self._jobs = jobs
        #: Where links in letters lead.
        self.site_url = site_url

    def write(
        self,
        session: Session,
        template: str,
        *,
        key: str,
        account_id: str | None = None,
        address: str | None = None,
        application_id: str | None = None,
        fields: Mapping[str, str] | None = None,
        attachment: str = "",
    ) -> str:
        """Writes a notice and has it sent, in the caller's transaction; its id, the earlier one's for a known key.

        It goes to the account's proved address, or to `address` where that is given. Words that may hold a Social
        Security number are held for staff; whoever has the notice written goes on.

        Raises:
            NoticeRefused: it names an unknown field.
        """
        known = session.scalar(select(Notice.id).where(Notice.key == key))
        if known is not None:
            return known
        written = render(template, {"site": self.site_url, **(fields or {})})
        notice = Notice(
            id=new_id(),
            key=key,
            template=template,
            account_id=account_id,
            application_id=application_id,
            subject=masked(written.subject),
            text=b"",
            attachment=attachment,
            status=NoticeStatus.HELD if written.suspect else NoticeStatus.WAITING,
            failure=HELD if written.suspect else "",
            created_at=self._clock.now(),
        )
        if address is not None:
            notice.address = self._keyring.seal(address, place=ADDRESS, row=notice.id)
        notice.text = self._keyring.seal_json({"text": written.text, "html": written.html}, place=PLACE, row=notice.id)
        session.add(notice)
        session.flush()
        if not written.suspect:
            self.send(session, notice)
        return notice.id

    def send(self, session: Session, notice: Notice) -> None:
        """Has a notice sent, in the caller's transaction."""
        self._jobs.enqueue(
            session,
            kind=JobKind.NOTICE,
            operation="send_notice",
            parameters={"notice_id": notice.id},
            application_id=notice.application_id,
        )


def render(template: str, fields: Mapping[str, str]) -> Words:
    """The words of a notice by its template id ("N-RECEIVED").

    Raises:
        NoticeRefused: as `Notices.write`.
        KeyError: there is no such template.
    """
    if not fields.keys() <= FIELDS:
        raise NoticeRefused(f"No notice may name {sorted(fields.keys() - FIELDS)}.")
    subject, _, body = _source(template).partition("\n\n")
    text = Template(body).substitute(fields)
    title = Template(subject.removeprefix("Subject: ")).substitute(fields)
    # a link of ours is made of chance, and chance makes nine digits now and then
    looked_at = f"{title}\n{text}".replace(fields.get("link") or "\0", "")
    return Words(title, text, _page(title, text), suspect=_NINE_DIGITS.search(looked_at) is not None)


def masked(text: str) -> str:
    """The text without what may be a Social Security number."""
    return _NINE_DIGITS.sub(MASKED, text)


def templates() -> frozenset[str]:
    """The ids of every notice there is."""
    return frozenset(
        entry.name.removesuffix(".txt") for entry in files(__name__).iterdir() if entry.name.endswith(".txt")
    )


@cache
def _source(template: str) -> str:
    if template not in templates():
        raise KeyError(template)
    return files(__name__).joinpath(f"{template}.txt").read_text()


@cache
def _frame() -> Template:
    return Template(files(__name__).joinpath("frame.html").read_text())


def _page(title: str, text: str) -> str:
    paragraphs = [f"<p>{_linked(escape(part))}</p>" for part in text.strip().split("\n\n")]
    return _frame().substitute(title=escape(title), body="\n".join(paragraphs))


def _linked(text: str) -> str:
    linked = re.sub(r"(https?://[^\s<]+[^\s<.,])", r'<a href="\1">\1</a>', text)
    return linked.replace("\n", "<br>\n")

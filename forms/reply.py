"""The applicant's reply to a request for more information: only what was asked is asked.

Its pages are made from the fact `asked`, a list of {page, note}: the applicant's own page again, filled with the
answers of before (the fact `previous`), or a question of the reviewer's own.
"""

from collections.abc import Sequence
from typing import Any

from forms.base import Answers, Guide, Page, SectionStatus, Variable, answer, fact, guide
from forms.fields import Paragraph, Tick
from forms.review import QUESTION, askable_pages


class Question(Page):
    """A question of the reviewer's own; its words are the page's introduction."""

    slug = QUESTION
    title = "Our question to you"
    button = "Save and continue"

    answer = Paragraph("Your answer", needed="Enter your answer", longest=4000, hint="Tell us all that helps us decide")


class Send(Page):
    """Check the reply and send it."""

    slug = "send"
    title = "Check and send your reply"
    intro = "Read your reply. Change what is wrong. Then send it."
    button = "Send your reply"
    checks_answers = True

    true = Tick(
        "All I have said is true",
        needed="Tick the box to say that all you have said is true",
        hint="A false statement can cost you your license",
    )


def _again(page: type[Page], note: str, previous: dict[str, Any]) -> type[Page]:
    """The page once more, with the reviewer's note and the answers of before; asked whatever was answered before."""
    changed = {
        "intro": f"We ask you: {note}",
        "_prefilled": lambda _self: dict(previous),
        "shown": classmethod(lambda *_: True),
    }
    return type(page.__name__, (page,), changed)


@guide("reply")
class Reply(Guide):
    """Asks an applicant for what a reviewer needs.

    Facts: `asked`; `application.guides`, whose pages may be asked again; `previous`, page slug -> answers of before.
    """

    title = "Answer our request"
    pages = (Question, Send)
    decides = (Variable("replied", "boolean", answer("send", "true")),)

    def all_pages(self) -> Sequence[type[Page]]:
        asked = askable_pages(fact(self.facts, "application.guides") or ())
        asked[Question.slug] = Question
        items = [item for item in self.facts.get("asked") or () if item["page"] in asked]
        before = self.facts.get("previous") or {}
        return [*(_again(asked[item["page"]], item["note"], before.get(item["page"]) or {}) for item in items), Send]

    def _status(self, page: type[Page], answers: Answers, missing: set[str]) -> SectionStatus:
        if page.slug == Send.slug:
            return super()._status(page, answers, missing)
        return SectionStatus.CHANGES_REQUESTED if page.slug in missing else SectionStatus.CHANGES_MADE

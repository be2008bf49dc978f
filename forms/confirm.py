"""What the register knows, to be confirmed by its holder."""

from collections.abc import Sequence

from forms.base import FactLine, Page
from forms.fields import Paragraph, YesNo
from forms.wording import long_date


class Confirm(Page):
    """The license as it stands on the record; what is wrong with it holds nobody up."""

    slug = "confirm"
    title = "Your license"
    intro = "This is what we know. You do not have to type it again."
    askable = False

    details_right = YesNo(
        "Are these details right?",
        needed="Choose yes if all the details are right",
        hint="You can go on with both answers. If one is wrong, we check it with you",
        on_no=("details_wrong",),
    )
    details_wrong = Paragraph(
        "What is wrong?",
        needed="Tell us what is wrong",
        longest=1000,
        rows=3,
        hint="Say which line is wrong and what it should be",
    )

    def facts(self) -> Sequence[FactLine]:
        return (
            self.line("Name", "holder.legal_name"),
            self.line("License number", "credential.number"),
            self.line("Level", "credential.level"),
            self.line("License ends on", "credential.expires_on", long_date),
        )

"""What was done on an ambulance after the license had ended: asked by a late renewal and by a reinstatement."""

from forms.background import explanation
from forms.base import Page, Variable, answer
from forms.fields import Line, YesNo


class Lapse(Page):
    """A yes goes to the compliance staff; it ends nothing.

    Source: Office's list of form pages, PG-LAPSE.
    """

    slug = "lapse"
    title = "Since your license ended"
    intro = "Your license has ended, so you may not work on an ambulance until we approve this. A yes ends nothing."

    worked_after_expiry = YesNo(
        "Have you worked on an ambulance since your license ended?",
        needed="Choose yes if you worked on an ambulance since your license ended",
        hint="Count each shift, paid or not",
        on_yes=("explanation", "service"),
    )
    explanation = explanation("How did this come about?", hint="Say when you worked and what you did")
    service = Line(
        "Name of the service", longest=120, autocomplete="organization", hint="Where you worked after that day"
    )


#: Whether the person worked on an ambulance after the license had ended.
WORKED_AFTER_EXPIRY = Variable("workedAfterExpiry", "boolean", answer(Lapse.slug, "worked_after_expiry"))

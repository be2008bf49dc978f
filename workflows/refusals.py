"""Why a use-case says no: one error a reason, its docstring the sentence that people read."""


class Refusal(Exception):
    """This cannot be done now."""

    def __str__(self) -> str:
        return self.args[0] if self.args else (type(self).__doc__ or "").split("\n", 1)[0]


class NotFound(Refusal):
    """We could not find that page."""


class TaskNotOpen(Refusal):
    """This step has already been done, or is no longer needed. Nothing was sent twice."""


class StaleForm(Refusal):
    """Someone changed this since you opened the page. Your text is kept below."""


class NotYourTask(Refusal):
    """Another member of staff holds this case now. Your text is kept below."""


class SecondPersonNeeded(Refusal):
    """You proposed this decision, so a second person must confirm it."""


class AlreadyClaimed(Refusal):
    """Another member of staff claimed this case first."""


class NothingToClaim(Refusal):
    """No case is waiting for you."""


class NotPayable(Refusal):
    """This fee cannot be paid any more. Nothing was charged."""


class PaymentUnavailable(Refusal):
    """The payment page cannot be reached now. Nothing was charged. Please try again in a few minutes."""


class NotWithdrawable(Refusal):
    """This application has ended, so it cannot be withdrawn."""


class InvitationOver(Refusal):
    """We no longer need an answer to this letter. Thank you for your time."""


class InvitationAnswered(InvitationOver):
    """This letter has been answered. Thank you. You need to do nothing more."""


class CardNotPrintable(Refusal):
    """A card can be printed only while the certification is current."""

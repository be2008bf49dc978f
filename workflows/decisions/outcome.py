"""What a decision answers, and why."""

from dataclasses import dataclass

from workflows.feel import to_json


@dataclass(frozen=True)
class Rule:
    """A rule of a table that matched."""

    #: Id of the decision or knowledge model whose table it is.
    decision: str
    id: str
    #: 1-based position in its table.
    index: int
    #: The row's description, else its annotations in one line; empty where it has neither.
    description: str


@dataclass(frozen=True)
class Step:
    """One decision that was asked on the way."""

    #: Id of the decision.
    decision: str
    #: What it answered, as plain JSON.
    value: object
    #: Ids of the rules that matched in it.
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The answer of one decision."""

    #: The answer as a FEEL value.
    value: object
    #: Every rule that matched, those of required decisions first.
    matched: tuple[Rule, ...]
    #: Every decision asked, in the order they were answered; the one asked for is last.
    trail: tuple[Step, ...]
    #: Why values became null, where any did.
    remarks: tuple[str, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that matched, in order."""
        return tuple(rule.id for rule in self.matched)

    @property
    def json(self) -> object:
        """The answer as plain JSON."""
        return to_json(self.value)

"""One question put to the decisions of a file, while it is being answered."""

from dataclasses import dataclass, field

from workflows.decisions.outcome import Rule, Step
from workflows.feel.budget import Budget


@dataclass
class Asking:
    """What has been answered so far."""

    budget: Budget
    #: The inputs given, by name, as FEEL values.
    inputs: dict[str, object]
    #: Answers of the decisions already asked, by id.
    answers: dict[str, object] = field(default_factory=dict)
    matched: list[Rule] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

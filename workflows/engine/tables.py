"""Business rule tasks: the decisions package, asked on behalf of an element."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows import decisions
from workflows.engine.definition import Ask, DecisionMade, Node
from workflows.engine.errors import StepFailed
from workflows.feel import FeelEvaluationError


def asks_of(data: bytes, *, file: str) -> Iterator[tuple[str, Ask]]:
    """Every decision of a file by its id, ready to be asked.

    Raises:
        DecisionRefused: when the file breaks a rule.
    """
    read = decisions.read(data, file=file)
    for identity in read.ids:
        yield identity, _ask(read, identity)


def _ask(read: decisions.Decisions, identity: str) -> Ask:
    names = [part.name for part in read.inputs(identity)]

    def ask(variables: Mapping[str, Any], node: Node) -> DecisionMade:
        # a variable that nobody has set yet is null, as it is in every expression
        inputs = {name: node.process if name == decisions.ASKING else variables.get(name) for name in names}
        try:
            outcome = read.evaluate(identity, inputs)
        except decisions.HitPolicyViolated as error:
            raise StepFailed(node.name, f"rules of the decision contradict each other: {error}") from None
        except FeelEvaluationError:
            raise StepFailed(node.name, f"the decision {identity} asked for too much") from None
        return DecisionMade(place=node.place, decision=identity, inputs=inputs, value=outcome.json, rules=outcome.rules)

    return ask

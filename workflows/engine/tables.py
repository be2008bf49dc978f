"""Business rule tasks: the decisions package, asked on behalf of an element."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows import decisions
from workflows.engine.definition import Ask, DecisionMade, Node
from workflows.feel import to_json


def asks_of(data: bytes, *, file: str) -> Iterator[tuple[str, Ask]]:
    """Every decision of a file by its id, ready to be asked.

    Raises:
        DecisionRefused: when the file breaks a rule.
    """
    read = decisions.read(data, file=file)
    for identity in read.ids:
        yield identity, _ask(read, identity)


def _ask(read: decisions.Decisions, identity: str) -> Ask:
    def ask(variables: Mapping[str, Any], node: Node) -> DecisionMade:
        outcome = read.evaluate(identity, variables)
        return DecisionMade(
            place=node.place,
            decision=identity,
            inputs=dict(variables),
            value=to_json(outcome.value),
            rules=tuple(outcome.rules),
        )

    return ask

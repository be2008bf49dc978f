"""What an operation takes, read from its source, is what it really takes."""

import inspect

import pytest

from workflows import operations
from workflows.studio.parameters import takes


@pytest.mark.parametrize("name", sorted(operations.names()))
def test_an_operations_source_tells_its_parameters(name: str) -> None:
    operation = operations.find(name)
    parameters = [
        parameter
        for method in (operation.work, operation.keep)
        for parameter in inspect.signature(method).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]

    found = takes(name)

    assert found is not None
    assert found.needed == {one.name for one in parameters if one.default is inspect.Parameter.empty}
    assert found.needed | found.optional == {one.name for one in parameters}


def test_an_unknown_operation_takes_nothing_that_could_be_told() -> None:
    assert takes("send_pigeon") is None

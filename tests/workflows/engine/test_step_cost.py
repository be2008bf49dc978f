"""The process that steps are measured on runs from start to end, and its state stays small."""

from workflows.engine import library

from .step_cost import forty_five, step_cost


def test_a_step_of_forty_five_elements_is_measured() -> None:
    cost = step_cost(rounds=1)

    assert len(library.load(forty_five()).nodes) == 45
    assert cost.steps == 9
    assert cost.engine_ms > 0
    assert cost.largest_state_bytes < 12_000
    assert cost.finished_state_bytes < 6_000

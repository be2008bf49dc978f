"""What the expressions of a bundle ask about, and the values that make a difference."""

from pathlib import Path

from tests.workflows.studio.conftest import Draw
from workflows.engine import Bundle, bundle_of
from workflows.studio.asked import Asked

BPMN = Path(__file__).parents[3] / "bpmn"


def asked_by(draw: Draw, condition: str) -> Asked:
    data = draw(
        "start s", "either which", "end a", "end b", "s -> which", f"which -> a if {condition}", "which -> b else"
    )
    return Asked(Bundle("case", {"case.bpmn": data}))


def test_what_a_name_is_compared_to_is_a_value_of_it(draw: Draw) -> None:
    asked = asked_by(draw, 'route.outcome = "LATE" or "EARLY" = route.outcome')

    assert asked.values["route", "outcome"] == ["LATE", "EARLY"]


def test_a_bound_has_values_on_both_sides(draw: Draw) -> None:
    assert asked_by(draw, "amount in [10..20]").values["amount",] == [10, 11, 9, 20, 21, 19]


def test_a_condition_by_itself_is_true_or_false(draw: Draw) -> None:
    asked = asked_by(draw, "paid and not(late)")

    assert (asked.values["paid",], asked.values["late",]) == ([True, False], [True, False])


def test_what_is_read_as_a_day_is_an_instant(draw: Draw) -> None:
    assert asked_by(draw, "date(closes) = date(opened)").instants == {("closes",), ("opened",)}


def test_the_words_of_a_tables_columns_are_values() -> None:
    asked = Asked(bundle_of(BPMN / "shared" / "find_route.bpmn", ()))

    assert set(asked.values["maDiscipline",]) >= {"clear", "suspended", "revoked"}
    assert set(asked.values["registryMatch",]) == {"matched", "try_again"}
    assert asked.days == {("today",), ("maExpiry",), ("nrExpiry",)}

"""The list of settings tells the truth about itself."""

import re
from pathlib import Path

import pytest

from workflows.rules import setting_text
from workflows.rules.defaults import DEFAULTS, TABLE_KEYS, SettingRefused, checked, within_limits

ROOT = Path(__file__).parents[3]
#: Where settings are asked for; the list itself names all of them.
SOURCES = [
    path
    for folder in ("workflows", "webapp", "forms", "bpmn")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".dmn", ".bpmn"} and path.name != "defaults.py" and "node_modules" not in path.parts
]


@pytest.fixture(scope="module")
def named() -> set[str]:
    text = "\n".join(path.read_text() for path in SOURCES)
    return {key for key in DEFAULTS if re.search(rf"[\"'.]{re.escape(key)}[\"'\s,)\]]", text)}


def test_a_setting_is_offered_exactly_while_something_asks_for_it(named: set[str]) -> None:
    assert {key for key, default in DEFAULTS.items() if default.used} == named


def test_what_tables_are_handed_is_read_by_a_table_or_a_diagram() -> None:
    text = "\n".join(path.read_text() for path in SOURCES if path.suffix in {".dmn", ".bpmn"})

    assert {key for key in TABLE_KEYS if f"settings.{key}" not in text} == set()


@pytest.mark.parametrize("key", list(DEFAULTS))
def test_what_is_delivered_is_within_its_own_limits_and_can_be_typed(key: str) -> None:
    default = DEFAULTS[key]

    assert checked(key, default.value) == default.value
    assert within_limits(key, default.value)
    assert setting_text.read(default, setting_text.typed(default, default.value)) == default.value
    assert setting_text.words(default, default.value)


def test_a_number_outside_its_limits_is_told_with_them() -> None:
    with pytest.raises(SettingRefused, match="Enter a value from 31 days to 365 days"):
        setting_text.read(DEFAULTS["draft.keepDays"], "3")

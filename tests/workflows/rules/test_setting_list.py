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
#: Named by nothing but a rule that asks them in another way.
ASKED_OTHERWISE = {*TABLE_KEYS}


@pytest.fixture(scope="module")
def named() -> set[str]:
    text = "\n".join(path.read_text() for path in SOURCES)
    return {key for key in DEFAULTS if re.search(rf"[\"'.]{re.escape(key)}[\"'\s,)\]]", text)}


def test_a_setting_is_marked_as_not_used_yet_exactly_while_nothing_asks_for_it(named: set[str]) -> None:
    asked = named | ASKED_OTHERWISE

    assert {key for key, default in DEFAULTS.items() if default.used} - asked == set()
    assert {key for key, default in DEFAULTS.items() if not default.used} & asked == set()


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

"""Settings that bind each other are held against each other."""

import pytest

from workflows.rules.contradictions import contradiction
from workflows.rules.defaults import DEFAULTS, OwnerSettings


@pytest.mark.parametrize(
    ("key", "other", "wrong", "right"),
    [
        ("sla.amber", "sla.businessDays", 11, 10),
        ("sla.businessDays", "sla.amber", 6, 7),
        ("rfi.reminders", "rfi.replyDays", (25, 14), (28, 29)),
        ("rfi.reminders", "rfi.replyDays", (14, 30), (14, 29)),
        ("rfi.reminders", "rfi.replyDays", (14, 14), (14, 15)),
        ("rfi.replyDays", "rfi.reminders", 25, 26),
        ("draft.reminderDays", "draft.keepDays", (1, 7, 30), (20, 10, 5)),
        ("draft.reminderDays", "draft.keepDays", (30, 7, 7), (30, 7, 6)),
        ("draft.reminderDays", "draft.keepDays", (90, 7, 1), (89, 7, 1)),
        ("draft.keepDays", "draft.reminderDays", 30, 31),
    ],
)
def test_two_settings_that_leave_each_other_no_sense_are_named(key, other, wrong, right):
    found = contradiction(key, OwnerSettings({key: wrong}))

    assert found is not None
    assert found.other == other
    assert contradiction(key, OwnerSettings({key: right})) is None


@pytest.mark.parametrize("key", list(DEFAULTS))
def test_what_is_delivered_agrees(key):
    assert contradiction(key, OwnerSettings()) is None

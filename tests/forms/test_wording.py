from datetime import date

import pytest

from forms.wording import dollars, in_words, long_date


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 31), "March 31, 2026"),
        ("2026-01-02", "January 2, 2026"),
        ("2026-01-02T10:00:00+00:00", "January 2, 2026"),
        ("soon", "soon"),
    ],
)
def test_a_date_reads_as_people_say_it(day, words):
    assert long_date(day) == words


@pytest.mark.parametrize(
    ("cents", "words"), [(6250, "$62.50"), (307050, "$3,070.50"), (5, "$0.05"), (-1500, "-$15.00"), (0, "$0.00")]
)
def test_cents_read_as_dollars(cents, words):
    assert dollars(cents) == words


@pytest.mark.parametrize(("word", "words"), [("NEVER_HELD", "Never held"), ("ACTIVE", "Active")])
def test_a_word_of_a_record_reads_as_a_word(word, words):
    assert in_words(word) == words

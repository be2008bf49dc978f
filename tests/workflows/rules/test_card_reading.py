from datetime import date

import pytest

from workflows.rules.card_reading import end_date, issue_date, shows_name


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Renew By 03/2028"], date(2028, 3, 31)),
        (["Renew By", "02/2028"], date(2028, 2, 29)),
        (["Issue Date 4/28/2026", "Expires 4/30/2028"], date(2028, 4, 30)),
        (["Valid through: Apr 30, 2028"], date(2028, 4, 30)),
        (["Expiration date", "2028-04-30"], date(2028, 4, 30)),
        (["Valid from 4/1/2026 until 4/1/2028"], date(2028, 4, 1)),
        (["04/28/26", "04/30/28"], date(2028, 4, 30)),
        (["EXPIRES April 2028"], date(2028, 4, 30)),
        (["Expires 13/45/2028"], None),
        (["Issued 4/28/2026"], None),
        (["Call 508-555-0142"], None),
        ([], None),
    ],
)
def test_the_end_date_is_the_one_beside_its_word_else_the_latest_of_several(lines, expected):
    assert end_date(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Issue Date 4/28/2026", "Expires 4/30/2028"], date(2026, 4, 28)),
        (["Date completed", "Apr 28, 2026", "Renew by 04/2028"], date(2026, 4, 28)),
        (["Issue Date 04/2026", "Renew by 04/2028"], None),
        (["4/28/2026", "4/30/2028"], None),
    ],
)
def test_the_day_of_issue_is_the_whole_date_beside_its_word(lines, expected):
    assert issue_date(lines) == expected


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("MARIA LOPEZ-SANTOS", True),
        ("Lopez Santos, María E.", True),
        ("MariaLopez-Santos", True),
        ("Mar1a Lopez-Santo5", True),
        ("Maria Lopes-Santos", True),
        ("Mario Rossi", False),
        ("Maria Lombardi", False),
        ("", False),
    ],
)
def test_a_name_stands_on_it_letter_for_letter_or_nearly(line, shown):
    assert shows_name(["BLS Provider", line], first="María", last="López-Santos") is shown

"""The staff's one-time codes are those of any authenticator app."""

import base64
from datetime import UTC, datetime

import pytest

from webapp.sandbox.one_time_code import one_time_code

_SECRET = base64.b32encode(b"12345678901234567890").decode()


# RFC 6238, appendix B, the last six of its eight digits
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_a_code_is_the_one_of_the_standard(seconds, code):
    assert one_time_code(_SECRET, datetime.fromtimestamp(seconds, UTC)).code == code


def test_the_next_code_follows_when_the_seconds_are_over():
    now = one_time_code(_SECRET, datetime.fromtimestamp(1111111109, UTC))
    later = one_time_code(_SECRET, datetime.fromtimestamp(1111111109 + now.seconds_left, UTC))

    assert (now.seconds_left, later.code) == (1, now.next_code)

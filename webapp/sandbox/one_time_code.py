"""The staff's current one-time code, computed as their authenticator app would.

Source: RFC 6238 and RFC 4226, with SHA-1, six digits and steps of thirty seconds.
"""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import datetime

STEP_SECONDS = 30
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """The code of this moment and the one that follows it."""

    code: str
    seconds_left: int
    next_code: str


def one_time_code(secret: str, now: datetime) -> OneTimeCode:
    """The code at this instant of the machine's time; security runs by it, and not by the Office's clock."""
    step, elapsed = divmod(int(now.timestamp()), STEP_SECONDS)
    return OneTimeCode(_code(secret, step), STEP_SECONDS - elapsed, _code(secret, step + 1))


def _code(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)

"""The malware scanner: clamd, asked over its own protocol on a socket of this machine or of its network.

That the scanner finds nothing says no more than its signatures do; `state` tells whether it has real ones.
Source: clamd(8), commands INSTREAM and VERSION.
"""

import socket
import struct
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

#: Within this time clamd must take each piece and answer.
TIMEOUT_SECONDS = 15.0
_STATE_SECONDS = 2.0
_PIECE_BYTES = 256 * 1024
_LONGEST_ANSWER_BYTES = 4096
#: Ends a command that begins with "z", and the answer to it.
_END = b"\0"
#: Begins the name it gives to what it could not look at whole, such as a bomb.
_LIMIT_REACHED = " Heuristics.Limits.Exceeded"
#: "ClamAV 1.4.6/27462/Sun Nov 22 ...": without a database of real signatures, nothing follows the version.
_PARTS_WITH_SIGNATURES = 3


class ScannerUnavailable(Exception):
    """The scanner cannot be reached, or does not answer; ask again later."""


class Finding(StrEnum):
    """What the scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    #: It looked and would not say.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ScannerState:
    """What the scanner says of itself."""

    version: str
    #: False where it knows test signatures alone.
    real_signatures: bool


class Scanner(Protocol):
    """Looks for malware. Every method raises ScannerUnavailable where it does not answer."""

    def scan(self, content: bytes) -> Finding:
        """What it says of these bytes."""
        ...

    def state(self) -> ScannerState:
        """What it says of itself."""
        ...


class Clamd:
    """A clamd under an address: `unix:/run/clamav/clamd.ctl`, or `host:port`."""

    def __init__(self, address: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address = address
        self._timeout = timeout_seconds

    def scan(self, content: bytes) -> Finding:
        """As `Scanner.scan`."""
        pieces = (content[start : start + _PIECE_BYTES] for start in range(0, len(content), _PIECE_BYTES))
        said = self._ask(b"zINSTREAM" + _END, *(struct.pack("!L", len(piece)) + piece for piece in pieces), bytes(4))
        if said.endswith("OK"):
            return Finding.CLEAN
        found = said.endswith("FOUND") and _LIMIT_REACHED not in said
        return Finding.INFECTED if found else Finding.REFUSED

    def state(self) -> ScannerState:
        """As `Scanner.state`."""
        said = self._ask(b"zVERSION" + _END, timeout_seconds=min(self._timeout, _STATE_SECONDS)).split("/")
        return ScannerState(said[0], real_signatures=len(said) >= _PARTS_WITH_SIGNATURES)

    def _ask(self, *pieces: bytes, timeout_seconds: float | None = None) -> str:
        try:
            with closing(self._connected(timeout_seconds or self._timeout)) as connection:
                # one that has heard enough hangs up, and has said why
                with suppress(BrokenPipeError, ConnectionResetError):
                    for piece in pieces:
                        connection.sendall(piece)
                answer = _answer_of(connection)
        except OSError as fault:
            raise ScannerUnavailable from fault
        if not answer.endswith(_END):
            raise ScannerUnavailable
        return answer.removesuffix(_END).decode(errors="replace")

    def _connected(self, timeout_seconds: float) -> socket.socket:
        if self._address.startswith("unix:"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(timeout_seconds)
            try:
                connection.connect(self._address.removeprefix("unix:"))
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=timeout_seconds)


def _answer_of(connection: socket.socket) -> bytes:
    """What is said up to its end. Nothing more is read: of one that has hung up there would be a fault instead."""
    answer = b""
    while not answer.endswith(_END) and len(answer) < _LONGEST_ANSWER_BYTES:
        more = connection.recv(_LONGEST_ANSWER_BYTES)
        if not more:
            break
        answer += more
    return answer


class FakeScanner:
    """A scanner that knows one word as malware, and can be taken down."""

    #: Found wherever it stands.
    WORD = b"ELICENSE-TEST-VIRUS"

    def __init__(self) -> None:
        self.down = False
        self.real_signatures = True
        #: What it finds where the word does not stand.
        self.otherwise = Finding.CLEAN

    def scan(self, content: bytes) -> Finding:
        """As `Scanner.scan`."""
        self._answer()
        return Finding.INFECTED if self.WORD in content else self.otherwise

    def state(self) -> ScannerState:
        """As `Scanner.state`."""
        self._answer()
        return ScannerState("Fake 1", self.real_signatures)

    def _answer(self) -> None:
        if self.down:
            raise ScannerUnavailable


#: The signatures that come with the product: of the test file of the anti-malware makers, and of our own test word.
TEST_SIGNATURES = Path(__file__).with_name("signatures")
#: The socket of a clamd of ours, in its folder.
SOCKET = "clamd.sock"
#: Where Debian's clamd keeps what it fetches.
REAL_SIGNATURES = Path("/var/lib/clamav")


def signatures() -> Path:
    """The folder a clamd of ours reads: the real signatures where the machine has them, else the test signatures."""
    real = [*REAL_SIGNATURES.glob("*.cvd"), *REAL_SIGNATURES.glob("*.cld")]
    return REAL_SIGNATURES if real else TEST_SIGNATURES


def configuration(folder: Path, *, database: Path, largest_megabytes: int) -> str:
    """What a clamd of ours is told: everything it writes lies in `folder`, and it speaks on a socket there."""
    return "\n".join(
        [
            f"DatabaseDirectory {database}",
            f"LocalSocket {folder / SOCKET}",
            "LocalSocketMode 600",
            "FixStaleSocket yes",
            "Foreground yes",
            f"TemporaryDirectory {folder}",
            f"LogFile {folder / 'clamd.log'}",
            "LogFileMaxSize 1M",
            f"StreamMaxLength {largest_megabytes}M",
            f"MaxFileSize {largest_megabytes}M",
            f"MaxScanSize {4 * largest_megabytes}M",
            # what it could not look at whole is not called clean
            "AlertExceedsMax yes",
            "ExitOnOOM yes",
            "",
        ]
    )

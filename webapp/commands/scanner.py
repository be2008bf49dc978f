"""The clamd that `elicense run` starts, so that a fresh checkout scans files without anything being set up.

It runs as whoever runs the site, reads the real signatures where the machine has them, else those for tests, and writes
into a folder of its own. Where Debian's own daemon answers, that one is asked instead.
"""

import shutil
from pathlib import Path

from webapp.processes import Program
from workflows.adapters.scanner import Clamd, ScannerUnavailable, configuration, signatures
from workflows.settings import DEBIAN_SCANNER, Settings

#: Debian puts it where only root's shell looks.
_PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
_LARGEST_MEGABYTES = 50
#: A socket's name may be no longer. Source: unix(7).
_LONGEST_SOCKET_NAME = 107


def own_scanner(settings: Settings) -> tuple[str, list[Program]]:
    """The address to ask, and the program that answers there; none where one answers already or none is installed."""
    if settings.production or "scanner" in settings.model_fields_set:
        return settings.scanner, []
    if _answers(DEBIAN_SCANNER):
        return DEBIAN_SCANNER, []
    program = shutil.which("clamd", path=_PLACES)
    socket = Path(settings.scanner.removeprefix("unix:")).resolve()
    if program is None or len(str(socket)) > _LONGEST_SOCKET_NAME:
        return settings.scanner, []
    folder = socket.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = folder / "clamd.conf"
    told.write_text(configuration(folder, database=signatures(), largest_megabytes=_LARGEST_MEGABYTES))
    # the site runs without it: files then wait until they are scanned
    return settings.scanner, [
        Program("The scanner", (program, "--config-file", str(told)), {}, needed=False, quiet=True)
    ]


def _answers(address: str) -> bool:
    try:
        Clamd(address, timeout_seconds=1).state()
    except ScannerUnavailable:
        return False
    return True

"""What the tests of the command line share."""

from tests.workflows.studio.conftest import draw

__all__ = ["draw"]

"""`python -m webapp` is `elicense`, for where the script is not on the path."""

import sys

from webapp.cli import main

sys.exit(main())

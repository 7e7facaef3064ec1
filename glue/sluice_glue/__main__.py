"""`python -m sluice_glue`."""

import sys

from sluice_glue.runtime.cli import main

if __name__ == "__main__":
    sys.exit(main())

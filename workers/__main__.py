"""`python -m workers`, which is what `./collectbot` runs."""

from __future__ import annotations

import sys

from workers.cli import main

if __name__ == "__main__":
    sys.exit(main())

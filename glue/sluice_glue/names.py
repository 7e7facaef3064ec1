"""What a dataset may be called: the same in a plan, in a manifest and in every key."""

from __future__ import annotations

import re

DATASET_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")

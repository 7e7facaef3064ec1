"""How long CloudWatch's points are kept.

ministack copies every series at every request, and loses what is published meanwhile.
"""

import time
from typing import Any

from ministack.services import cloudwatch

KEPT_SECONDS = 14 * 24 * 3600
"""As ministack keeps them. AWS keeps them for fifteen months."""


def restore() -> None:
    """Remove old points where they are, and only where there are any."""
    cloudwatch._evict_old_metrics = _evict


def remove_older(points: list[dict[str, Any]], limit: float) -> None:
    """Remove from the front what is older than ``limit``, in place: another thread may be appending."""
    while points and points[0]["Timestamp"] < limit:
        del points[0]


def _evict() -> None:
    limit = time.time() - KEPT_SECONDS
    for points in list(cloudwatch._metrics.values()):
        remove_older(points, limit)

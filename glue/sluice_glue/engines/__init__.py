"""Engines that write the rows of a batch; each behind the seam of ``run.engine``."""

"""The folder of a table partition, as Hive, Spark and Athena name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Glue and Athena call the partition of a null or empty value."""

ESCAPED = "".join([*map(chr, range(1, 32)), *"\"#%'*/:=?\\\x7f{[]^"])
"""Characters that Hive, Spark and Athena write as %XX in the name of a partition's folder.

org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils.charToEscape
"""


def partition_folder(partition: Mapping[str, str], names: Sequence[str]) -> str:
    """`year=2013/month=01`: the folder of a partition, as Spark would name it."""
    return "/".join(f"{name}={escape_value(partition[name])}" for name in names)


def escape_value(value: str) -> str:
    """A partition value as a folder name."""
    return "".join(f"%{ord(char):02X}" if char in ESCAPED else char for char in value)

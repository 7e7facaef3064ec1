"""What the written files say of themselves: rows, bytes per column and footer size, from each file's Parquet footer.

Read by the JVM's own Parquet reader on the driver, a few calls per file; no data page is touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

_MAGICS_AND_LENGTH = 12  # PAR1 at both ends and the footer's length


@dataclass(frozen=True)
class Footer:
    """One Parquet file.

    Attributes:
        path: relative to the folder that was listed.
        rows: rows of all row groups.
        bytes: size of the file.
        columns: top-level column to compressed bytes of its chunks.
        footer_bytes: footer, its length field and both magics.
    """

    path: str
    rows: int
    bytes: int
    columns: Mapping[str, int]
    footer_bytes: int


def read_footers(spark: SparkSession, folder: str) -> list[Footer]:
    """Footers of all Parquet files below a folder, in the order of their paths.

    Args:
        spark: the session, for its JVM and file systems.
        folder: a local path or a URI that Hadoop knows.
    """
    jvm: Any = spark.sparkContext._jvm
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    root = jvm.org.apache.hadoop.fs.Path(folder)
    file_system = root.getFileSystem(conf)
    base = file_system.makeQualified(root).toUri().getPath().rstrip("/")
    footers = [_footer(jvm, conf, file_system, status, base) for status in _files(file_system, root)]
    return sorted(footers, key=lambda footer: footer.path)


def _files(file_system: Any, root: Any) -> Iterator[Any]:
    if not file_system.exists(root):
        return
    found = file_system.listFiles(root, True)
    while found.hasNext():
        status = found.next()
        if status.getPath().getName().endswith(".parquet"):
            yield status


def _footer(jvm: Any, conf: Any, file_system: Any, status: Any, base: str) -> Footer:
    path = status.getPath()
    parquet = jvm.org.apache.parquet.hadoop
    reader = parquet.ParquetFileReader.open(parquet.util.HadoopInputFile.fromStatus(status, conf))
    try:
        document = json.loads(parquet.metadata.ParquetMetadata.toJSON(reader.getFooter()))
    finally:
        reader.close()
    rows, columns = 0, dict[str, int]()
    for block in document["blocks"]:
        rows += block["rowCount"]
        for chunk in block["columns"]:
            top = chunk["path"][0] if isinstance(chunk["path"], list) else str(chunk["path"]).split(".")[0]
            columns[top] = columns.get(top, 0) + chunk["totalSize"]
    size = status.getLen()
    return Footer(
        path=path.toUri().getPath().removeprefix(base).lstrip("/"),
        rows=rows,
        bytes=size,
        columns=columns,
        footer_bytes=_footer_length(file_system, path, size) + _MAGICS_AND_LENGTH,
    )


def _footer_length(file_system: Any, path: Any, size: int) -> int:
    stream = file_system.open(path)
    try:
        stream.seek(size - 8)
        # readInt is big-endian, the length is little-endian.
        return int.from_bytes((stream.readInt() & 0xFFFFFFFF).to_bytes(4, "big"), "little")
    finally:
        stream.close()

"""The Spark engine: the only folder, beside ``runtime``, that imports pyspark."""

"""The catalog's tables: registration of partitions."""

"""The PySpark data plane of Sluice: one generic job for all datasets, driven by plan.json."""

"""Starts ministack as the local AWS of Sluice and restores what ministack drops.

ministack stays as it is on disk: every module here replaces names of ministack's own modules in this one process,
before the first request. Those names are private, so exactly one version is accepted (``version.py``), and the contract
suite beside the launcher reads back every behaviour.
"""

"""Publishes the metrics in a Lambda's output, which ministack only stores as text."""

from typing import Any

from ministack.services import cloudwatch, lambda_svc

from sluice_emulator.emf import samples_of


def restore() -> None:
    """Read every run's output for embedded metrics, then let ministack store it."""
    stock = lambda_svc._emit_lambda_logs

    def emit(function: Any, request_id: str, text: str | None, *args: Any, **options: Any) -> None:
        found = False
        for sample in samples_of(text or ""):
            cloudwatch.record_metric(
                sample.namespace, sample.name, sample.value, unit=sample.unit, dimensions=dict(sample.dimensions)
            )
            found = True
        if found:
            cloudwatch._evaluate_all_alarms()
        stock(function, request_id, text, *args, **options)

    lambda_svc._emit_lambda_logs = emit

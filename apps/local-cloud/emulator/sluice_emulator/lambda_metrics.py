"""AWS/Lambda metrics of runs that a queue started: ministack publishes them for Invoke alone."""

import threading
import time
from typing import Any

from ministack.services import cloudwatch, lambda_svc

_from_queue = threading.local()


def restore() -> None:
    """Publish Invocations, Errors and Duration of every batch of an event source mapping."""
    stock_batch, stock_execute = lambda_svc._run_sqs_batch, lambda_svc._execute_function

    def run_batch(*args: Any, **options: Any) -> Any:
        _from_queue.value = True
        try:
            return stock_batch(*args, **options)
        finally:
            _from_queue.value = False

    def execute(function: Any, event: Any) -> Any:
        if not getattr(_from_queue, "value", False):
            return stock_execute(function, event)
        # ministack enters itself again under another account's scope: only the outermost call counts.
        _from_queue.value = False
        started = time.monotonic()
        result = stock_execute(function, event)
        name = (function.get("config") or function).get("FunctionName", "")
        elapsed = (time.monotonic() - started) * 1000
        lambda_svc._emit_lambda_metrics(name, duration_ms=elapsed, error=bool(result.get("error")), throttle=False)
        cloudwatch._evaluate_all_alarms()
        return result

    lambda_svc._run_sqs_batch, lambda_svc._execute_function = run_batch, execute

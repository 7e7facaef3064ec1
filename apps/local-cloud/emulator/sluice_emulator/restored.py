"""Everything that is restored, in one place and order."""

from sluice_emulator import (
    alarms,
    children,
    composite_alarms,
    custom_resources,
    dynamodb,
    event_sources,
    forwarding,
    functions,
    glue_types,
    lambda_metrics,
    log_metrics,
    message_moves,
    metric_store,
    missing_types,
    privileged_events,
    queue_gauges,
    s3_buckets,
    s3_events,
    s3_ranges,
    schedules,
)
from sluice_emulator.arguments import Arguments
from sluice_emulator.service import Service


def restore_all(arguments: Arguments) -> None:
    """Replace ministack's names in this process; once, before it serves."""
    service = Service(arguments.service_port)
    for part in (
        alarms,
        children,
        composite_alarms,
        custom_resources,
        dynamodb,
        event_sources,
        functions,
        lambda_metrics,
        log_metrics,
        message_moves,
        metric_store,
        missing_types,
        privileged_events,
        queue_gauges,
        s3_buckets,
        s3_events,
        s3_ranges,
        schedules,
    ):
        part.restore()
    forwarding.restore(service)
    glue_types.restore(service)

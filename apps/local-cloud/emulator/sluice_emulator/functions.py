"""Lambda functions: reserved concurrency of CloudFormation, which ministack's provisioner drops."""

from ministack.services import lambda_svc

from sluice_emulator.provisioners import Properties, accepted, after_provisioning


def restore() -> None:
    """Apply it after every create and update of a function."""
    after_provisioning("AWS::Lambda::Function", _complete)


def _complete(name: str, properties: Properties, previous: Properties) -> None:
    reserved = properties.get("ReservedConcurrentExecutions")
    if reserved is not None:
        accepted(lambda_svc._put_function_concurrency(name, {"ReservedConcurrentExecutions": int(reserved)}))
    elif previous.get("ReservedConcurrentExecutions") is not None:
        accepted(lambda_svc._delete_function_concurrency(name))

from typing import Any

import pytest

from sluice_emulator.s3_documents import encryption_document, lifecycle_document, tagging_document
from sluice_emulator.workgroups import create_workgroup, update_workgroup

S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def rule(**properties: Any) -> str:
    text = lifecycle_document({"Rules": [properties]})
    return text.removeprefix(f"<LifecycleConfiguration {S3}><Rule>").removesuffix("</Rule></LifecycleConfiguration>")


def test_a_rule_with_everything_that_the_lake_uses() -> None:
    assert rule(
        Id="raw",
        Status="Enabled",
        Prefix="flights/",
        Transitions=[{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}],
        ExpirationInDays=365,
        NoncurrentVersionExpiration={"NoncurrentDays": 90, "NewerNoncurrentVersions": 3},
        AbortIncompleteMultipartUpload={"DaysAfterInitiation": 7},
    ) == (
        "<ID>raw</ID><Status>Enabled</Status><Filter><Prefix>flights/</Prefix></Filter>"
        "<Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
        "<Expiration><Days>365</Days></Expiration>"
        "<NoncurrentVersionExpiration><NoncurrentDays>90</NoncurrentDays>"
        "<NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>"
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>"
    )


def test_a_rule_without_conditions_is_for_everything() -> None:
    assert rule(ExpiredObjectDeleteMarker=True) == (
        "<Status>Enabled</Status><Filter><Prefix /></Filter>"
        "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
    )


def test_two_conditions_stand_in_an_and() -> None:
    assert "<Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>" in rule(
        Prefix="a/", TagFilters=[{"Key": "k", "Value": "v"}], ExpirationInDays=1
    )


def test_the_older_spelling_of_noncurrent_days() -> None:
    assert "<NoncurrentDays>5</NoncurrentDays>" in rule(NoncurrentVersionExpirationInDays=5)


def test_text_is_escaped() -> None:
    assert tagging_document([{"Key": "a&b", "Value": "<x>"}]) == (
        f"<Tagging {S3}><TagSet><Tag><Key>a&amp;b</Key><Value>&lt;x&gt;</Value></Tag></TagSet></Tagging>"
    )


def test_encryption_with_and_without_a_key() -> None:
    def document(**default: str) -> str | None:
        return encryption_document(
            {
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
                ]
            }
        )

    assert document(SSEAlgorithm="aws:kms", KMSMasterKeyID="key") == (
        f"<ServerSideEncryptionConfiguration {S3}><Rule><ApplyServerSideEncryptionByDefault>"
        "<SSEAlgorithm>aws:kms</SSEAlgorithm>"
        "<KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>"
        "<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    )
    # The bucket of `cdk bootstrap`.
    assert document(SSEAlgorithm="aws:kms") is None
    assert encryption_document({}) is None


def test_a_workgroup_is_created_with_its_whole_configuration() -> None:
    configuration = {"EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": "s3://r/"}}

    assert create_workgroup({"Name": "w", "WorkGroupConfiguration": configuration, "Description": "d"}, "w") == {
        "Name": "w",
        "Configuration": configuration,
        "Tags": [],
        "Description": "d",
    }


CUTOFF = {"BytesScannedCutoffPerQuery": 10_000_000}
RESULT = {
    "ResultConfiguration": {"OutputLocation": "s3://r/", "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}}
}


@pytest.mark.parametrize(
    ("wanted", "had", "updates"),
    [
        ({}, {}, {}),
        (CUTOFF, {}, {"BytesScannedCutoffPerQuery": 10_000_000}),
        ({"BytesScannedCutoffPerQuery": "20000000"}, CUTOFF, {"BytesScannedCutoffPerQuery": 20_000_000}),
        ({}, CUTOFF, {"RemoveBytesScannedCutoffPerQuery": True}),
        (RESULT, {}, {"ResultConfigurationUpdates": RESULT["ResultConfiguration"]}),
        (
            {"ResultConfiguration": {"OutputLocation": "s3://n/"}},
            RESULT,
            {"ResultConfigurationUpdates": {"OutputLocation": "s3://n/", "RemoveEncryptionConfiguration": True}},
        ),
        ({}, {"EnforceWorkGroupConfiguration": False}, {"EnforceWorkGroupConfiguration": True}),
        (
            {"EngineVersion": {"SelectedEngineVersion": "AUTO"}},
            {},
            {"EngineVersion": {"SelectedEngineVersion": "AUTO"}},
        ),
    ],
)
def test_an_update_says_differences(wanted: dict[str, Any], had: dict[str, Any], updates: dict[str, Any]) -> None:
    document = update_workgroup({"WorkGroupConfiguration": wanted}, {"WorkGroupConfiguration": had}, "w")

    assert document == {"WorkGroup": "w", "Description": "", "State": "ENABLED", "ConfigurationUpdates": updates}

import pytest

from builders import NOW, access_key, last_use, snapshot, unknown_use
from iam_audit.checks.access_key_unexpected_use_context import AccessKeyUnexpectedUseContext
from iam_audit.model import NeverUsed, Status

HERE = {"allowed_regions": ("eu-west-1",)}
S3 = {"allowed_services": ("s3",)}


def judge(use, **options):
    whole = snapshot(access_keys=(access_key(last_used=use),))
    return list(AccessKeyUnexpectedUseContext(**options).run(whole, NOW))


@pytest.mark.parametrize(
    ("use", "options", "statuses"),
    [
        pytest.param(last_use(1), HERE | S3, [], id="as expected"),
        pytest.param(last_use(1, region="EU-WEST-1", service="S3"), HERE | S3, [], id="in capitals"),
        pytest.param(last_use(1, region="us-east-1"), HERE, [Status.FAIL], id="another Region"),
        pytest.param(last_use(1, region="us-east-1"), S3, [], id="any Region"),
        pytest.param(last_use(1, service="iam"), S3, [Status.FAIL], id="another service"),
        pytest.param(last_use(1, service="iam"), HERE, [], id="any service"),
        pytest.param(NeverUsed(), HERE, [], id="never used"),
        pytest.param(unknown_use(), HERE, [Status.NOT_EVALUATED], id="not known"),
        pytest.param(last_use(1, region=None), HERE, [Status.NOT_EVALUATED], id="no Region told"),
        pytest.param(last_use(1, service=None), S3, [Status.NOT_EVALUATED], id="no service told"),
        pytest.param(last_use(1, service=None), HERE, [], id="no service told and none expected"),
        pytest.param(
            last_use(1, service=None, region="us-east-1"), HERE | S3, [Status.FAIL], id="one is enough"
        ),
        pytest.param(last_use(1, region="us-east-1"), {}, [], id="nothing expected"),
    ],
)
def test_flags_a_last_use_outside_of_what_is_expected(use, options, statuses):
    assert [finding.status for finding in judge(use, **options)] == statuses


def test_without_options_nothing_is_looked_at():
    assert list(AccessKeyUnexpectedUseContext().members(snapshot(access_keys=(access_key(),)))) == []


def test_says_where():
    finding = judge(last_use(1, region="us-east-1"), **HERE)[0]

    assert finding.message.endswith("of alice was last used in us-east-1, where it is not expected.")
    assert finding.evidence["last_used_region"] == "us-east-1"

import audits
import pytest

from builders import access_key
from iam_audit.model import AccountStatus, Gap, Section
from iam_audit.model.wire import encode
from iam_audit.reports import formats
from iam_audit.reports.masking import mask, mask_keys

KEY = "AKIAIOSFODNN7EXAMPLE"


@pytest.mark.parametrize(
    ("key_id", "masked"),
    [
        (KEY, "AKIA************MPLE"),
        ("AKIA12345", "AKIA*2345"),
        ("AKIA1234", "********"),
        ("", ""),
    ],
)
def test_four_characters_at_each_end_stay(key_id, masked):
    assert mask(key_id) == masked


def everywhere():
    """An audit that mentions one key in every place that holds text."""
    says = audits.finding(
        resource=audits.key_resource(KEY),
        message=f"{KEY} is old",
        evidence={"key": KEY, "others": [KEY], KEY: 1, "none": None},
        remediation=audits.Remediation(
            text=f"Rotate {KEY}",
            console=(f"Find {KEY}",),
            cli=(f"aws iam delete --key {KEY}",),
            automated=f"run {KEY}",
        ),
    )
    made = audits.judged(access_key(age_days=200, id=KEY))
    return audits.audit(
        audits.replace(
            made,
            status=AccountStatus.PARTIAL,
            reason=f"asked with {KEY}",
            findings=(*made.findings, says),
            gaps=(Gap(section=Section.MFA, reason=f"{KEY} may not", code=KEY),),
        ),
        scope=f"key {KEY}",
    )


@pytest.mark.parametrize("name", formats())
def test_a_masked_audit_names_the_key_in_no_format(name):
    assert KEY not in formats()[name].render(mask_keys(everywhere()))


def test_no_text_of_a_masked_audit_holds_the_key():
    masked = encode(mask_keys(everywhere())).decode()

    assert KEY not in masked
    assert masked.count("AKIA************MPLE") > 12


def test_findings_stay_the_same_findings():
    result = audits.organization()
    masked = mask_keys(result)

    assert sorted(one.fingerprint for one in masked.findings) == sorted(
        one.fingerprint for one in result.findings
    )
    assert [row.rotation and row.rotation.fingerprint for row in masked.keys if row.rotation] == [
        row.rotation.fingerprint for row in result.keys if row.rotation
    ]


def test_masking_twice_is_masking_once():
    once = mask_keys(everywhere())

    assert mask_keys(once) == once


def test_a_key_that_looks_unlike_a_key_is_masked_too():
    odd = "abcdefgh12345678"
    text = encode(mask_keys(audits.audit(audits.judged(access_key(id=odd, age_days=200))))).decode()

    assert odd not in text


def test_a_temporary_key_that_is_only_mentioned_is_masked():
    made = audits.replace(audits.judged(), reason="asked with ASIAIOSFODNN7EXAMPLE")

    assert mask_keys(audits.audit(made)).accounts[0].reason == "asked with ASIA************MPLE"


def test_everything_but_the_ids_is_left_alone():
    result = audits.audit(audits.partial_account(), audits.unread_account())
    masked = mask_keys(result)

    assert [account.gaps for account in masked.accounts] == [account.gaps for account in result.accounts]
    assert masked.generated_at == result.generated_at
    assert masked.coverage == result.coverage

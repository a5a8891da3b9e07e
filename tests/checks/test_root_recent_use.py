import pytest

from builders import KEY_ID, NOW, access_key, last_use, password, root, snapshot, unknown_use
from iam_audit.checks.root_recent_use import RootRecentUse
from iam_audit.model import ROOT_NAME, AccessKey, Finding, LastUse, NeverUsed, Severity, Snapshot, Status


def account(signed_in: LastUse, *keys: AccessKey) -> Snapshot:
    return snapshot(root=root(password=password(last_used=signed_in)), root_access_keys=keys)


def root_key(used: LastUse, slot: int = 1, key_id: str | None = None) -> AccessKey:
    return access_key(user_name=ROOT_NAME, id=key_id, slot=slot, last_used=used)


def judge(read: Snapshot, **options: int) -> list[Finding]:
    return list(RootRecentUse(**options).run(read, NOW))


@pytest.mark.parametrize(
    ("days", "flagged"), [(-1, True), (0, True), (6, True), (7, True), (7.9, True), (8, False)]
)
def test_flags_a_sign_in_within_the_last_days(days, flagged):
    assert bool(judge(account(last_use(days)))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(7, True), (8, False)])
@pytest.mark.parametrize("slot", [1, 2])
def test_a_key_used_lately_does_not_hide_behind_an_old_sign_in(days, flagged, slot):
    keys = [root_key(last_use(300)), root_key(last_use(300), 2)]
    keys[slot - 1] = root_key(last_use(days), slot)

    assert bool(judge(account(last_use(300), *keys))) is flagged


def test_a_root_never_used_passes():
    assert not judge(account(NeverUsed(), root_key(NeverUsed())))


def test_the_days_are_an_option():
    assert judge(account(last_use(90)), max_days=90)
    assert not judge(account(last_use(2)), max_days=1)


@pytest.mark.parametrize(
    ("read", "statuses"),
    [
        pytest.param(account(unknown_use()), [Status.NOT_EVALUATED], id="sign-in unknown"),
        pytest.param(
            account(last_use(8), root_key(unknown_use())), [Status.NOT_EVALUATED], id="key use unknown"
        ),
        pytest.param(account(last_use(7), root_key(unknown_use())), [Status.FAIL], id="used anyway"),
        pytest.param(snapshot(), [Status.NOT_EVALUATED], id="root not read"),
    ],
)
def test_what_cannot_be_told_is_unknown(read, statuses):
    assert [finding.status for finding in judge(read)] == statuses


@pytest.mark.parametrize(("days", "words"), [(0, "within the last day"), (1, "1 day ago"), (5, "5 days ago")])
def test_says_when_and_by_what(days, words):
    finding = judge(account(last_use(6), root_key(last_use(days), 2)))[0]

    assert finding.severity is Severity.HIGH
    assert finding.message == (
        f"Root of account 123456789012 was used {words}, by its access key 2;"
        " uses of the last 7 days are told."
    )
    assert finding.evidence["by"] == "access key 2"
    assert finding.evidence["last_used_service"] == "s3"


def test_names_the_key_where_its_id_is_known():
    finding = judge(account(last_use(9), root_key(last_use(1), key_id=KEY_ID)))[0]

    assert finding.evidence["by"] == f"access key {KEY_ID}"

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from builders import NO_PASSWORD, access_key, password, snapshot, unknown_use, user
from iam_audit import assume_role, get_accounts, get_cloudtrail_events, get_iam_users_with_keys
from iam_audit.api.key_inventory import inventory
from iam_audit.model import MfaDevice, MfaKind
from simulated_trail import SimulatedTrail, trail_event

OWN = {"id": "123456789012", "name": "management"}
MEMBER = {"id": "111122223333", "name": "member"}
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 3, 19, tzinfo=UTC)

COLUMNS = [
    "account_id",
    "account_name",
    "username",
    "password_status",
    "password_last_used",
    "access_key_id",
    "status",
    "created_date",
    "last_used_date",
    "service_name",
    "mfa_status",
]


def row(key=None, *, labels="es", devices=(), **facts):
    account = snapshot(users=(user(**facts),), access_keys=(key or access_key(),), mfa_devices=devices)
    return inventory(account, labels)[0]


def test_a_row_has_the_published_columns_in_their_order():
    assert list(row()) == COLUMNS


def test_dates_are_iso_8601_in_utc():
    found = row(access_key(age_days=10, used_days_ago=1), password=password(used_days_ago=2))

    assert found["created_date"] == "2026-03-09T12:00:00+00:00"
    assert found["last_used_date"] == "2026-03-18T12:00:00+00:00"
    assert found["password_last_used"] == "2026-03-17T12:00:00+00:00"
    assert found["service_name"] == "s3"


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        pytest.param("es", ["No configurada", "Nunca", "Nunca utilizada", "N/A"], id="Spanish, the default"),
        pytest.param("en", ["Not set", "Never", "Never used", "N/A"], id="English"),
    ],
)
def test_what_never_was_has_a_word(labels, words):
    found = row(access_key(used_days_ago=None), labels=labels, password=NO_PASSWORD)

    columns = ("password_status", "password_last_used", "last_used_date", "service_name")
    assert [found[column] for column in columns] == words


@pytest.mark.parametrize(("labels", "word"), [("es", "Desconocido"), ("en", "Unknown")])
def test_what_is_unknown_never_reads_like_none(labels, word):
    key = access_key(active=None, created_at=None, last_used=unknown_use(), id=None)
    found = row(key, labels=labels, password=password(enabled=None, last_used=unknown_use()), mfa_active=None)

    unknown = [name for name in COLUMNS if found[name] == word]
    assert unknown == [
        "password_status",
        "password_last_used",
        "access_key_id",
        "status",
        "created_date",
        "last_used_date",
        "mfa_status",
    ]


def device(kind):
    return MfaDevice(serial="arn:aws:iam::123456789012:mfa/alice", kind=kind, user_name="alice")


@pytest.mark.parametrize(
    ("active", "devices", "status"),
    [
        pytest.param(False, (), "None", id="no MFA"),
        pytest.param(True, (device(MfaKind.VIRTUAL),), "Virtual", id="an authenticator app"),
        pytest.param(True, (device(MfaKind.PASSKEY),), "Hardware", id="a security key"),
        pytest.param(True, (), "Hardware", id="active, and not in the list of virtual devices"),
    ],
)
def test_mfa_is_virtual_hardware_or_none(active, devices, status):
    assert row(devices=devices, mfa_active=active)["mfa_status"] == status


def test_the_status_of_a_key_is_as_aws_writes_it():
    assert [row(access_key(active=active))["status"] for active in (True, False)] == ["Active", "Inactive"]


def test_lists_every_key_of_an_account_on_the_wire(session, made_days_ago):
    iam = session.client("iam")
    for name in ("alice", "bob"):
        iam.create_user(UserName=name)
    iam.create_login_profile(UserName="alice", Password="example-Password-1")
    used, idle = (iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"] for _ in range(2))
    made_days_ago("alice", used, 200, used_days_ago=3)
    iam.update_access_key(UserName="alice", AccessKeyId=idle, Status="Inactive")

    rows = {row["access_key_id"]: row for row in get_iam_users_with_keys(iam, "123456789012", "production")}

    assert set(rows) == {used, idle}
    assert rows[used]["service_name"] == "s3"
    assert rows[used]["last_used_date"].startswith(str((datetime.now(UTC) - timedelta(days=3)).date()))
    assert rows[idle]["last_used_date"] == "Nunca utilizada"
    assert rows[idle]["status"] == "Inactive"
    assert {row["password_status"] for row in rows.values()} == {"Configurada"}
    assert {(row["account_id"], row["account_name"]) for row in rows.values()} == {
        ("123456789012", "production")
    }


def test_lists_the_active_accounts_of_the_organization(session):
    organizations = session.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    made = organizations.create_account(AccountName="member", Email="member@example.com")

    accounts = get_accounts(organizations)

    assert {"id": made["CreateAccountStatus"]["AccountId"], "name": "member"} in accounts
    assert [set(account) for account in accounts] == [{"id", "name"}] * 2


def test_assumes_a_role_in_another_account(session):
    credentials = assume_role(session, "111122223333", "iam-audit-reader", "SecurityAudit")

    assert {"AccessKeyId", "SecretAccessKey", "SessionToken"} <= set(credentials)
    inside = boto3.Session(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"], "us-east-1"
    )
    arn = inside.client("sts").get_caller_identity()["Arn"]
    assert arn == "arn:aws:sts::111122223333:assumed-role/iam-audit-reader/SecurityAudit"


def test_the_role_is_looked_for_in_the_partition_of_the_session(session):
    asked = []
    china = boto3.Session(region_name="cn-north-1")
    original = china.client

    def client(service, **more):
        made = original(service, **more)
        made.meta.events.register(
            "provide-client-params.sts.AssumeRole", lambda params, **_: asked.append(params)
        )
        return made

    china.client = client
    assume_role(china, "111122223333", "iam-audit-reader", "SecurityAudit")

    assert asked[0]["RoleArn"] == "arn:aws-cn:iam::111122223333:role/iam-audit-reader"


@pytest.fixture
def trail(session, monkeypatch):
    """CloudTrail with two deletions and a creation in the management account."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    events = [
        trail_event("c", "DeleteAccessKey", 1770000300, resources=("alice", "AKIAIOSFODNN7EXAMPLE")),
        trail_event("b", "CreateUser", 1770000200, user=None, resources=("bob",)),
        trail_event("a", "UpdateAccessKey", 1770000100),
    ]
    events += [trail_event(f"d{number}", "DeleteUser", 1770001000 + number) for number in range(5)]
    with SimulatedTrail({"AKIAIOSFODNN7EXAMPLE": events}) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", server.url)
        yield server


def test_events_come_oldest_first_over_all_pages(session, trail):
    rows = get_cloudtrail_events(session, [OWN], "iam-audit-reader", START, END, calls_per_second=1000)

    assert [row["eventName"] for row in rows] == [
        "UpdateAccessKey",
        "CreateUser",
        "DeleteAccessKey",
        *["DeleteUser"] * 5,
    ]
    assert rows[2] == {
        "eventName": "DeleteAccessKey",
        "eventTime": "2026-02-02T02:45:00+00:00",
        "username": "admin",
        "account_id": "123456789012",
        "account_name": "management",
        "resources": ["alice", "AKIAIOSFODNN7EXAMPLE"],
    }


def test_an_event_without_an_actor_says_so(session, trail):
    rows = get_cloudtrail_events(session, [OWN], "iam-audit-reader", START, END, calls_per_second=1000)

    assert next(row["username"] for row in rows if row["eventName"] == "CreateUser") == "N/A"


def test_the_events_of_iam_are_looked_up_in_the_home_region(session, trail):
    get_cloudtrail_events(
        boto3.Session(region_name="eu-west-1"),
        [OWN],
        "iam-audit-reader",
        START,
        END,
        calls_per_second=1000,
    )

    assert {region for region, _ in trail.asked} == {"us-east-1"}
    assert {name for _, name in trail.asked} == {
        "CreateAccessKey",
        "CreateUser",
        "DeleteAccessKey",
        "DeleteLoginProfile",
        "DeleteUser",
        "UpdateAccessKey",
    }


def test_an_account_that_fails_is_logged_and_left_out(session, trail, caplog):
    trail.refused = ("AKIAIOSFODNN7EXAMPLE",)

    rows = get_cloudtrail_events(
        session, [OWN, MEMBER], "iam-audit-reader", START, END, calls_per_second=1000
    )

    assert rows == []
    said = [record.getMessage() for record in caplog.records if record.name.startswith("iam_audit.api")]
    assert len(said) == 1
    assert said[0].startswith("account management (123456789012) left out: ")

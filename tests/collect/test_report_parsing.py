"""The credential report, cell by cell."""

from datetime import UTC, datetime, timedelta

import pytest
from recorded import ACCOUNT, key_cells, report, row

from builders import ACCOUNT_ID, days_ago
from iam_audit.collect.credential_report import CredentialReport, read_report
from iam_audit.errors import InputError
from iam_audit.model import NeverUsed, SigningCertificate, Used, UseUnknown


def only_user(**cells):
    (user,) = read_report(report(row(**cells))).users
    return user


def only_key(**cells):
    (key,) = only_user(**cells).keys
    return key


@pytest.mark.parametrize(
    ("word", "value"),
    [("TRUE", True), ("true", True), ("false", False), ("FALSE", False)]
    + [(word, None) for word in ("N/A", "no_information", "not_supported", "")],
)
def test_flags_have_three_values(word, value):
    assert only_user(mfa_active=word).mfa_active is value


@pytest.mark.parametrize("text", ["2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00", "2024-05-06T07:08:09"])
def test_dates_are_in_utc_with_or_without_saying_so(text):
    assert only_user(user_creation_time=text).created_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("name", ["a,b", 'say "hi"', "two\nlines", "zoë", "名前", "=cmd()", " space "])
def test_names_come_through_as_they_are(name):
    assert only_user(user=name).name == name


def test_columns_are_found_by_name_whatever_their_order_and_whatever_else_there_is():
    cells = {"additional_credentials_info": "x", **dict(reversed(row(mfa_active="true").items()))}
    root = {"additional_credentials_info": "x", **row("<root_account>")}

    assert read_report(report(cells, root=root)).users[0].mfa_active is True


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    text = "\ufeff" + report(row()).replace("\n", "\r\n")

    assert read_report(text).users == read_report(report(row())).users


def test_blank_lines_are_passed_over():
    assert len(read_report(report(row()) + "\n\n").users) == 1


def test_the_account_and_its_partition_are_in_the_arn():
    cn = "arn:aws-cn:iam::444455556666"
    read = read_report(report(row(arn=f"{cn}:user/alice"), root=row("<root_account>", arn=f"{cn}:root")))

    assert (read.account_id, read.partition) == ("444455556666", "aws-cn")


@pytest.mark.parametrize(
    ("cells", "exists"),
    [
        pytest.param(key_cells(active=True), True, id="active"),
        pytest.param(key_cells(active=False), True, id="inactive with a date"),
        pytest.param(
            {"access_key_1_active": "true", "access_key_1_last_rotated": "N/A"},
            True,
            id="active without a date",
        ),
        pytest.param(
            {"access_key_1_active": "false", "access_key_1_last_rotated": "N/A"}, False, id="empty slot"
        ),
        pytest.param(
            {"access_key_1_active": "N/A", "access_key_1_last_rotated": "N/A"}, False, id="nothing said"
        ),
    ],
)
def test_a_slot_holds_a_key_when_it_is_active_or_was_rotated(cells, exists):
    assert bool(only_user(**cells).keys) is exists


def test_a_key_without_a_date_is_of_unknown_age_and_use():
    key = only_key(access_key_2_active="true")

    assert (key.slot, key.created_at) == (2, None)
    assert isinstance(key.last_used, UseUnknown)


def test_a_key_knows_when_where_and_for_what_it_was_last_used():
    used = days_ago(3)
    cells = key_cells(used=used.isoformat()) | {
        "access_key_1_last_used_region": "eu-west-1",
        "access_key_1_last_used_service": "s3",
    }

    assert only_key(**cells).last_used == Used(at=used, service="s3", region="eu-west-1")


def test_a_use_without_service_and_region_is_a_use():
    used = days_ago(3)

    assert only_key(**key_cells(used=used.isoformat())).last_used == Used(at=used)


TRACKED = datetime(2015, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize("word", ["N/A", "no_information"])
@pytest.mark.parametrize(
    ("rotated", "kind"),
    [(TRACKED, NeverUsed), (TRACKED - timedelta(seconds=1), UseUnknown)],
    ids=["tracked", "older"],
)
def test_a_key_without_use_was_never_used_only_if_aws_tracked_its_whole_life(word, rotated, kind):
    assert isinstance(only_key(**key_cells(rotated=rotated, used=word)).last_used, kind)


@pytest.mark.parametrize("word", ["not_supported", ""])
def test_a_key_of_whose_use_nothing_is_said_is_of_unknown_use(word):
    assert isinstance(only_key(**key_cells(used=word)).last_used, UseUnknown)


PASSWORDS_TRACKED = datetime(2014, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "kind"),
    [(PASSWORDS_TRACKED, NeverUsed), (PASSWORDS_TRACKED - timedelta(seconds=1), UseUnknown)],
    ids=["tracked", "older"],
)
def test_a_password_without_use_was_never_used_only_if_the_user_is_young_enough(created, kind):
    user = only_user(
        password_enabled="true", password_last_used="no_information", user_creation_time=created.isoformat()
    )

    assert isinstance(user.password.last_used, kind)


def test_a_password_of_a_user_of_unknown_age_may_have_been_used():
    user = only_user(password_enabled="true", password_last_used="no_information", user_creation_time="N/A")

    assert isinstance(user.password.last_used, UseUnknown)


def test_a_password_has_its_dates():
    user = only_user(
        password_enabled="true",
        password_last_used="2026-01-02T00:00:00+00:00",
        password_last_changed="2025-01-02T00:00:00+00:00",
        password_next_rotation="2026-04-02T00:00:00+00:00",
    )

    assert user.password.last_used == Used(at=datetime(2026, 1, 2, tzinfo=UTC))
    assert user.password.changed_at == datetime(2025, 1, 2, tzinfo=UTC)
    assert user.password.next_rotation_at == datetime(2026, 4, 2, tzinfo=UTC)


def test_no_password_was_never_used():
    password = only_user(password_enabled="false", password_last_used="N/A").password

    assert (password.enabled, password.last_used) == (False, NeverUsed())


def test_whether_root_has_a_password_may_not_be_told():
    root = read_report(report(root=row("<root_account>", password_enabled="not_supported"))).root

    assert root.password.enabled is None


def test_a_password_of_which_nothing_is_told_may_have_been_used_before_aws_kept_track():
    old = row("<root_account>", password_enabled="not_supported", user_creation_time="2012-01-01T00:00:00Z")

    assert isinstance(read_report(report(root=old)).root.password.last_used, UseUnknown)


def test_signing_certificates_are_counted_by_slot():
    rotated = days_ago(50)
    user = only_user(cert_2_active="false", cert_2_last_rotated=rotated.isoformat(), cert_1_active="true")

    assert user.certificates == (
        SigningCertificate(slot=1, active=True),
        SigningCertificate(slot=2, active=False, rotated_at=rotated),
    )


def test_an_account_without_users_has_a_row_for_root_alone():
    read = read_report(report())

    assert (read.users, read.root.name, read.account_id) == ((), "<root_account>", ACCOUNT_ID)


def without(column):
    return report({name: word for name, word in row().items() if name != column}, root=None)


@pytest.mark.parametrize("column", list(row()))
def test_a_missing_column_is_named(column):
    with pytest.raises(InputError, match=rf"^credential-report.csv, line 1: there is no column {column}\.$"):
        read_report(without(column))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "credential-report.csv: empty", id="empty"),
        pytest.param(report(root=None), "no rows", id="header alone"),
        pytest.param(report(row())[:-60], r"line 3: cut off before column", id="cut off"),
        pytest.param(report(row()).rstrip() + ",more\n", r"line 3: 23 values for 22 columns", id="too long"),
        pytest.param(report(row()) + '"open', r"not valid CSV", id="open quote"),
        pytest.param(
            report(row(mfa_active="maybe")), r"line 3, column mfa_active: 'maybe' is neither", id="flag"
        ),
        pytest.param(
            report(row(user_creation_time="soon")),
            r"column user_creation_time: 'soon' is not a date",
            id="date",
        ),
        pytest.param(report(row(arn="alice")), r"line 3, column arn: 'alice' is not an ARN", id="arn"),
        pytest.param(report(row(arn="arn:aws:iam::12345678901x:user/a")), r"column arn", id="account id"),
        pytest.param(report(row(), row()), r"line 4, column user: a second row for 'alice'", id="twice"),
        pytest.param(
            report(row(arn="arn:aws:iam::111122223333:user/alice")),
            r"line 3, column arn: another",
            id="two accounts",
        ),
        pytest.param(
            report(row()).replace("user,arn", "user,user,arn"),
            r"line 1: there is more than one",
            id="column twice",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, message):
    with pytest.raises(InputError, match=message):
        read_report(text)


def test_the_time_it_was_made_comes_with_the_answer():
    answer = {"Content": report(), "GeneratedTime": "2026-03-19T10:00:00Z"}

    assert CredentialReport().parse(answer, ACCOUNT).generated_at == datetime(2026, 3, 19, 10, tzinfo=UTC)


def test_plain_csv_does_not_tell_when_it_was_made():
    assert CredentialReport().parse(report(), ACCOUNT).generated_at is None

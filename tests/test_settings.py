import pytest

from iam_audit.errors import SettingsError
from iam_audit.inactivity import Limits
from iam_audit.model import Section, Severity
from iam_audit.settings import Settings, described, load, typed


def write(folder, text, name="iam-audit.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_and_environment_the_defaults_hold(tmp_path):
    assert load(tmp_path, {}) == Settings()
    assert Settings().where == "settings"


def test_every_section_of_the_file_is_read(tmp_path):
    path = write(
        tmp_path,
        """
        [audit]
        fail_on = "high"
        include = ["ssh_public_keys"]
        [organization]
        role = "reader"
        exclude = ["123456789012", "sandbox-*"]
        [report]
        format = ["json", "csv"]
        [limits]
        high_days = 60
        [checks.access-key-age]
        max_days = 30
        """,
    )

    settings = load(tmp_path, {})

    assert settings.audit.fail_on is Severity.HIGH
    assert settings.audit.include == (Section.SSH_PUBLIC_KEYS,)
    assert settings.organization.exclude == ("123456789012", "sandbox-*")
    assert settings.report.format == ("json", "csv")
    assert settings.limits == {"high_days": 60}
    assert settings.checks == {"access-key-age": {"max_days": 30}}
    assert settings.where == str(path)


def test_pyproject_is_read_when_there_is_no_file_of_our_own(tmp_path):
    write(tmp_path, '[tool.iam-audit.audit]\nfail_on = "low"\n[tool.other]\nx = 1\n', "pyproject.toml")

    assert load(tmp_path, {}).audit.fail_on is Severity.LOW


def test_a_pyproject_without_our_table_sets_nothing(tmp_path):
    write(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml")

    assert load(tmp_path, {}) == Settings()


def test_our_own_file_wins_over_pyproject(tmp_path):
    write(tmp_path, '[tool.iam-audit.audit]\nfail_on = "low"\n', "pyproject.toml")
    write(tmp_path, '[audit]\nfail_on = "high"\n')

    assert load(tmp_path, {}).audit.fail_on is Severity.HIGH


def test_the_named_file_wins_over_the_variable_that_names_one(tmp_path):
    named = write(tmp_path, '[audit]\nfail_on = "info"\n', "named.toml")
    other = write(tmp_path, '[audit]\nfail_on = "low"\n', "other.toml")

    assert load(tmp_path, {"IAM_AUDIT_CONFIG": str(other)}, named).audit.fail_on is Severity.INFO
    assert load(tmp_path, {"IAM_AUDIT_CONFIG": str(other)}).audit.fail_on is Severity.LOW


def test_a_byte_order_mark_does_not_matter(tmp_path):
    write(tmp_path, "\ufeff[audit]\nlive = true\n")

    assert load(tmp_path, {}).audit.live is True


def test_the_environment_overrides_single_values_of_the_file(tmp_path):
    path = write(
        tmp_path,
        '[audit]\nfail_on = "high"\nlive = true\n[checks.access-key-age]\nmax_days = 30\nhigh_days = 99\n',
    )
    environment = {
        "IAM_AUDIT_AUDIT__FAIL_ON": "low",
        "IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS": "60",
        "HOME": "/nowhere",
    }

    settings = load(tmp_path, environment)

    assert (settings.audit.fail_on, settings.audit.live) == (Severity.LOW, True)
    assert settings.checks == {"access-key-age": {"max_days": 60, "high_days": 99}}
    assert settings.where == f"{path} or the environment"


@pytest.mark.parametrize(
    ("variable", "text", "section", "key", "value"),
    [
        ("IAM_AUDIT_AUDIT__LIVE", "true", "audit", "live", True),
        ("IAM_AUDIT_AUDIT__LIVE", "0", "audit", "live", False),
        ("IAM_AUDIT_ORGANIZATION__CONCURRENCY", "4", "organization", "concurrency", 4),
        (
            "IAM_AUDIT_ORGANIZATION__EXCLUDE",
            "123456789012, dev-*",
            "organization",
            "exclude",
            ("123456789012", "dev-*"),
        ),
        ("IAM_AUDIT_ORGANIZATION__EXTERNAL_ID", "0123", "organization", "external_id", "0123"),
        ("IAM_AUDIT_AUDIT__INCLUDE", "ssh_public_keys", "audit", "include", (Section.SSH_PUBLIC_KEYS,)),
        ("IAM_AUDIT_REPORT__OUTPUT", "out", "report", "output", "out"),
    ],
)
def test_the_text_of_a_variable_becomes_the_type_of_its_setting(
    tmp_path, variable, text, section, key, value
):
    assert getattr(getattr(load(tmp_path, {variable: text}), section), key) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60", 60),
        ("true", True),
        ('["admins", "ops"]', ["admins", "ops"]),
        ('"60"', "60"),
        ("bare words", "bare words"),
    ],
)
def test_options_of_checks_are_written_in_variables_as_in_toml(tmp_path, text, value):
    settings = load(tmp_path, {"IAM_AUDIT_CHECKS__USER_MFA_GROUPS__GROUPS": text})

    assert settings.checks == {"user-mfa-groups": {"groups": value}}


def test_limits_can_be_set_in_the_environment(tmp_path):
    assert load(tmp_path, {"IAM_AUDIT_LIMITS__HIGH_DAYS": "60"}).limits == {"high_days": 60}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "[audti]\nlive = true", "there is no section 'audti'. Did you mean 'audit'?", id="near section"
        ),
        pytest.param("[zzz]", "there is no section 'zzz'. Known: audit, organization", id="far section"),
        pytest.param(
            "[audit]\nfail_om = 'low'",
            "[audit]: there is no setting 'fail_om'. Did you mean 'fail_on'?",
            id="near key",
        ),
        pytest.param(
            "[report]\nzzz = 1", "[report]: there is no setting 'zzz'. Known: format, output", id="far key"
        ),
        pytest.param(
            "[audit]\nfail_on = 'hihg'", "fail_on: 'hihg' is not one of critical, high", id="unknown severity"
        ),
        pytest.param("[audit]\nfail_on = 'hihg'", "Did you mean 'high'?", id="near severity"),
        pytest.param(
            "[audit]\ninclude = ['ssh_keys']", "include: 'ssh_keys' is not one of", id="unknown section name"
        ),
        pytest.param(
            "[audit]\nlive = 'yes'", "live: 'yes' will not do: expected bool, got str.", id="wrong type"
        ),
        pytest.param(
            "[audit]\nonly = 'x'", "only: 'x' will not do: expected array, got str.", id="text for a list"
        ),
        pytest.param(
            "[organization]\nconcurrency = 0",
            "concurrency: 0 will not do: expected int >= 1.",
            id="out of range",
        ),
        pytest.param("[organization]\nsession_duration = 60", "expected int >= 900", id="session too short"),
        pytest.param(
            "audit = 3", "'audit' must be a table with settings in it, not 3", id="value for a section"
        ),
        pytest.param("limits = 3", "'limits' must be a table", id="value for limits"),
        pytest.param("checks = 3", "'checks' must be a table", id="value for checks"),
        pytest.param(
            "[checks]\naccess-key-age = 90", "'access-key-age' must be a table", id="value for a check"
        ),
        pytest.param("[audit", "is not valid TOML: ", id="broken file"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_file_and_key(tmp_path, text, said):
    path = write(tmp_path, text)

    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {})

    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("IAM_AUDIT_FAIL_ON", "high", "IAM_AUDIT_FAIL_ON: there is no section 'fail_on'."),
        (
            "IAM_AUDIT_AUDIT",
            "high",
            "IAM_AUDIT_AUDIT does not say which setting it is; it is written like IAM_AUDIT_AUDIT__NAME.",
        ),
        ("IAM_AUDIT_AUDIT__", "high", "written like IAM_AUDIT_AUDIT__NAME."),
        ("IAM_AUDIT_CHECKS__MAX_DAYS", "3", "written like IAM_AUDIT_CHECKS__ACCESS_KEY_AGE__MAX_DAYS."),
        ("IAM_AUDIT_LIMITS", "3", "written like IAM_AUDIT_LIMITS__HIGH_DAYS."),
        ("IAM_AUDIT_AUDIT__FAIL_OM", "high", "there is no setting 'fail_om'. Did you mean 'fail_on'?"),
        ("IAM_AUDIT_AUDIT__LIVE", "perhaps", "IAM_AUDIT_AUDIT__LIVE: live: 'perhaps' will not do"),
        ("IAM_AUDIT_ORGANIZATION__CONCURRENCY", "1000", "concurrency: 1000 will not do: expected int <= 64"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_with_the_variable(tmp_path, variable, text, said):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {variable: text})

    assert variable in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_is_said_with_its_name_and_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml could not be read: No such file .*--config"):
        load(tmp_path, {}, tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_said_to_be_so(tmp_path):
    (tmp_path / "iam-audit.toml").write_bytes(b"[audit]\n# \xe9t\xe9\n")

    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load(tmp_path, {})


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\niam-audit = 3"])
def test_a_pyproject_whose_tables_are_none_is_refused(tmp_path, text):
    write(tmp_path, text, "pyproject.toml")

    with pytest.raises(SettingsError, match="must be a table"):
        load(tmp_path, {})


def test_open_sections_are_typed_by_whoever_knows_them():
    assert typed({"high_days": 60}, Limits, "x.toml: [limits]") == Limits(high_days=60)
    with pytest.raises(
        SettingsError, match=r"x.toml: \[limits\]: there is no setting 'hihg_days'. Did you mean 'high_days'"
    ):
        typed({"hihg_days": 60}, Limits, "x.toml: [limits]")


def test_values_that_do_not_go_together_are_refused():
    with pytest.raises(SettingsError, match=r"x.toml: \[limits\]: low_days, .* in that order"):
        typed({"high_days": 10}, Limits, "x.toml: [limits]")


def test_every_setting_can_be_printed(tmp_path):
    write(
        tmp_path, "[audit]\nlive = true\n[limits]\nhigh_days = 60\n[checks.access-key-age]\nmax_days = 30\n"
    )

    lines = dict(described(load(tmp_path, {})))

    assert lines["audit.live"] == "true"
    assert lines["audit.fail_on"] == "(not set)"
    assert lines["organization.concurrency"] == "8"
    assert lines["limits.high_days"] == "60"
    assert lines["checks.access-key-age.max_days"] == "30"

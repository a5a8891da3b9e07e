"""The settings of alerts: what is refused, in which words, and what they come to."""

import pytest

from iam_audit.errors import SettingsError
from iam_audit.model import Kind, Severity
from iam_audit.settings import AlertStage, RouteSettings, Weekday, described, load


def loaded(tmp_path, text, environment=None):
    (tmp_path / "iam-audit.toml").write_text(text, encoding="utf-8")
    return load(tmp_path, environment or {})


def test_channels_alerts_routes_and_store_are_read(tmp_path):
    settings = loaded(
        tmp_path,
        """
        [channels.security]
        kind = "webhook"
        url = "https://example.com/hook"
        [alerts]
        delay_days = 3
        deadline_days = { high = 5, low = 0 }
        quiet_from = "18:00"
        quiet_to = "08:00"
        quiet_days = ["sat", "sun"]
        allowed_domains = ["example.com"]
        [[alerts.routes]]
        severity = "high"
        kinds = ["machine"]
        stages = ["escalated"]
        channels = ["security"]
        [store]
        url = "sqlite:///x.sqlite"
        """,
    )

    assert settings.channels == {"security": {"kind": "webhook", "url": "https://example.com/hook"}}
    assert settings.alerts.deadline_days == {Severity.HIGH: 5, Severity.LOW: 0}
    assert settings.alerts.quiet_days == (Weekday.SAT, Weekday.SUN)
    assert settings.alerts.routes == (
        RouteSettings(
            severity=Severity.HIGH,
            kinds=(Kind.MACHINE,),
            stages=(AlertStage.ESCALATED,),
            channels=("security",),
        ),
    )
    assert settings.store.url == "sqlite:///x.sqlite"


def test_variables_set_alerts_channels_and_the_store(tmp_path):
    variables = {
        "IAM_AUDIT_ALERTS__DELAY_DAYS": "3",
        "IAM_AUDIT_ALERTS__ALLOWED_DOMAINS": "example.com, example.org",
        "IAM_AUDIT_CHANNELS__SECURITY__CHANNEL": "C0123456789",
        "IAM_AUDIT_STORE__URL": "sqlite:///x.sqlite",
    }
    settings = load(tmp_path, variables)

    assert settings.alerts.delay_days == 3
    assert settings.alerts.allowed_domains == ("example.com", "example.org")
    assert settings.channels == {"security": {"channel": "C0123456789"}}
    assert settings.store.url == "sqlite:///x.sqlite"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[alerts]\ndelay_day = 3", "[alerts]: there is no setting 'delay_day'. Did you mean 'delay_days'?"),
        ("[alerts]\ndelay_days = 0", "[alerts]: delay_days: 0 will not do"),
        ("[alerts]\nquiet_from = '25:00'", "[alerts]: quiet_from: '25:00' will not do"),
        ("[alerts]\nquiet_from = '18:00'", "quiet_from and quiet_to go together"),
        ("[alerts]\nquiet_days = ['samstag']", "'samstag' is not one of mon, tue"),
        ("[alerts]\ndeadline_days = {hihg = 3}", "[alerts]: deadline_days"),
        ("[alerts]\nroutes = [3]", "[alerts]: routes: [3] will not do"),
        ("[alerts]\nroutes = 3", "[alerts]: routes: 3 will not do"),
        (
            "[[alerts.routes]]\nchannels = ['x']\n[[alerts.routes]]\nchanels = ['x']",
            "[[alerts.routes]] number 2: there is no setting 'chanels'. Did you mean 'channels'?",
        ),
        ("[[alerts.routes]]\nseverity = 'high'", "[[alerts.routes]] number 1: "),
        ("[[alerts.routes]]\nchannels = ['x']\nseverity = 'hihg'", "Did you mean 'high'?"),
        ("[channels]\nsecurity = 'slack'", "'security' must be a table"),
        ("[store]\nurll = 'x'", "[store]: there is no setting 'urll'. Did you mean 'url'?"),
        ("[chanels.x]\nkind = 'slack'", "there is no section 'chanels'. Did you mean 'channels'?"),
    ],
)
def test_what_is_wrong_is_refused_with_file_key_and_nearest_name(tmp_path, text, said):
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, text)

    assert said in str(refused.value)
    assert str(tmp_path / "iam-audit.toml") in str(refused.value)


def test_a_variable_for_a_channel_must_name_the_channel_and_the_setting(tmp_path):
    with pytest.raises(SettingsError, match="IAM_AUDIT_CHANNELS__SECURITY__CHANNEL"):
        load(tmp_path, {"IAM_AUDIT_CHANNELS__SECURITY": "x"})


def test_all_of_it_can_be_printed_but_no_password(tmp_path):
    lines = dict(
        described(
            loaded(
                tmp_path,
                """
                [channels.security]
                kind = "slack"
                [[alerts.routes]]
                channels = ["security"]
                [store]
                url = "postgresql://audit:hush@db.example.com/iam_audit"
                """,
            )
        )
    )

    assert lines["channels.security.kind"] == '"slack"'
    assert '"security"' in lines["alerts.routes"]
    assert lines["store.url"] == '"postgresql://audit:…@db.example.com/iam_audit"'

"""MFA, and the root user."""

from agreement.scenario import FAIL, PASS, UNKNOWN, Scenario, Table, both, table
from builders import ACCOUNT_ID, access_key, account, last_use, password, root, snapshot, user
from iam_audit.model import ROOT_NAME, AccountSummary, MfaDevice, MfaKind, Snapshot
from setting_builders import MANAGER, organization, virtual_device

APP = virtual_device("root-account-mfa-device", ROOT_NAME)
ROOT_IS_SILENT = (
    "Prowler reports on root only when the report says that it has a password, or an active key; the account summary"
    " tells what the report does not."
)


def person(*kinds: MfaKind, signs_in: bool = True, mfa: bool = True) -> Snapshot:
    one = user(password=password(enabled=signs_in), mfa_active=mfa)
    devices = tuple(MfaDevice(serial=f"serial-{kind}", kind=kind, user_name="alice") for kind in kinds)
    return snapshot(users=(one,), mfa_devices=devices)


def told(
    *devices: MfaDevice, mfa: bool = True, signs_in: bool | None = True, keys: bool = False, **more: object
) -> Snapshot:
    """What the report and the account summary say of root."""
    summary = AccountSummary(
        root_mfa_enabled=mfa, root_password_present=signs_in, root_access_keys_present=keys
    )
    row = root(mfa_active=mfa, password=password(enabled=signs_in, used_days_ago=None))
    return snapshot(**({"root": row, "account_summary": summary, "mfa_devices": devices} | more))


def root_keys(*active: bool, signs_in: bool | None = True) -> Snapshot:
    held = tuple(
        access_key(user_name=ROOT_NAME, id=None, slot=slot, active=one)
        for slot, one in enumerate(active, start=1)
    )
    return snapshot(root=root(password=password(enabled=signs_in)), root_access_keys=held)


def root_used(signed_in: float | None, *keys_used: float | None) -> Snapshot:
    held = tuple(
        access_key(user_name=ROOT_NAME, id=None, slot=slot, last_used=last_use(days))
        for slot, days in enumerate(keys_used, start=1)
    )
    return snapshot(root=root(password=password(last_used=last_use(signed_in))), root_access_keys=held)


def managed(*features: str, manager: str = ACCOUNT_ID) -> Snapshot:
    return snapshot(organization=organization(manager), organizations_features=features)


TABLES: tuple[Table, ...] = (
    table(
        "user-mfa-console",
        both("a password and no MFA", person(mfa=False), FAIL),
        both("a password and MFA", person(MfaKind.VIRTUAL), PASS),
        both("no password", person(signs_in=False, mfa=False), PASS),
        both("root without MFA is another check's", told(mfa=False), PASS),
    ),
    table(
        "user-mfa-hardware",
        both("an app", person(MfaKind.VIRTUAL), FAIL),
        both("text messages", person(MfaKind.SMS), FAIL),
        both("a security key", person(MfaKind.PASSKEY), PASS),
        both("a hardware token", person(MfaKind.HARDWARE), PASS),
        both("an app beside a security key", person(MfaKind.PASSKEY, MfaKind.VIRTUAL), FAIL),
        Scenario(
            "no MFA at all",
            person(mfa=False),
            FAIL,
            PASS,
            "One fault, one finding: user-mfa-console has it.",
        ),
        Scenario(
            "no password and no MFA",
            person(signs_in=False, mfa=False),
            FAIL,
            PASS,
            "Nobody who has no password is asked for MFA at the console.",
        ),
    ),
    table(
        "root-access-key",
        both("no key", root_keys(), PASS),
        both("an active key", root_keys(True), FAIL),
        both("an active key in the second place", root_keys(False, True), FAIL),
        Scenario(
            "an inactive key",
            root_keys(False),
            PASS,
            FAIL,
            "It is one click from being active; the severity is medium and not critical.",
        ),
        both("password_enabled is not_supported, an active key", root_keys(True, signs_in=None), FAIL),
        Scenario(
            "not_supported, and only the summary tells of a key",
            told(keys=True, signs_in=None),
            PASS,
            FAIL,
            ROOT_IS_SILENT,
        ),
    ),
    table(
        "root-mfa",
        both("MFA", told(APP), PASS),
        both("no MFA", told(mfa=False), FAIL),
        both("neither password nor keys", told(mfa=False, signs_in=False), PASS),
        both("no password, but keys", told(mfa=False, signs_in=False, keys=True), FAIL),
        Scenario(
            "password_enabled is not_supported, no MFA",
            told(mfa=False, signs_in=None),
            PASS,
            UNKNOWN,
            "Whether root can sign in is not known, and silence would look like a pass.",
        ),
    ),
    table(
        "root-mfa-hardware",
        both("an app", told(APP), FAIL),
        both("MFA that is not virtual", told(), PASS),
        both("GovCloud", told(APP, account=account(partition="aws-us-gov")), PASS),
        Scenario(
            "hardware, and a user with root in its name has an app",
            told(virtual_device("groot", "groot")),
            FAIL,
            PASS,
            "The device is the user's. Prowler looks for the letters root in its ARN.",
        ),
        Scenario("no MFA at all", told(mfa=False), FAIL, PASS, "One fault, one finding: root-mfa has it."),
    ),
    table(
        "root-recent-use",
        both("signed in today", root_used(0), FAIL),
        both("signed in 1 day ago", root_used(1), FAIL),
        Scenario(
            "signed in 2 days ago",
            root_used(2),
            PASS,
            FAIL,
            "A week, so that a weekly audit misses nothing; the option max_days = 1 is the same as Prowler.",
        ),
        both("signed in 8 days ago", root_used(8), PASS),
        Scenario(
            "signed in 300 days ago, key used today",
            root_used(300, 0),
            PASS,
            FAIL,
            "The newest of sign-in and keys counts. Prowler looks no further than the first that has a date.",
        ),
        both("never used", root_used(None), PASS),
    ),
    table(
        "root-centralized-management",
        both("on", managed("RootCredentialsManagement"), PASS),
        both("off", managed(), FAIL),
        both("a member account", managed(manager=MANAGER), PASS),
        both("no organization", snapshot(), PASS),
    ),
)

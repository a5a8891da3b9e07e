import string

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    LoginRefreshRequired,
    MetadataRetrievalError,
    ReadTimeoutError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from hypothesis import given
from hypothesis import strategies as st

from iam_audit.aws import as_ours, explain, is_access_denied, partition_of, role_account, role_arn
from iam_audit.aws.arns import HOME_REGIONS, account_of, home_region
from iam_audit.aws.redaction import safe
from iam_audit.errors import (
    AccessDeniedError,
    AccountError,
    CredentialsError,
    IamAuditError,
    InputError,
    UsageError,
)

SCP = "arn:aws:organizations::123456789012:policy/o-exampleorgid/service_control_policy/p-examplepolicyid1"
DENIED = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:ListUsers on resource: *"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def answer(code, message="", operation="ListUsers", status=400, retries=0):
    metadata = {"HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        pytest.param(
            f" with an explicit deny in a service control policy: {SCP}",
            f"iam:ListUsers is forbidden by an explicit deny in a service control policy ({SCP}). "
            "Only those who manage the organization's policies can change that.",
            id="SCP with its ARN",
        ),
        pytest.param(
            " with an explicit deny in a resource control policy",
            "iam:ListUsers is forbidden by an explicit deny in a resource control policy. "
            "Only those who manage the organization's policies can change that.",
            id="RCP",
        ),
        pytest.param(
            " because no service control policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no service control policy allows it. "
            "Only those who manage the organization's policies can change that.",
            id="no SCP allows",
        ),
        pytest.param(
            " because no permissions boundary allows the iam:ListUsers action",
            "iam:ListUsers is denied: no permissions boundary allows it. "
            "The boundary of the caller must allow it too.",
            id="boundary",
        ),
        pytest.param(
            " with an explicit deny in a session policy",
            "iam:ListUsers is forbidden by an explicit deny in a session policy. "
            "The policy that the session was made with must allow it too.",
            id="session policy",
        ),
        pytest.param(
            " with an explicit deny in a VPC endpoint policy",
            "iam:ListUsers is forbidden by an explicit deny in a VPC endpoint policy. "
            "The policy of the VPC endpoint that the request goes through must allow it.",
            id="endpoint policy",
        ),
        pytest.param(
            " because no identity-based policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no identity-based policy allows it. "
            "Attach the policy that `iam-audit policy` prints to the caller.",
            id="nothing allows",
        ),
        pytest.param(
            " with an explicit deny in an identity-based policy",
            "iam:ListUsers is forbidden by an explicit deny in an identity-based policy. "
            "A policy of the caller forbids it, whatever the others allow.",
            id="own policy denies",
        ),
        pytest.param(
            " because no wizard policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no wizard policy allows it.",
            id="a kind that is not known yet",
        ),
        pytest.param("", "iam:ListUsers is denied: no policy allows it.", id="no reason"),
    ],
)
def test_a_denial_names_the_policy_that_forbade_it(ending, sentence):
    error = answer("AccessDenied", DENIED + ending, status=403)

    assert explain(error) == ("AccessDenied", sentence)
    assert is_access_denied(error)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Not here.", "ListUsers is denied: Not here."),
        ("", "ListUsers is denied: AWS does not say why."),
    ],
)
def test_a_denial_in_unknown_words_is_repeated(message, sentence):
    assert explain(answer("AccessDeniedException", message))[1] == sentence


def test_assume_role_denied_without_a_reason_lists_what_it_can_be():
    error = answer("AccessDenied", "no", operation="AssumeRole")

    assert explain(error)[1] == (
        "sts:AssumeRole is denied: there is no such role, or it does not trust the caller, or the external id is wrong."
    )


@pytest.mark.parametrize(
    ("code", "message", "begins"),
    [
        ("ExpiredToken", "", "The AWS credentials have expired: get new ones"),
        ("ExpiredTokenException", "", "The AWS credentials have expired"),
        (
            "RequestTimeTooSkewed",
            "",
            "AWS refuses the request for its time: the clock of this machine is off",
        ),
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20260101T000000Z is now earlier than",
            "AWS refuses the request",
        ),
        (
            "InvalidSignatureException",
            "Signature not yet current: 2026",
            "AWS refuses the request for its time",
        ),
        (
            "SignatureDoesNotMatch",
            f"string: {SECRET}",
            "The secret access key does not belong to the access key id",
        ),
        ("InvalidClientTokenId", "", "AWS does not know this access key"),
        ("UnrecognizedClientException", "", "AWS does not know this access key"),
        ("MissingAuthenticationToken", "", "There are no AWS credentials"),
    ],
)
def test_what_is_wrong_with_the_credentials_is_said(code, message, begins):
    error = answer(code, message, status=403)

    assert explain(error)[0] == code
    assert explain(error)[1].startswith(begins)
    assert SECRET not in explain(error)[1]
    assert isinstance(as_ours(error), CredentialsError)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnauthorizedSSOTokenError(), "The SSO session has expired: run `aws sso login --profile audit`"),
        (SSOTokenLoadError(error_msg="x"), "There is no SSO session: run `aws sso login --profile audit`"),
        (TokenRetrievalError(provider="sso", error_msg="x"), "run `aws sso login --profile audit`"),
        (LoginRefreshRequired(), "run `aws login --profile audit`"),
        (
            CredentialRetrievalError(provider="custom-process", error_msg="exit code 1"),
            "The credentials could not be got from custom-process: exit code 1",
        ),
        (MetadataRetrievalError(error_msg="timed out"), "gave no credentials: timed out"),
    ],
)
def test_credentials_that_cannot_be_got_say_how_to_get_them(error, words):
    assert words in explain(error, "audit")[1]
    assert isinstance(as_ours(error, "audit"), CredentialsError)


def test_other_answers_keep_the_words_of_aws():
    error = answer(
        "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration", "AssumeRole"
    )

    assert explain(error) == (
        "ValidationError",
        "AWS refused AssumeRole with ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration",
    )
    assert type(as_ours(error)) is AccountError


def test_an_answer_without_words_says_so():
    assert explain(answer("Odd"))[1] == "AWS refused ListUsers with Odd: no details were given"


def test_no_organization_says_what_to_leave_out():
    error = answer("AWSOrganizationsNotInUseException", "Your account is not a member", "ListAccounts")

    assert explain(error)[1].startswith("This account is not in an AWS Organization: leave out --org")


def test_how_often_a_failing_call_was_tried_is_told():
    error = answer("InternalFailure", status=500, retries=7)

    assert explain(error)[1] == "AWS failed 8 times to answer ListUsers (InternalFailure): run again later."


def test_a_slow_endpoint_is_named():
    error = ReadTimeoutError(endpoint_url="https://iam.amazonaws.com/")

    assert explain(error)[1].startswith(
        "https://iam.amazonaws.com/ took the request and did not answer in time."
    )
    assert type(as_ours(error)) is AccountError


def test_a_fact_that_an_error_lacks_reads_as_unknown():
    class SSLError(BotoCoreError):
        fmt = "no facts"

    assert explain(SSLError())[1].startswith(
        "The TLS certificate of (unknown endpoint url) cannot be trusted."
    )


def test_our_own_errors_are_as_they_are():
    error = InputError("one line")

    assert explain(error) == ("", "one line")
    assert as_ours(error) is error


def test_a_denial_becomes_ours():
    assert type(as_ours(answer("AccessDenied", DENIED))) is AccessDeniedError
    assert is_access_denied(AccessDeniedError("x"))
    assert not is_access_denied(answer("Throttling"))
    assert not is_access_denied(KeyError("x"))


def test_anything_else_is_named_by_its_class():
    assert explain(KeyError("Users")) == ("KeyError", "KeyError: 'Users'")
    assert explain(RuntimeError()) == ("RuntimeError", "RuntimeError: no details were given")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"the key {SECRET} is wrong", "the key [hidden] is wrong"),
        ("token " + "Aa1" * 200 + " end", "token [hidden] end"),
        ("access key AKIAIOSFODNN7EXAMPLE", "access key AKIA…MPLE"),
        ("session ASIAIOSFODNN7EXAMPLE", "session ASIA…MPLE"),
        ("at https://me:secret@proxy:8080/x", "at https://proxy:8080/x"),
        ("two\nlines\tand \x1b[31mred", "two lines and [31mred"),
        ("/home/someone/a/rather/long/path/to/the/config", "/home/someone/a/rather/long/path/to/the/config"),
        (f"{SCP}", SCP),
    ],
)
def test_text_of_aws_is_shown_without_secrets_and_on_one_line(text, shown):
    assert safe(text) == shown


def test_long_text_is_cut():
    assert len(safe("word " * 200)) == 400


@given(st.text(string.printable, max_size=30), st.text(string.printable, max_size=30))
def test_a_secret_in_any_words_of_aws_is_never_shown(before, after):
    for code in ("AccessDenied", "SignatureDoesNotMatch", "Odd", "Throttling"):
        sentence = explain(answer(code, f"{before} {SECRET} {after}"))[1]

        assert SECRET not in sentence
        assert "\n" not in sentence


@given(st.sampled_from(["AccessDenied", "ExpiredToken", "Throttling", "Odd", ""]), st.text(max_size=40))
def test_every_answer_has_a_sentence_and_an_error_of_ours(code, message):
    error = answer(code, message)

    assert explain(error)[1]
    assert isinstance(as_ours(error), IamAuditError)


@pytest.mark.parametrize(
    ("role", "arn"),
    [
        ("reader", "arn:aws:iam::123456789012:role/reader"),
        ("security/reader", "arn:aws:iam::123456789012:role/security/reader"),
        ("/security/audit/reader", "arn:aws:iam::123456789012:role/security/audit/reader"),
        ("role/reader", "arn:aws:iam::123456789012:role/reader"),
        ("arn:aws:iam::123456789012:role/x/reader", "arn:aws:iam::123456789012:role/x/reader"),
        ("arn:{partition}:iam::{account_id}:role/reader", "arn:aws:iam::123456789012:role/reader"),
    ],
)
def test_a_role_may_be_a_name_a_path_an_arn_or_a_template(role, arn):
    assert role_arn("aws", "123456789012", role) == arn


@pytest.mark.parametrize("partition", sorted(HOME_REGIONS))
def test_roles_are_looked_for_in_the_partition_of_the_caller(partition):
    arn = role_arn(partition, "123456789012", "reader")

    assert arn == f"arn:{partition}:iam::123456789012:role/reader"
    assert (partition_of(arn), account_of(arn), role_account(arn)) == (
        partition,
        "123456789012",
        "123456789012",
    )


@pytest.mark.parametrize("role", ["", "/", "no spaces", "ünicode", "x" * 65, "bad path/reader", "a:b"])
def test_what_is_no_role_is_refused(role):
    with pytest.raises(UsageError, match=r"is no role: give its name"):
        role_arn("aws", "123456789012", role)


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::1:role/x", "arn:aws:s3:::bucket", "arn:aws:iam::{account}:role/x"]
)
def test_what_is_no_role_arn_is_refused(arn):
    with pytest.raises(UsageError, match=r"is no role ARN"):
        role_arn("aws", "123456789012", arn)


def test_a_role_arn_of_one_account_does_not_lead_into_another():
    with pytest.raises(
        UsageError, match=r"is in account 111122223333, so account 123456789012 cannot be entered"
    ):
        role_arn("aws", "123456789012", "arn:aws:iam::111122223333:role/reader")


@pytest.mark.parametrize("role", ["reader", "arn:aws:iam::{account_id}:role/reader"])
def test_names_and_templates_belong_to_no_account(role):
    assert role_account(role) is None


def test_the_home_region_of_every_partition_is_in_it():
    from botocore.session import Session

    for partition, region in HOME_REGIONS.items():
        assert Session().get_partition_for_region(region) == partition
        assert home_region(partition) == region


def test_an_unknown_partition_lists_the_known_ones():
    with pytest.raises(UsageError, match=r"no AWS partition 'mars'. Known partitions: aws, aws-cn"):
        home_region("mars")

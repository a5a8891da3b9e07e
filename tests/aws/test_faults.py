import pytest
from aws_says import DENIED, SECRET, answer
from botocore.exceptions import (
    BotoCoreError,
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

from iam_audit.aws import as_ours, explain, is_access_denied
from iam_audit.errors import (
    AccessDeniedError,
    AccountError,
    CredentialsError,
    IamAuditError,
    InputError,
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


@given(st.sampled_from(["AccessDenied", "ExpiredToken", "Throttling", "Odd", ""]), st.text(max_size=40))
def test_every_answer_has_a_sentence_and_an_error_of_ours(code, message):
    error = answer(code, message)

    assert explain(error)[1]
    assert isinstance(as_ours(error), IamAuditError)

"""Says in one sentence, for a person, what went wrong with AWS. No sentence ever holds a secret.

Errors of the SDK are told apart by the names of their classes, so that nothing of it has to be imported here.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from iam_audit.aws.denials import explain_denial
from iam_audit.aws.redaction import safe
from iam_audit.errors import AccessDeniedError, AccountError, CredentialsError, IamAuditError, UsageError

DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedAccess",
        "UnauthorizedOperation",
    }
)
THROTTLED = frozenset(
    {
        "EC2ThrottledException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
UNKNOWN_KEY = frozenset({"InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException"})
WRONG_SIGNATURE = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch"})
NO_CREDENTIALS = (
    "There are no AWS credentials: choose a profile with --profile or AWS_PROFILE, or set AWS_ACCESS_KEY_ID "
    "and AWS_SECRET_ACCESS_KEY. The AWS CLI's `aws configure list` shows what it finds."
)
CLOCK_OFF = (
    "AWS refuses the request for its time: the clock of this machine is off by more than five minutes. "
    "Set it (for instance with NTP) and run again."
)
CHECK_NETWORK = "Check the network, the proxy settings, and --endpoint-url or AWS_ENDPOINT_URL if one is set."
GARBLED = "AWS's answer was cut off or garbled, several times in a row."
SSO = "run `aws sso login{profile_option}` and try again."

CREDENTIAL_FAULTS = frozenset(
    {
        "ConfigParseError",
        "CredentialRetrievalError",
        "LoginError",
        "MetadataRetrievalError",
        "MissingDependencyException",
        "NoAuthTokenError",
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProfileNotFound",
        "RefreshWithMFAUnsupportedError",
        "SSOError",
        "TokenRetrievalError",
        "UnknownCredentialError",
    }
)
CREDENTIAL_CODES = (
    EXPIRED | UNKNOWN_KEY | WRONG_SIGNATURE | {"MissingAuthenticationToken", "RequestTimeTooSkewed"}
)

SDK_FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "NoCredentialsError": NO_CREDENTIALS,
        "PartialCredentialsError": "The AWS credentials from {provider} lack {cred_var}: set it too.",
        "ProfileNotFound": "There is no AWS profile '{profile}'.",
        "ConfigParseError": "The AWS configuration file {path} cannot be read.",
        "UnauthorizedSSOTokenError": f"The SSO session has expired: {SSO}",
        "SSOTokenLoadError": f"There is no SSO session: {SSO}",
        "TokenRetrievalError": f"The SSO session has expired: {SSO}",
        "LoginError": (
            "The login session is missing or has expired: run `aws login{profile_option}` and try again."
        ),
        "MissingDependencyException": (
            "A profile made by `aws login` needs one more package: pip install 'iam-audit[login]'."
        ),
        "RefreshWithMFAUnsupportedError": "The role needs a new MFA code: get new credentials and try again.",
        "UnknownCredentialError": "The profile names a source of credentials that is unknown: {name}.",
        "CredentialRetrievalError": "The credentials could not be got from {provider}: {error_msg}",
        "MetadataRetrievalError": "The metadata service of this machine gave no credentials: {error_msg}",
        "SSLError": (
            "The TLS certificate of {endpoint_url} cannot be trusted. Behind an intercepting proxy, point "
            "AWS_CA_BUNDLE to the proxy's certificate."
        ),
        "ProxyConnectionError": "The proxy {proxy_url} cannot be reached: check HTTPS_PROXY and NO_PROXY.",
        "ConnectTimeoutError": f"{{endpoint_url}} did not answer in time. {CHECK_NETWORK}",
        "ReadTimeoutError": f"{{endpoint_url}} took the request and did not answer in time. {CHECK_NETWORK}",
        "EndpointConnectionError": f"{{endpoint_url}} cannot be reached. {CHECK_NETWORK}",
        "ConnectionClosedError": f"{{endpoint_url}} dropped the connection before answering. {CHECK_NETWORK}",
        "HTTPClientError": f"The request could not be sent: {{error}}. {CHECK_NETWORK}",
        "MalformedAnswerError": f"{GARBLED} {CHECK_NETWORK}",
        "ResponseParserError": f"{GARBLED} {CHECK_NETWORK}",
        "ParamValidationError": "AWS's SDK refuses the request: {report}",
        "InvalidRegionError": "'{region_name}' is no AWS Region: give one such as us-east-1 with --region.",
    }
)
"""What to say for each class of the SDK's errors; the braces are filled with its own facts."""


def explain(error: BaseException, profile: str | None = None) -> tuple[str, str]:
    """Return AWS's code, or the name of the SDK's error, and a sentence for a person.

    The sentence names the service control policy, boundary, session policy or endpoint policy that denied a
    call when AWS's message does.
    """
    if isinstance(error, IamAuditError):
        return "", str(error)
    if _is(error, "ClientError"):
        return _code(error), _answered(error, profile)
    for name in _names(error):
        if name in SDK_FAULTS:
            return name, safe(SDK_FAULTS[name].format_map(_facts(error, profile)))
    return type(error).__name__, f"{type(error).__name__}: {safe(str(error)) or 'no details were given'}"


def is_access_denied(error: BaseException) -> bool:
    """Whether a policy forbade the call."""
    return isinstance(error, AccessDeniedError) or (_is(error, "ClientError") and _code(error) in DENIED)


def as_ours(
    error: BaseException, profile: str | None = None, known_profiles: Sequence[str] = ()
) -> IamAuditError:
    """Return the error of ours that says the same.

    It is a CredentialsError, AccessDeniedError, UsageError or, for all else, AccountError.
    """
    if isinstance(error, IamAuditError):
        return error
    sentence = explain(error, profile)[1]
    if _is(error, "ProfileNotFound"):
        known = ", ".join(known_profiles) or "none; `aws configure` makes one"
        return CredentialsError(f"{sentence} Known profiles: {known}.")
    if CREDENTIAL_FAULTS.intersection(_names(error)) or _code(error) in CREDENTIAL_CODES:
        return CredentialsError(sentence)
    if is_access_denied(error):
        return AccessDeniedError(sentence)
    if _is(error, "ValueError"):
        return UsageError(f"{safe(str(error))}. Check --endpoint-url, --region and the AWS_ variables.")
    return AccountError(sentence)


def _answered(error: BaseException, profile: str | None) -> str:
    """Say what an error answer of AWS means."""
    code, operation, message = _code(error), _operation(error), _message(error)
    if code in DENIED:
        return explain_denial(operation, message)
    if code in CREDENTIAL_CODES:
        return _unaccepted(code, message, profile)
    if code in THROTTLED:
        tries = f"{operation} on every one of {_attempts(error)} attempts"
        return f"AWS throttled {tries}: run again later, or read fewer accounts at once."
    if _status(error) >= 500:
        return f"AWS failed {_attempts(error)} times to answer {operation} ({code}): run again later."
    if code == "AWSOrganizationsNotInUseException":
        return "This account is not in an AWS Organization: leave out --org, or use the management account."
    return f"AWS refused {operation} with {code}: {safe(message) or 'no details were given'}"


def _unaccepted(code: str, message: str, profile: str | None) -> str:
    """Say why AWS does not take the credentials. Its message may repeat a secret: not shown."""
    if code in EXPIRED:
        return (
            "The AWS credentials have expired: get new ones and try again "
            f"(with SSO: `aws sso login{_profile_option(profile)}`)."
        )
    if code == "RequestTimeTooSkewed" or (code in WRONG_SIGNATURE and _untimely(message)):
        return CLOCK_OFF
    if code in WRONG_SIGNATURE:
        return "The secret access key does not belong to the access key id. Set both again."
    if code in UNKNOWN_KEY:
        return (
            "AWS does not know this access key: it was deleted or switched off, or belongs to another "
            "partition (for China or GovCloud give a Region there with --region)."
        )
    return NO_CREDENTIALS


def _untimely(message: str) -> bool:
    return "Signature expired" in message or "Signature not yet current" in message


def _facts(error: BaseException, profile: str | None) -> Mapping[str, Any]:
    facts = {
        "error": str(error),
        "report": str(error),
        "error_msg": str(error),
        "profile_option": _profile_option(profile),
    }
    return _Facts(facts | getattr(error, "kwargs", {}))


class _Facts(dict[str, Any]):
    """A fact that an error does not hold reads as such."""

    def __missing__(self, key: str) -> str:
        return f"(unknown {key.replace('_', ' ')})"


def _profile_option(profile: str | None) -> str:
    return f" --profile {profile}" if profile else ""


def _names(error: BaseException) -> list[str]:
    return [cls.__name__ for cls in type(error).__mro__]


def _is(error: BaseException, name: str) -> bool:
    return name in _names(error)


def _response(error: BaseException) -> Mapping[str, Any]:
    return getattr(error, "response", None) or {}


def _code(error: BaseException) -> str:
    return str(_response(error).get("Error", {}).get("Code") or "")


def _message(error: BaseException) -> str:
    return str(_response(error).get("Error", {}).get("Message") or "")


def _operation(error: BaseException) -> str:
    return str(getattr(error, "operation_name", "") or "the call")


def _status(error: BaseException) -> int:
    return int(_response(error).get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def _attempts(error: BaseException) -> int:
    return int(_response(error).get("ResponseMetadata", {}).get("RetryAttempts") or 0) + 1

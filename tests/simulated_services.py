"""What the smaller services of the simulated AWS answer: all in JSON, some of them told apart by path."""

from collections.abc import Mapping

from simulated_people import RefusedError

JSON_SERVICES = frozenset(
    {"organizations", "sso", "identitystore", "account", "access-analyzer", "rolesanywhere"}
)
ACTIONS = {
    "/analyzer": "ListAnalyzers",
    "/findingv2": "ListFindings",  # ListFindingsV2 is allowed by the action of the older call
    "/getAlternateContact": "GetAlternateContact",
    "/getContactInformation": "GetContactInformation",
    "/profiles": "ListProfiles",
    "/trustanchors": "ListTrustAnchors",
}
"""The actions of the services that tell them by the path."""


def service_answer(
    account_id: str, service: str, action: str, request: Mapping[str, str]
) -> dict[str, object]:
    """Return the answer. Raises RefusedError."""
    match service, action:
        case "account", "GetAlternateContact":
            kind = request["AlternateContactType"]
            told = {"AlternateContactType": kind, "Name": "Someone", "Title": "Them"}
            reach = {"EmailAddress": f"{kind.lower()}@example.com", "PhoneNumber": "+49 731 1"}
            return {"AlternateContact": told | reach}
        case "account", "GetContactInformation":
            return {"ContactInformation": {"FullName": "Acme", "City": "Ulm", "PhoneNumber": "+49 731 0"}}
        case "access-analyzer", "ListAnalyzers":
            return {"analyzers": [_analyzer(account_id)]}
        case "access-analyzer", "ListFindings":
            return {"findings": []}
        case "sso", "ListInstances":
            return {"Instances": []}
        case "rolesanywhere", "ListProfiles":
            return {"profiles": []}
        case "rolesanywhere", "ListTrustAnchors":
            return {"trustAnchors": []}
    raise RefusedError("ValidationException", f"{service}:{action} is not simulated.")


def _analyzer(account_id: str) -> dict[str, object]:
    arn = f"arn:aws:access-analyzer:us-east-1:{account_id}:analyzer/outside"
    return {
        "arn": arn,
        "name": "outside",
        "type": "ACCOUNT",
        "status": "ACTIVE",
        "createdAt": "2026-01-01T00:00:00Z",
        "tags": {"team": "security"},
    }

"""What the checks of identity providers share."""

from collections.abc import Iterator
from typing import TypeAlias

from iam_audit.checks.base import Population
from iam_audit.model import OidcProvider, SamlProvider, Snapshot

Provider: TypeAlias = SamlProvider | OidcProvider


def providers(snapshot: Snapshot) -> Iterator[Provider]:
    """Yield the identity providers of both kinds."""
    yield from snapshot.saml_providers
    yield from snapshot.oidc_providers


SAML_PROVIDERS = Population("SAML providers", lambda snapshot: snapshot.saml_providers)
OIDC_PROVIDERS = Population("OIDC providers", lambda snapshot: snapshot.oidc_providers)
PROVIDERS = Population("identity providers", providers)

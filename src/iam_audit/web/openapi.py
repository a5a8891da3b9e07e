"""Makes the description of the API: what Litestar knows of the routes, and what it cannot know of their answers."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Schema, SecurityScheme
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from iam_audit import __version__
from iam_audit.model import Advice, Remediation

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator

ABOUT = """\
Long-lived AWS credentials: what there is, what is wrong with it, and how that moved.

Lists come in pages: `next` is the `cursor` of the following one, and `Link` leads there. They are JSON, or CSV
for `Accept: text/csv`. Each answer has an `ETag`; with `If-None-Match` nothing is sent again that has not
changed. Errors are problems as RFC 9457 has them."""
PAGE_OF = re.compile(r"Page_(?:\w+\.)*(\w+)_")
CSV = {"text/csv": {"schema": {"type": "string"}}}
UNCHANGED = {"description": "It is what the client has already: the ETag is in If-None-Match."}


class AdviceAsItIsRead(OpenAPISchemaPlugin):
    """Describes what is worked out when somebody asks as what it is then."""

    @staticmethod
    def is_plugin_supported_type(value: object) -> bool:
        """Whether this is for us to describe."""
        return value is Advice

    def to_openapi_schema(
        self,
        field_definition: FieldDefinition,  # noqa: ARG002 - there is one kind only
        schema_creator: "SchemaCreator",
    ) -> Schema:
        """Return the description of a remediation."""
        # Litestar takes a reference as well, which is what it makes of such a class, and does not say so.
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(Remediation))  # type: ignore[return-value]


def config() -> OpenAPIConfig:
    """Return how Litestar describes the routes; where the description is served is ours to say."""
    token = SecurityScheme(type="http", scheme="bearer", description="An API token.")
    return OpenAPIConfig(
        title="iam-audit",
        version=__version__,
        description=ABOUT,
        components=Components(security_schemes={"token": token}),
        security=[{"token": []}],
        use_handler_docstrings=True,
        path="/nowhere",
        render_plugins=(),
    )


@cache
def description(app: Litestar) -> bytes:
    """Return the description of the routes of an application as JSON, the same text for the same routes."""
    plain = msgspec.to_builtins(app.openapi_schema.to_schema())
    for operation in _readings(plain):
        _complete(operation["responses"])
    text = PAGE_OF.sub(r"PageOf\1", msgspec.json.encode(plain, order="sorted").decode())
    text = text.replace('"oneOf":', '"anyOf":')  # a whole number is an integer and a number as well
    return msgspec.json.format(text, indent=2).encode() + b"\n"


def _readings(plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in plain["paths"].values():
        if "get" in path:
            yield path["get"]


def _complete(responses: dict[str, Any]) -> None:
    """Say of what can be a table that it can, and of everything that it may be unchanged."""
    content = responses["200"]["content"]
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("type") == "array" or PAGE_OF.search(schema.get("$ref", "")):
        content.update(CSV)
    if "application/json" in content:
        responses["304"] = UNCHANGED

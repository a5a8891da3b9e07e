"""Judges AWS CLI commands by the service models that botocore ships: do the command and its flags exist?"""

import re
import shlex
from collections.abc import Iterator
from functools import cache

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

OPERATORS = {"|", "||", "&&", ";", ">", ">>", "<"}
RENAMED = {"configservice": "config", "s3api": "s3", "deploy": "codedeploy"}
"""The services that the AWS CLI calls otherwise than botocore."""
ADDED_BY_THE_CLI = {("iam", "create-virtual-mfa-device"): {"outfile", "bootstrap-method"}}
GLOBAL = {"profile", "region", "output", "query", "endpoint-url", "no-cli-pager", "no-paginate", "max-items"}
WITHOUT_VALUE = {"no-cli-pager", "no-paginate"}
PLACEHOLDER = re.compile(r"[A-Z][A-Z_]+")
"""What a person has to fill in: `KEY_ID`."""


def problems(command: str) -> list[str]:
    """Everything that is wrong with a shell command, each `aws` command in it looked at."""
    try:
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError as error:
        return [f"not a shell command: {error}"]
    return [problem for part in _parts(words) if part[0] == "aws" for problem in _judge(part)]


def _parts(words: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in [*words, ";"]:
        if word not in OPERATORS:
            part.append(word)
        elif part:
            yield part
            part = []


def _judge(words: list[str]) -> Iterator[str]:
    if len(words) < 3:
        yield f"no operation: {' '.join(words)}"
        return
    service, name = words[1:3]
    operation = _operations(service).get(name)
    if operation is None:
        yield f"there is no command: aws {service} {name}"
        return
    given = _flags(words[3:])
    if None in given:
        yield f"{name} takes no bare words: {given[None]}"
    extra = ADDED_BY_THE_CLI.get((service, name), set())
    members = {xform_name(member, "-"): shape for member, shape in _members(operation).items()}
    for flag, values in given.items():
        if flag is not None and flag not in GLOBAL | extra:
            yield from _judge_flag(name, flag, values, members)
    for member in _required(operation):
        if xform_name(member, "-") not in given:
            yield f"{name} needs --{xform_name(member, '-')}"


def _judge_flag(name: str, flag: str, values: list[str], members: dict[str, Shape]) -> Iterator[str]:
    shape = members.get(flag) or members.get(flag.removeprefix("no-"))
    if shape is None or (flag not in members and shape.type_name != "boolean"):
        yield f"{name} has no flag --{flag}"
    elif shape.type_name == "boolean":
        if values:
            yield f"--{flag} of {name} takes no value"
    elif not values or (shape.type_name != "list" and len(values) > 1):
        yield f"--{flag} of {name} takes one value, not {len(values)}"
    else:
        for value in values:
            yield from _judge_value(f"--{flag} of {name}", value, shape)


def _judge_value(where: str, value: str, shape: Shape) -> Iterator[str]:
    if value.startswith(("file://", "{", "[")) or PLACEHOLDER.fullmatch(value):
        return
    inner = shape.member if shape.type_name == "list" else shape
    if inner.type_name == "structure":
        keys = [pair.partition("=")[0] for pair in value.split(",")]
        yield from (f"{where} has no key {key}" for key in keys if key not in inner.members)
    elif inner.type_name in ("integer", "long") and not value.isdigit():
        yield f"{where} is a number, not {value}"
    elif getattr(inner, "enum", None) and value not in inner.enum:
        yield f"{where} is one of {inner.enum}, not {value}"


def _flags(words: list[str]) -> dict[str | None, list[str]]:
    """The values by flag; the words before any flag, if there are some, by None."""
    found: dict[str | None, list[str]] = {}
    flag: str | None = None
    for word in words:
        if word.startswith("--"):
            flag = word.removeprefix("--")
            found[flag] = []
        elif flag is None or flag in WITHOUT_VALUE:
            found.setdefault(None, []).append(word)
        else:
            found[flag].append(word)
    return found


def _members(operation: OperationModel) -> dict[str, Shape]:
    return dict(operation.input_shape.members) if operation.input_shape else {}


def _required(operation: OperationModel) -> list[str]:
    shape = operation.input_shape
    tokens = {} if shape is None else shape.members
    made = {name for name, member in tokens.items() if member.metadata.get("idempotencyToken")}
    return [] if shape is None else [name for name in shape.required_members if name not in made]


@cache
def _operations(service: str) -> dict[str, OperationModel]:
    loader = Loader()
    name = RENAMED.get(service, service)
    if name not in loader.list_available_services("service-2") or service in RENAMED.values():
        return {}
    model = ServiceModel(loader.load_service_model(name, "service-2"))
    return {xform_name(one, "-"): model.operation_model(one) for one in model.operation_names}

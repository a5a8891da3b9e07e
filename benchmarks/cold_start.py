"""What a Lambda function takes before it does its work: `python -m benchmarks.cold_start`.

Each figure is processor time, the least of several new processes: what the import of the handler takes, what the first
event takes until AWS would be asked (settings, checks, clients), and what alerts add to that (channels, the templates
of a message, the client of the ledger). With `--folder`, the unpacked zip file of
`make lambda` is measured in place of this installation.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

REPEATS = 3
MEASURE = """
import importlib, json, os, sys, time
from pathlib import Path
start = time.process_time()
importlib.import_module("iam_audit.aws_lambda." + sys.argv[1])
imported = time.process_time()
from iam_audit.aws_lambda.deployment import deployment
from datetime import datetime, UTC
made = deployment("cold", Path("/nonexistent"), os.environ)
made.questions(datetime(2026, 3, 19, tzinfo=UTC))
for service in ("sts", "iam"):
    made.aws.client(service)
ready = time.process_time()
from iam_audit.aws_lambda.telling import alerting_of
channel, = alerting_of(made).channels.values()
from iam_audit.alerts import Message, MessageKind
moment = datetime(2026, 3, 19, tzinfo=UTC)
channel.surroundings.templates.render(Message(key="", kind=MessageKind.SHARED_DIGEST, stage="", at=moment, scope=""))
made.aws.client("dynamodb")
told = time.process_time()
print(json.dumps([imported - start, ready - imported, told - ready]))
"""


def measure(handler: str, folder: Path | None) -> tuple[float, ...]:
    """Return the processor seconds of the import, of what comes before the first question to AWS, and of alerts."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",  # the folder of a function is read-only: nothing stays compiled
        "PYTHONPATH": str(folder or Path(__file__).parent.parent / "src"),
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_REGION": "us-east-1",
        "IAM_AUDIT_SHARDS__BUCKET": "example-bucket",
        "IAM_AUDIT_SHARDS__LEDGER_TABLE": "example-table",
        "IAM_AUDIT_CHANNELS__SECURITY__KIND": "slack",
        "IAM_AUDIT_CHANNELS__SECURITY__TOKEN": "env:SLACK_TOKEN",
        "IAM_AUDIT_CHANNELS__SECURITY__CHANNEL": "C0123456789",
    }
    command = [sys.executable, "-c", MEASURE, handler]
    runs = [
        json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
        for _ in range(REPEATS)
    ]
    return tuple(map(min, *runs))


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="the unpacked zip file")
    folder = parser.parse_args().folder
    print("| handler | import | until AWS is asked | alerts |\n|---|---|---|---|")
    for handler in ("plan", "batch", "merge", "audit"):
        print(
            " | ".join((f"| `{handler}`", *(f"{one * 1000:.0f} ms" for one in measure(handler, folder)))), "|"
        )


if __name__ == "__main__":
    main()

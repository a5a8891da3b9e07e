"""A CloudTrail on loopback that answers LookupEvents, two events to a page."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PAGE = 2


class SimulatedTrail:
    """Knows the events of each account; which account asks is told by its access key id."""

    def __init__(self, events: dict[str, list[dict]], refused: tuple[str, ...] = ()) -> None:
        self.events = events
        self.refused = refused
        """Access key ids that may not look."""
        self.asked: list[tuple[str, str]] = []
        """Region and event name of every call."""

    def __enter__(self) -> Self:
        trail = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key, _, region = self.headers["Authorization"].partition("Credential=")[2].split("/")[:3]
                name = asked["LookupAttributes"][0]["AttributeValue"]
                trail.asked.append((region, name))
                period = (asked.get("StartTime", 0), asked.get("EndTime", float("inf")))
                status, answer = trail.answer(key, name, int(asked.get("NextToken", 0)), period)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, key: str, name: str, start: int, period: tuple[float, float]) -> tuple[int, dict]:
        if key in self.refused:
            return 400, {"__type": "AccessDeniedException", "message": "not authorized to LookupEvents"}
        first, last = period
        found = [
            event
            for event in self.events.get(key, [])
            if event["EventName"] == name and first <= event["EventTime"] <= last
        ]
        more = {"NextToken": str(start + PAGE)} if len(found) > start + PAGE else {}
        return 200, {"Events": found[start : start + PAGE], **more}


def trail_event(
    id: str,
    name: str,
    at: float,
    *,
    user: str | None = "admin",
    resources: tuple[str, ...] = (),
    record: dict | None = None,
) -> dict:
    """One entry as LookupEvents answers it; `at` is a Unix time, `record` what is in CloudTrailEvent."""
    entry = {
        "EventId": id,
        "EventName": name,
        "EventTime": at,
        "Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": one} for one in resources],
    }
    whole = {"CloudTrailEvent": json.dumps(record)} if record else {}
    return entry | whole | ({"Username": user} if user else {})

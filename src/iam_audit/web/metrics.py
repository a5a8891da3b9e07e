"""Counts requests and tells how things stand, for Prometheus."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

Sample: TypeAlias = tuple[dict[str, str], float]
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNKNOWN = "(unknown)"
"""The route of what no route fits: paths that somebody made up must not become labels."""


@dataclass
class Watched:
    """A request that is being answered."""

    status: int = 500


class Metrics:
    """What was asked of this process since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._slower: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._routes: Counter[str] = Counter()

    @contextmanager
    def request(self, scope: dict[str, Any]) -> Iterator[Watched]:
        """Count a request and how long it takes, by its route."""
        watched, began = Watched(), time.perf_counter()
        try:
            yield watched
        finally:
            route = scope.get("path_template") or UNKNOWN
            self._count(scope["method"], route, watched.status, time.perf_counter() - began)

    def samples(self) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
        """Yield name, type, help and samples of each metric."""
        with self._lock:
            requests = [
                ({"method": method, "route": route, "status": str(status)}, float(count))
                for (method, route, status), count in sorted(self._requests.items())
            ]
            durations = [*self._durations()]
        yield "iam_audit_http_requests_total", "counter", "Requests that were answered.", requests
        yield "iam_audit_http_request_seconds", "histogram", "How long they took.", durations

    def _count(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[method if method in METHODS else "other", route, status] += 1
            self._routes[route] += 1
            self._seconds[route] += seconds
            self._slower.update((route, limit) for limit in BUCKETS if seconds <= limit)

    def _durations(self) -> Iterator[Sample]:
        for route, count in sorted(self._routes.items()):
            for limit in BUCKETS:
                yield {"": "_bucket", "route": route, "le": f"{limit:g}"}, float(self._slower[route, limit])
            yield {"": "_bucket", "route": route, "le": "+Inf"}, float(count)
            yield {"": "_sum", "route": route}, self._seconds[route]
            yield {"": "_count", "route": route}, float(count)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def exposition(metrics: Iterable[tuple[str, str, str, Iterable[Sample]]]) -> str:
    """Write metrics in the text format of Prometheus, version 0.0.4."""
    return "".join(line for one in metrics for line in _lines(*one))


def _lines(name: str, kind: str, words: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        suffix = labels.get("", "")
        told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items() if key)
        yield f"{name}{suffix}{{{told}}} {_number(value)}\n" if told else f"{name}{suffix} {_number(value)}\n"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

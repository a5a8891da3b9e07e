"""The few calls that the ledger makes to DynamoDB, in plain values and with errors in words."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from iam_audit.aws import explain
from iam_audit.errors import StoreError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item: TypeAlias = Mapping[str, str | int | None]
"""What is kept under `pk` and `sk`; None is not kept."""
Attributes: TypeAlias = dict[str, Any]
"""An item as DynamoDB writes it, or one write of a transaction."""

CONFLICT = "TransactionConflict"
REFUSED = "ConditionalCheckFailed"
TRIES = 6
"""How often a write is tried that meets another one on its way."""

DEFINITION: Mapping[str, Any] = {
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
"""What `CreateTable` needs beside a name."""
EXPIRES = "expires"
"""The attribute to name in `UpdateTimeToLive`."""
ACTIONS = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
"""What the ledger has to be allowed on its table."""


class Table:
    """One table, through a client that was handed in."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def query(self, pk: str, prefix: str = "", *, since: str = "") -> Iterator[dict[str, Any]]:
        """Return the items of a partition in order: those whose key starts so, or is not before `since`."""
        condition, value = ("begins_with(sk, :s)", prefix) if prefix else ("sk >= :s", since or " ")
        with self._faults():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._name,
                KeyConditionExpression=f"pk = :p AND {condition}",
                ExpressionAttributeValues=written({":p": pk, ":s": value}),
                ConsistentRead=True,
            )
            for page in pages:
                yield from map(read, page["Items"])

    def scan(self, condition: str, value: str) -> Iterator[dict[str, Any]]:
        """Return the items that meet a condition on the value, `:m`, by looking through the whole table."""
        with self._faults():
            pages = self._client.get_paginator("scan").paginate(
                TableName=self._name,
                FilterExpression=condition,
                ExpressionAttributeValues=written({":m": value}),
            )
            for page in pages:
                yield from map(read, page["Items"])

    def get_all(self, keys: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """Return the items that there are under these keys."""
        for start in range(0, len(keys), 100):
            left: Any = [written({"pk": pk, "sk": sk}) for pk, sk in keys[start : start + 100]]
            while left:
                with self._faults():
                    answer = self._client.batch_get_item(
                        RequestItems={self._name: {"Keys": left, "ConsistentRead": True}}
                    )
                yield from map(read, answer["Responses"].get(self._name, []))
                unprocessed: Attributes = {**answer["UnprocessedKeys"]}
                left = unprocessed.get(self._name, {}).get("Keys", [])

    def put(self, item: Item, condition: Mapping[str, Any] | None = None) -> bool:
        """Write an item; False when the condition did not hold."""
        return self.transact([self.putting(item, condition)]) == []

    def delete(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remove items, whether they are there or not."""
        for pk, sk in keys:
            with self._faults():
                self._client.delete_item(TableName=self._name, Key=written({"pk": pk, "sk": sk}))

    def putting(self, item: Item, condition: Mapping[str, Any] | None = None) -> Attributes:
        """Describe a write for a transaction."""
        return {"Put": {"TableName": self._name, "Item": written(item), **(condition or {})}}

    def deleting(self, pk: str, sk: str, condition: Mapping[str, Any]) -> Attributes:
        """Describe a removal for a transaction."""
        return {"Delete": {"TableName": self._name, "Key": written({"pk": pk, "sk": sk}), **condition}}

    def checking(self, pk: str, sk: str, condition: Mapping[str, Any]) -> Attributes:
        """Describe what must hold for a transaction."""
        return {
            "ConditionCheck": {"TableName": self._name, "Key": written({"pk": pk, "sk": sk}), **condition}
        }

    def transact(self, writes: Sequence[Attributes]) -> list[int]:
        """Do all of the writes, or none; return which of them did not meet their conditions."""
        for attempt in range(TRIES):
            reasons = self._try(writes)
            refused = [index for index, reason in enumerate(reasons) if reason == REFUSED]
            if refused or not any(reasons):
                return refused
            time.sleep(0.05 * 2**attempt)
        raise StoreError(
            f"The table {self._name} of DynamoDB was busy with other writes {TRIES} times in a row. Run again later."
        )

    def _try(self, writes: Sequence[Attributes]) -> list[str | None]:
        with self._faults():
            try:
                items: Any = list(writes)
                self._client.transact_write_items(TransactItems=items)
            except self._client.exceptions.TransactionCanceledException as error:
                codes = [one.get("Code") for one in error.response.get("CancellationReasons", [])]
                if set(codes) - {"None", None, REFUSED, CONFLICT}:
                    raise
                return [None if code == "None" else code for code in codes]
        return []

    @contextmanager
    def _faults(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - heavy

        try:
            yield
        except (BotoCoreError, ClientError) as error:
            raise StoreError(
                f"The table {self._name} of DynamoDB does not work: {explain(error)[1]}"
            ) from error


def written(item: Item) -> Attributes:
    """Return an item as DynamoDB writes it."""
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in item.items()
        if value is not None
    }


def read(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item in plain values."""
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in attributes.items()}


def when(expression: str, **values: str | int) -> Attributes:
    """Return a condition: `when("attempts = :a", a=1)`."""
    condition: Attributes = {"ConditionExpression": expression}
    if values:
        condition["ExpressionAttributeValues"] = written({f":{name}": one for name, one in values.items()})
    return condition

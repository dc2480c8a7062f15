"""A plain HTTP client, and a parser for the graphs that it gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox


@dataclass
class Answer:
    status: int
    kind: str
    text: str
    headers: dict[str, str]


class Client:
    """Asks the server; nothing is followed and nothing is decoded but UTF-8."""

    def __init__(self, address: str) -> None:
        self.netloc = urlsplit(address).netloc

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = HTTPConnection(self.netloc, timeout=120)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        text = response.read().decode("utf-8")
        connection.close()
        return Answer(response.status, found.get("content-type", "").partition(";")[0], text, found)

    def post(self, query: str, accept: str = "*/*", graphs: Iterable[tuple[str, str]] = ()) -> Answer:
        form = urlencode([("query", query), *graphs]).encode()
        return self.ask("/sparql", "POST", form, Accept=accept, Content_Type="application/x-www-form-urlencoded")

    def sparql(self, query: str, accept: str = "*/*", **parameters: str) -> Answer:
        return self.ask(f"/sparql?{urlencode({'query': query, **parameters})}", Accept=accept)


def read_triples(answer: Answer) -> set[ox.Triple]:
    """Parse an answer by its own media type."""
    found = ox.parse(answer.text.encode(), format=ox.RdfFormat.from_media_type(answer.kind))
    return {quad.triple for quad in found}

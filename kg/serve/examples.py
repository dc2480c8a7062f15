"""The saved queries as the query page offers them: in groups, with a form for their parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Dataset

from kg.query import Parameter, SavedQuery, saved_queries
from kg.query.run import bind_values, read_value
from kg.query.tokens import outline
from kg.standing import find_standing

__all__ = ["Field", "fill_query", "group_queries", "list_fields"]

#: The groups and how the names of their queries begin; what fits none comes last.
_GROUPS = {
    "Papers": ("papers-", "promised-", "links-"),
    "People and organisations": ("authors-", "coauthors-", "people-", "possibly-same-", "organizations-", "truncated-"),
    "Methods, datasets and tasks": ("methods-", "datasets-", "tasks-", "introduced-", "repositories-"),
    "Results": ("best-", "improvements", "results-"),
    "Names, evidence and identity": ("",),
}
#: What an input field of each type is: its HTML type, its step, and an example.
_INPUTS = {
    "integer": ("number", "1", ""),
    "decimal": ("number", "any", ""),
    "iri": ("text", "", "https://… or method:clip"),
    "thing": ("text", "", "a name, or method:clip"),
    "string": ("text", "", ""),
}
_HEADER = re.compile(r"\A(?:#.*\n)+")


@dataclass(frozen=True, slots=True)
class Field:
    """An input field of the form: a parameter with what was typed."""

    name: str
    description: str
    type: str
    input: str
    step: str
    example: str
    value: str
    required: bool


def group_queries() -> list[tuple[str, list[SavedQuery]]]:
    """Return the saved queries by group, each sorted by title.

    >>> [group for group, _ in group_queries()][:2]
    ['Papers', 'People and organisations']
    """
    groups: dict[str, list[SavedQuery]] = {group: [] for group in _GROUPS}
    for name, saved in saved_queries().items():
        group = next(group for group, beginnings in _GROUPS.items() if name.startswith(beginnings))
        groups[group].append(saved)
    return [(group, sorted(found, key=lambda saved: saved.title)) for group, found in groups.items() if found]


def list_fields(saved: SavedQuery, given: Mapping[str, str]) -> list[Field]:
    """Return the fields of a query's form with what was given, or the default."""
    return [_field(parameter, given.get(parameter.name, "")) for parameter in saved.parameters]


def _field(parameter: Parameter, given: str) -> Field:
    kind, step, example = _INPUTS[parameter.type]
    value = given or parameter.default or ""
    return Field(
        parameter.name, parameter.description, parameter.type, kind, step, example, value,
        required=parameter.required and parameter.default is None,
    )  # fmt: skip


def fill_query(saved: SavedQuery, given: Mapping[str, str], *, dataset: Dataset, prefixes: Mapping[str, str]) -> str:
    """Return a saved query without its header, with its parameters bound; those without a value stay variables.

    A thing that was merged away is bound as the one that it became. Raises ``UsageError`` for a value of another type.
    """
    typed = {p.name: (given.get(p.name) or p.default, p) for p in saved.parameters}
    values = {name: read_value(value, p, prefixes) for name, (value, p) in typed.items() if value}
    for parameter in saved.parameters:
        if parameter.type == "thing" and parameter.name in values:
            values[parameter.name] = ox.Literal(find_standing(dataset, values[parameter.name].value))
    return bind_values(outline(_HEADER.sub("", saved.text)), values)

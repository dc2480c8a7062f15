"""Just enough of SPARQL's grammar to know where a query's groups, variables and prefixes stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["FORMS", "TOKEN", "UPDATES", "Group", "Outline", "Token", "outline", "tokenise"]

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")

#: SPARQL 1.1 Query, section 19.8: comments, IRIREF, the four string forms, VAR1 and VAR2, PNAME, keywords, numbers.
TOKEN = re.compile(
    r'''
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<string>"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*""" | \'\'\'(?:\'{0,2}(?:[^\'\\]|\\[\s\S]))*\'\'\'
      | "(?:[^"\\\n\r]|\\.)*" | \'(?:[^\'\\\n\r]|\\.)*\')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w[\w\u00b7\u0300-\u036f\u203f\u2040]*)
  | (?P<name>(?:[^\W\d][\w.\u00b7-]{0,200}+)?:
      (?:(?:[\w:\u00b7.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&\'()*+,;=/?\#@%])*(?:[\w:\u00b7-]|%[0-9A-Fa-f]{2}|\\.))?)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<other>[\s\S])
    ''',
    re.VERBOSE,
)
_BRACKETS = {"}": "{", ")": "(", "]": "["}
_AFTER_DESCRIBE = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind, its text and where it begins. Words are in upper case."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


def tokenise(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without space and comments.

    >>> [token.text for token in tokenise('ask { ?s ?p "} # {" } # end')]
    ['ASK', '{', '?s', '?p', '"} # {"', '}']
    """
    for match in TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind not in ("space", "comment"):
            yield Token(kind, match[0].upper() if kind == "word" else match[0], match.start())


@dataclass(slots=True, eq=False)
class Group:
    """A pair of braces. ``kind`` is group, subselect, template or data; ``variables`` are those in no inner pair."""

    kind: str
    start: int
    parent: Group | None = None
    end: int = -1
    variables: set[str] = field(default_factory=set)

    def sees(self) -> set[str]:
        """Return the variables of the group and, for a subquery's pattern, those of its SELECT clause and modifiers."""
        outer = self.parent
        return self.variables | (outer.variables if outer and outer.kind == "subselect" else set())


@dataclass(slots=True)
class Outline:
    """What a query looks like from above.

    ``form`` is the first keyword after the prologue. ``sources`` are the graphs after FROM. ``size`` counts the
    tokens outside the data of VALUES, ``depth`` the brackets around the innermost token. ``tail`` is where a missing
    WHERE clause would stand. ``problem`` is a message and an offset if brackets or quotes don't match.
    """

    text: str
    tokens: list[Token] = field(default_factory=list)
    form: Token | None = None
    groups: list[Group] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    names: list[Token] = field(default_factory=list)
    sources: list[Token] = field(default_factory=list)
    size: int = 0
    depth: int = 0
    tail: int = 0
    problem: tuple[str, int] | None = None

    def where(self) -> Group | None:
        """Return the outermost group of the WHERE clause, or None where there is none."""
        return next((g for g in self.groups if g.kind == "group" and g.parent is None), None)

    def template(self) -> Group | None:
        """Return the template of a CONSTRUCT, or None where it is left out."""
        return next((g for g in self.groups if g.kind == "template"), None)


def outline(text: str) -> Outline:
    """Look at a query from above.

    >>> sorted(outline("PREFIX a: <b:> SELECT (?x AS ?y) { ?x a:c ?z }").variables)
    ['x', 'y', 'z']
    """
    tokens = list(tokenise(text))
    out = Outline(text, tokens)
    out.form = _skip_prologue(tokens, out)
    out.tail = _find_tail(tokens, out.form)
    open_groups: list[Group] = []
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else Token("other", "", 0)
        out.size += not (open_groups and open_groups[-1].kind == "data")
        if (before.text == "FROM" and token.text != "NAMED") or (
            before.text == "NAMED" and tokens[i - 2].text == "FROM"
        ):
            out.sources.append(token)
        if token.text == "{":
            parent = open_groups[-1] if open_groups else None
            group = Group(_kind_of_group(tokens, i), token.end, parent)
            out.groups.append(group)
            open_groups.append(group)
        elif token.text == "}" and open_groups:
            open_groups.pop().end = token.start
        elif token.kind == "variable":
            _note_variable(out, token, before, open_groups)
        elif token.kind == "word":
            out.words.add(token.text)
        elif token.kind == "name" and before.text != "PREFIX":
            out.names.append(token)
    out.problem, out.depth = _match_brackets(tokens)
    return out


def _note_variable(out: Outline, token: Token, before: Token, open_groups: list[Group]) -> None:
    name = token.text[1:]
    out.variables.add(name)
    if before.text == "AS":
        out.assigned.add(name)
    if open_groups:
        open_groups[-1].variables.add(name)


def _skip_prologue(tokens: list[Token], out: Outline) -> Token | None:
    i = 0
    while i < len(tokens) and tokens[i].text in ("PREFIX", "BASE", "VERSION"):
        if tokens[i].text == "PREFIX" and i + 1 < len(tokens):
            out.declared.add(tokens[i + 1].text.partition(":")[0])
        i += 3 if tokens[i].text == "PREFIX" else 2
    return tokens[i] if i < len(tokens) else None


def _find_tail(tokens: list[Token], form: Token | None) -> int:
    """Return the offset after DESCRIBE's terms and FROM clauses."""
    if form is None:
        return 0
    end = form.end
    for token in tokens:
        if token.start > form.start:
            if token.text in _AFTER_DESCRIBE or token.text == "{":
                break
            end = token.end
    return end


def _kind_of_group(tokens: list[Token], i: int) -> str:
    before = tokens[i - 1].text if i else ""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if before == "CONSTRUCT":
        return "template"
    if after and after.text == "SELECT":
        return "subselect"
    if (after and after.text == "|" and after.start == tokens[i].end) or _follows_values(tokens, i):
        return "data"
    return "group"


def _follows_values(tokens: list[Token], i: int) -> bool:
    """Tell whether the brace opens the data of ``VALUES ?x {`` or ``VALUES (?x ?y) {``."""
    j = i - 1
    while j >= 0 and (tokens[j].kind == "variable" or tokens[j].text in "()"):
        j -= 1
    return j >= 0 and j < i - 1 and tokens[j].text == "VALUES"


def _match_brackets(tokens: Iterable[Token]) -> tuple[tuple[str, int] | None, int]:
    opened: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind == "other" and token.text in "\"'":
            return (f"the string that begins with {token.text} does not end", token.start), depth
        if token.kind == "other" and token.text in "{([":
            opened.append(token)
            depth = max(depth, len(opened))
        elif token.kind == "other" and token.text in _BRACKETS:
            if not opened or opened[-1].text != _BRACKETS[token.text]:
                return (f"unexpected {token.text!r}", token.start), depth
            opened.pop()
    problem = (f"this {opened[-1].text!r} is never closed", opened[-1].start) if opened else None
    return problem, depth

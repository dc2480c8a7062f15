"""Find the URLs of a text field, clean them, and say what each leads to and whether it is there yet."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spacy.language import Language

from kg.extract.document import get_record
from kg.iris import normalise_repository
from kg.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["LinkFinder", "classify_url", "clean_url", "find_links"]

EXTRACTOR = "kg_links"

_TLD = r"(?:com|org|net|io|edu|gov|ai|co|cn|de|fr|uk|jp|ch|dev|science|me|info|app)"
_FORGE = r"(?:github|gitlab|bitbucket|codeberg|gitee|huggingface|modelscope)"
_BODY = r"(?:\\~\{\}|\\[_%#&~$]|\\textasciitilde|\\string~|[^\s<>\"`{}|^\[\]\\\u201c\u201d\u2018])"
_START = re.compile(
    rf"https?\s?:\s?//\s?(?={_BODY})|\bftp://(?={_BODY})"
    rf"|(?<![\w@./-])www\.(?=[A-Za-z0-9-]+\.)"
    rf"|(?<![\w@./-]){_FORGE}\.(?:com|org|co|cn)/(?=\w)",
    re.IGNORECASE,
)
_REST = re.compile(rf"{_BODY}{{1,2000}}")
_SPLIT_HOST = re.compile(rf"[A-Za-z0-9.-]{{1,200}}\.\s(?={_TLD}/)", re.IGNORECASE)
_CONTINUED = re.compile(r"[ \t]?\r?\n?[ \t]?(?=[\w.-]+(?:/[\w.-]+)*\s*(?:[.,;)}]|$|\n))")
_TRAILING = ".,:;!?'*\u2019\u201d\"\\$"
_GLUED = re.compile(rf"(?<=[^/=?])https?://|(?<=[^/=?.])(?:www\.)?{_FORGE}\.(?:com|org|co|cn)/", re.IGNORECASE)

_SENTENCE_END = re.compile(r"[.!?][)}\]'\"]*\s+(?=[A-Z\\$(\[])|\n\s*\n")
_MODAL = r"(?:will|shall|would|\w+'ll|plan(?:s|ning)? to|intend(?:s|ing)? to|going to|aims? to)"
_DELIVER = (
    r"(?:avail|releas|made|make|open|publi|shar|provid|upload|access|host|found|appear|updat|post|distribut|online"
    r"|be\s+(?:at|in|on)\b)"
)
_PROMISED = re.compile(
    rf"\b{_MODAL}\b[^.;]{{0,60}}?\b{_DELIVER}"
    rf"|\bto\s+be\s+(?:\w+ly\s+)?{_DELIVER}"
    r"|\b(?:coming\s+)?soon\b"
    r"|\b(?:up)?on\s+(?:paper\s+|its\s+|the\s+)?(?:acceptance|publication)\b"
    r"|\b(?:after|once|when)\s+(?:the\s+|this\s+|our\s+|its\s+)?(?:paper\s+|work\s+)?(?:is\s+)?"
    r"(?:acceptance|publication|review|accepted|published)\b",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(
    r"\b(?:is|are|was|were|been|being|have|has|we|be)\b[^.;]{0,40}?\b(?:avail|releas|open|publi|shar|provid|found|access|host)"
    r"|\b(?:available|released?|found|see|visit)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"^[^.;]{0,20}?\b(?:soon\b|(?:up)?on\s+(?:\w+\s+)?(?:acceptance|publication)|(?:once|after)\s+(?:\w+\s+)?(?:accept|publi))",
    re.IGNORECASE,
)
_DEMO = re.compile(r"\b(?:demos?|demonstrations?|demonstrator|playground)\b", re.IGNORECASE)
_ARTEFACT = re.compile(
    r"\b(?:code|codes|codebase|source|implementations?|models?|datasets?|data|project|website|homepage|resources?|corpus|corpora)\b",
    re.IGNORECASE,
)
_HUB_PAGES = {"docs", "papers", "blog", "collections", "datasets", "learn", "tasks", "organizations", "join", "search"}


def clean_url(text: str) -> str:
    r"""Undo LaTeX escapes and line breaks in a printed URL and give it a scheme.

    >>> clean_url(r"www.example.org/a\_b")
    'https://www.example.org/a_b'
    """
    url = re.sub(r"\\textasciitilde|\\string~|\\~(?:\{\})?", "~", re.sub(r"\s+", "", text))
    url = re.sub(r"\\([_%#&$])", r"\1", url)
    return url if re.match(r"(?:https?|ftp)://", url, re.IGNORECASE) else f"https://{url}"


def classify_url(url: str, *, before: str = "") -> str:
    """Tell repository, model, demo or project from a clean URL and the words before it.

    Model hubs: ``owner/model`` is a model, a space or studio is a demo; hosted data sets are project pages.

    >>> classify_url("https://github.com/idstcv/TeS"), classify_url("https://huggingface.co/google/vit-base")
    ('repository', 'model')
    >>> classify_url("https://example.org/try", before="The online demo is at ")
    'demo'
    """
    if normalise_repository(url):
        return "repository"
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = [segment.lower() for segment in parts.path.split("/") if segment]
    if kind := _classify_hub(host, path):
        return kind
    demo = [match.start() for match in _DEMO.finditer(before)]
    other = [match.start() for match in _ARTEFACT.finditer(before)]
    return "demo" if demo and (not other or demo[-1] > other[-1]) else "project"


def _classify_hub(host: str, path: list[str]) -> str | None:
    if host in {"huggingface.co", "hf.co"}:
        if path[:1] == ["spaces"]:
            return "demo"
        return "model" if len(path) >= 2 and path[0] not in _HUB_PAGES else None
    if host in {"modelscope.cn", "modelscope.ai"}:
        return {"models": "model", "studios": "demo"}.get(path[0]) if len(path) > 1 else None
    if (
        host == "tfhub.dev"
        or (host == "pytorch.org" and path[:1] == ["hub"])
        or (host, path[:1]) == ("ollama.com", ["library"])
    ):
        return "model" if path else None
    return None


def find_links(text: str, *, record: str, field: str) -> list[Link]:
    r"""Find every http, https or ftp URL of a text, in order.

    >>> [link] = find_links(r"Code will be released at \url{https://github.com/a/b}.", record="r", field="abstract")
    >>> link.url, link.kind, link.status
    ('https://github.com/a/b', 'repository', 'promised')
    """
    links: list[Link] = []
    sentences = _sentence_bounds(text)
    for start, end in _url_spans(text):
        url = clean_url(text[start:end])
        if not _is_web_address(url):
            continue
        first, last = next(bounds for bounds in sentences if bounds[0] <= start < bounds[1])
        previous = links[-1] if links and links[-1].end > first else None
        before = text[max(first, previous.end if previous else first, start - 400) : start]
        status = _status(before, text[end : min(last, end + 80)], previous.status if previous else None)
        kind = classify_url(url, before=before)
        url = normalise_repository(url) or url
        links.append(Link(record, field, start, end, text[start:end], url, kind, status, extractor=EXTRACTOR))
    return links


def _is_web_address(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)+|localhost", host)) and not host.endswith("localhost")


def _status(before: str, after: str, inherited: str | None) -> str:
    """Judge by the words since the previous URL of the sentence; without a verb the previous judgement holds."""
    after = re.split(r"(?:https?|ftp)\s?://", after, maxsplit=1)[0]
    if _PROMISED.search(before) or _LATER.search(after):
        return "promised"
    if _AVAILABLE.search(before) or inherited is None:
        return "available"
    return inherited


def _sentence_bounds(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text) + 1]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _url_spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while match := _START.search(text, position):
        end = _strip_end(text, match.start(), _run_end(text, match))
        if end > match.end() or not match[0].endswith("/"):
            yield match.start(), end
        position = max(end, match.end())


def _run_end(text: str, start: re.Match[str]) -> int:
    """Return where the characters end, across a space in the host or a break in an unfinished forge path."""
    at = start.end()
    if split := _SPLIT_HOST.match(text, at):
        at = split.end()
    rest = _REST.match(text, at)
    end = rest.end() if rest else at
    if (second := _GLUED.search(text, at + 1, end)) and "/" in text[at : second.start()]:
        return second.start()
    if _is_unfinished(text[start.start() : end]) and (gap := _CONTINUED.match(text, end)):
        more = _REST.match(text, gap.end())
        end = more.end() if more else end
    return end


def _is_unfinished(printed: str) -> bool:
    parts = re.sub(r"\s", "", printed).split("://")[-1].rstrip().split("/")
    return (
        bool(re.fullmatch(rf"(?:www\.)?{_FORGE}\.\w+", parts[0], re.IGNORECASE))
        and len(parts) in (2, 3)
        and parts[-1] == ""
    )


def _strip_end(text: str, start: int, end: int) -> int:
    """Drop closing punctuation that belongs to the sentence, keeping brackets that the URL itself opened."""
    while end > start:
        char = text[end - 1]
        surplus = char == ")" and text.count(")", start, end) > text.count("(", start, end)
        if char not in _TRAILING and not surplus:
            break
        end -= 1
    opened = text.find(")", start, end)
    if opened >= 0 and text.count("(", start, opened) == 0:
        return _strip_end(text, start, opened)
    return end


class LinkFinder:
    """The spaCy component ``kg_links``: fills ``doc._.kg_links`` from title and abstract."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the links of the Doc's record."""
        record = get_record(doc)
        for field in ("title", "abstract"):
            doc._.kg_links.extend(find_links(getattr(record, field), record=record.id, field=field))
        return doc


@Language.factory("kg_links")
def make_link_finder(nlp: Language, name: str) -> LinkFinder:  # noqa: ARG001
    """Make the component that finds URLs."""
    return LinkFinder()

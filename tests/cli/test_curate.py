"""kg curate and kg explain as people call them, against a graph and without one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import KGError
from kg.iris import BASE, Minter

PAPERS = {n: f"{BASE}paper/{n}" for n in ("one", "two")}
PEOPLE = {
    (name, paper, n): Minter().person(name=name, paper=PAPERS[paper], ordinal=n)
    for name, paper, n in (("Juhua Hu", "one", 1), ("Qi Qian", "one", 2), ("J. Hu", "two", 1), ("Juhua Hu", "two", 2))
}
HU, QIAN, J_HU, LATER = PEOPLE.values()
GRAPH = f"""
@prefix kg: <https://w3id.org/scholar-kg/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <{BASE}> .
<paper/one> a kg:Paper ; rdfs:label "On A" ; dcterms:creator <{HU}>, <{QIAN}> ; kg:usesMethod <method/clip> ;
  kg:hasAuthorship <authorship/one.1>, <authorship/one.2> .
<paper/two> a kg:Paper ; rdfs:label "On B" ; dcterms:creator <{J_HU}>, <{HU}> ;
  kg:hasAuthorship <authorship/two.1>, <authorship/two.2> .
<authorship/one.1> kg:ordinal 1 ; kg:author <{HU}> ; kg:printedName "Juhua Hu" .
<authorship/one.2> kg:ordinal 2 ; kg:author <{QIAN}> ; kg:printedName "Qi Qian" .
<authorship/two.1> kg:ordinal 1 ; kg:author <{J_HU}> ; kg:printedName "J. Hu" .
<authorship/two.2> kg:ordinal 2 ; kg:author <{HU}> ; kg:printedName "Juhua Hu" .
<{HU}> a kg:Person ; foaf:name "Juhua Hu" . <{QIAN}> a kg:Person ; foaf:name "Qi Qian" .
<{J_HU}> a kg:Person ; foaf:name "J. Hu" . <{LATER}> dcterms:isReplacedBy <{HU}> .
<method/clip> a kg:Method ; skos:prefLabel "CLIP" ; rdfs:label "CLIP" .
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind, as a shell would see it."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Done:
    """Call the command in this process, with the exit code that ``kg.cli.main`` gives a foreseen error."""
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, KGError):
        return Done(result.exception.exit_code, result.stdout, f"{result.stderr}kg: {result.exception}\n")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "g.ttl").write_text(GRAPH, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def curate(*arguments: str) -> tuple[int, str]:
    done = run("curate", *arguments)
    assert done.stdout == ""
    return done.returncode, done.stderr


def written(place: Path) -> list[str]:
    path = place / "kg-curation.txt"
    return path.read_text("utf-8").splitlines() if path.exists() else []


def test_names_and_what_papers_print_are_references(place: Path) -> None:
    assert curate("merge", "j. hu", "qi qian", "-g", "g.ttl", "-m", "a test")[0] == 0
    assert curate("split", "paper:two#1", "paper:one", "1", "-g", "g.ttl", "--force")[0] == 0
    assert curate("rename", "paper:one#image classification", "A # B", "--force")[0] == 0
    assert curate("merge", "authorship:one.1", 'paper:two#"7"', "--force")[0] == 0
    assert written(place) == [
        f"merge {J_HU} {QIAN}  # a test",
        f"split {BASE}paper/two#1 {BASE}paper/one 1",
        f'rename {BASE}paper/one#"image classification" "A # B"',
        f'merge {BASE}paper/one#1 {BASE}paper/two#"7"',
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["merge", HU, QIAN], "both are authors of https://w3id.org/scholar-kg/id/paper/one (“On A”)"),
        (["merge", LATER, J_HU], "/paper/two (“On B”)"),
        (["merge", HU, "method:clip"], "are of different kinds: person, method"),
        (["merge", "paper:one#1", "paper:one#2"], "authors 1 and 2 of one paper are two people"),
        (["rename", HU, " "], "a name holds at least one character"),
        (["merge", "method:clip", "method:clop"], "is not in the graph; near: method:clip"),
        (["merge", "Nobody", "method:clip"], "nothing in the graph is called 'Nobody'"),
        (["rename", "paper:one", "X"], "is a paper: name an author of it (PAPER#1)"),
        (["rename", "paper:one#3", "X"], "paper/one has no author 3"),
        (["rename", "paper:one#BERT", "X"], "paper/one has no 'BERT'"),
        (["rename", "paper:three#1", "X"], "paper/three is not in the graph"),
        (["reject", HU], "a person is printed, not found: split or merge it"),
        (["reject", "method:clip", "paper:two"], "paper/two does not name"),
        (["split", QIAN, "paper:two", "1"], "they are two already"),
        (["split", QIAN, "paper:one"], "there is nothing to split it from"),
        (["split", "method:clip", "paper:one"], "there is nothing to split it from"),
        (["merge", "paper:one", "paper:two"], "it takes effect at the next build"),
        (["merge", "paper:one", "method:clip"], "are of different kinds: paper, method"),
        (["split", "paper:one", "paper:two"], "they are two already"),
    ],
)
def test_what_a_graph_does_not_bear_out_is_refused(place: Path, arguments: list[str], says: str) -> None:
    code, talk = curate(*arguments, "-g", "g.ttl")
    assert says in talk
    if code:
        assert (code, written(place)) == (2, [])
        forced, _ = curate(*arguments, "--force")
        assert (forced == 0) == ({"Nobody", " "}.isdisjoint(arguments))


def test_the_graph_shows_contradictions_that_lines_hide(place: Path) -> None:
    """The IRI that a merge names was minted from the signature that a split names, or was merged away."""
    assert curate("merge", QIAN, J_HU, "-g", "g.ttl")[0] == 0
    code, talk = curate("split", QIAN, "paper:two", "1", "-g", "g.ttl")
    assert (code, "kg-curation.txt:2: contradicts line 1" in talk) == (1, True)
    assert len(written(place)) == 1


@pytest.mark.usefixtures("place")
def test_undo_tells_what_still_speaks_of_the_same() -> None:
    for line in (["merge", "a:b", "c:d"], ["rename", "c:d", "X"]):
        assert curate(*line)[0] == 0
    code, talk = curate("undo", "1")
    assert (code, "line 2 still speaks of the same: rename c:d X" in talk) == (0, True)


def test_log_shows_also_what_contradicts(place: Path) -> None:
    (place / "kg-curation.txt").write_text("rename a:b X\nrename a:b Y\n")
    done = run("curate", "log")
    assert (done.returncode, done.stdout.splitlines()) == (1, ["    1   rename a:b X", "    2   rename a:b Y"])
    assert "kg-curation.txt:2: contradicts line 1" in done.stderr
    assert curate("undo", "1")[0] == 0
    assert run("curate", "log").returncode == 0


@pytest.mark.usefixtures("place")
def test_explain_tells_people_and_programs() -> None:
    done = run("explain", "Juhua Hu", "-g", "g.ttl")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Juhua Hu (person)  person:{HU.rpartition('/')[2]}\n  on 2 papers\n")
    assert '"asked": "' in run("explain", LATER, "-g", "g.ttl", "-f", "json").stdout
    for what, form, says in (("Nobody", "text", "nothing in the graph is called"), (HU, "xml", "choose text or json")):
        done = run("explain", what, "-g", "g.ttl", "-f", form)
        assert (done.returncode, done.stdout, says in done.stderr) == (2, "", True)

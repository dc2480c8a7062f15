"""A dataset of six papers of the seed page, written by hand in the project's vocabulary."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rdflib import RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef

from kg.iris import KG, PREFIXES, Minter, digest
from kg.view.scene import Edge, Node, Relation, Scene, Trace
from kg.view.words import CLASSES, Look

K, DCT, FOAF, SKOS, NIF, PROV = (
    Namespace(iri) for iri in (KG, *(PREFIXES[p] for p in ("dcterms", "foaf", "skos", "nif", "prov")))
)
SEED = Path(__file__).parents[2] / "seeds" / "000_ad5981f22b560db4.txt"
MINT = Minter()

_VIDEO, _LANGUAGE = "Across Text, Image and Video", "Empowers Large Language Models with Multimodality"
_CLIP = "Zero-Shot Visual Categorization with CLIP"
PAPERS = {
    "HiTeA: Hierarchical Temporal-Aware Video-Language Pre-training": (
        "2022-12-30", "CV", False, ["Qinghao Ye", "Guohai Xu", "Ming Yan"]
    ),
    f"mPLUG-2: A Modularized Multi-modal Foundation Model {_VIDEO}": (
        None, None, False, ["Haiyang Xu", "Qinghao Ye", "Ming Yan"]
    ),
    f"mPLUG-Owl: Modularization {_LANGUAGE}": (None, None, False, ["Qinghao Ye", "Haiyang Xu", "Guohai Xu"]),
    "Improved Visual Fine-tuning with Natural Language Supervision": (
        None, None, False, ["Junyang Wang", "Yuanhong Xu", "Juhua Hu"]
    ),
    f"Intra-Modal Proxy Learning for {_CLIP}": (None, None, True, ["Qi Qian", "Yuanhong Xu", "Juhua Hu"]),
    "Online Zero-Shot Classification with CLIP": (None, None, True, ["Qi Qian", "Juhua Hu"]),
}  # fmt: skip

TERMS = [
    ("HiTeA", "Method", {"HiTeA": "introduces"}),
    ("mPLUG-2", "Method", {"mPLUG-2": "introduces"}),
    ("mPLUG-Owl", "Method", {"mPLUG-Owl": "introduces"}),
    ("CLIP", "Method", {"Intra": "usesMethod", "Online": "usesMethod"}),
    ("ImageNet", "Dataset", {"Intra": "evaluatesOn", "Online": "evaluatesOn"}),
    ("zero-shot", "Task", {"Intra": "addresses", "Online": "addresses", "HiTeA": "mentions"}),
    ("video", "Task", {"HiTeA": "addresses", "mPLUG-2": "addresses"}),
    ("visual", "Task", {"Improved": "addresses", "Intra": "addresses"}),
]  # fmt: skip

REPOSITORIES = {
    "Intra": "https://github.com/idstcv/InMaP",
    "Online": "https://github.com/idstcv/OnZeta",
    "Improved": "https://github.com/idstcv/TeS",
}


def abstract_of(title: str) -> str:
    """Find the abstract that stands under a title on the seed page."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    return next(lines[i + 1] for i, line in enumerate(lines) if line.startswith(title))


class Writer:
    """Adds papers, terms and their evidence to a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset.default_graph
        self.evidence = dataset.graph(URIRef(MINT.evidence_graph))
        self.activity = URIRef(MINT.activity("rules", "1"))
        self.evidence.add((self.activity, RDFS.label, Literal("rules 1")))

    def paper(self, title: str, abstract: str, *, issued=None, category=None, complete=True) -> URIRef:
        iri = URIRef(MINT.paper(title=title, first_author="", ids={}))
        self.data.add((iri, RDF.type, K.Paper))
        self.data.add((iri, RDFS.label, Literal(title)))
        self.data.add((iri, DCT.title, Literal(title)))
        self.data.add((iri, DCT.abstract, Literal(abstract)))
        self.data.add((iri, K.authorListComplete, Literal(complete)))
        if issued:
            self.data.add((iri, DCT.issued, Literal(issued, datatype=XSD.date)))
        if category:
            concept = URIRef(MINT.term("category", category))
            self.data.add((concept, RDF.type, SKOS.Concept))
            self.data.add((concept, SKOS.notation, Literal(category)))
            self.data.add((concept, SKOS.prefLabel, Literal(category)))
            self.data.add((iri, DCT.subject, concept))
        return iri

    def author(self, paper: URIRef, name: str, ordinal: int, *, printed: str = "") -> URIRef:
        person = URIRef(f"{MINT.base}person/{digest(name)}")
        signed = URIRef(MINT.part("authorship", paper, str(ordinal)))
        self.data.add((person, RDF.type, K.Person))
        self.data.add((person, FOAF.name, Literal(name)))
        self.data.add((paper, DCT.creator, person))
        self.data.add((paper, K.hasAuthorship, signed))
        self.data.add((signed, K.ordinal, Literal(ordinal)))
        self.data.add((signed, K.author, person))
        self.data.add((signed, K.printedName, Literal(printed or name)))
        self.back(
            (paper, DCT.creator, person), paper, "authors", (ordinal - 1, ordinal), printed or name, confidence=0.99
        )
        return person

    def term(
        self, paper: URIRef, name: str, kind: str, predicate: str, begin: int, *, field: str = "abstract"
    ) -> URIRef:
        term = URIRef(MINT.term(kind.lower(), name))
        self.data.add((term, RDF.type, K[kind]))
        self.data.add((term, SKOS.prefLabel, Literal(name)))
        self.data.add((paper, K[predicate], term))
        self.back((paper, K[predicate], term), paper, field, (begin, begin + len(name)), name, confidence=0.87)
        return term

    def back(self, triple, paper, field, span, anchor, *, confidence=1.0, **more) -> None:
        g = self.evidence
        begin, end = span
        mention = URIRef(MINT.part("mention", paper, field, str(begin), str(end), digest(*triple)))
        statement = URIRef(MINT.statement(*triple))
        for predicate, value in (
            (RDF.type, K.Mention), (NIF.anchorOf, Literal(anchor)), (NIF.beginIndex, Literal(begin)),
            (NIF.endIndex, Literal(end)), (K.field, Literal(field)), (K.mentionedIn, paper), (K.denotes, triple[2]),
            (K.confidence, Literal(confidence)), (K.extractor, Literal("rules")),
        ):  # fmt: skip
            g.add((mention, predicate, value))
        for predicate, value in (
            (RDF.type, RDF.Statement), (RDF.subject, triple[0]), (RDF.predicate, triple[1]), (RDF.object, triple[2]),
            (PROV.wasDerivedFrom, mention), (K.confidence, Literal(confidence)), (PROV.wasGeneratedBy, self.activity),
        ):  # fmt: skip
            g.add((statement, predicate, value))
        for name, value in more.items():
            g.add((statement, K[name], Literal(value)))


def make_dataset() -> Dataset:
    """Build the sample in an Oxigraph-backed dataset."""
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    for title, (issued, category, complete, authors) in PAPERS.items():
        abstract = abstract_of(title)
        paper = writer.paper(title, abstract, issued=issued, category=category, complete=complete)
        for ordinal, name in enumerate(authors, 1):
            writer.author(paper, name, ordinal)
        for name, kind, roles in TERMS:
            for start, predicate in roles.items():
                at = abstract.find(name)
                if title.startswith(start) and at >= 0:
                    writer.term(paper, name, kind, predicate, at)
        for start, url in REPOSITORIES.items():
            at = abstract.find(url)
            if title.startswith(start):
                writer.data.add((URIRef(url), RDF.type, K.Repository))
                writer.data.add((paper, K.hasRepository, URIRef(url)))
                triple = (paper, K.hasRepository, URIRef(url))
                writer.back(triple, paper, "abstract", (at, at + len(url)), url, linkStatus="available")
    writer.data.add(
        (URIRef(MINT.term("method", "CLIP")), SKOS.altLabel, Literal("Contrastive Language-Image Pre-training"))
    )
    return dataset


def graph_of(dataset: Dataset) -> Graph:
    """Copy the default graph, as a CONSTRUCT query would give it."""
    copy = Graph()
    for triple in dataset.default_graph:
        copy.add(triple)
    return copy


def make_scene(count: int, *, communities: bool = True) -> Scene:
    """Make a scene of so many nodes: papers of 2001 to 2010 in a row, each with one person; the last paper is undated."""
    paper, person = f"{KG}Paper", f"{KG}Person"
    nodes, edges = [], []
    for place in range(count):
        kind = person if place % 2 else paper
        years = (2001 + place // 2 % 10,) if kind == paper and place < count - 2 else ()
        name = f"{'Person' if place % 2 else 'Paper'} {place}"
        trace = Trace(f"They wrote paper {place}.", 11, 16, paper=f"http://example.org/{place}", field="abstract")
        nodes.append(
            Node(f"http://example.org/{place}", name, name, kind, 3, years=years, traces=(trace,), mentions=40)
        )
        if communities:
            nodes[-1] = replace(nodes[-1], community="one" if place < count // 2 else "two")
    for place in range(0, count - 1, 2):
        told = Relation("author", "wrote", "1st author", 0.9, nodes[place].traces if place else ())
        edges.append(Edge(nodes[place].iri, nodes[place + 1].iri, (told,)))
        if 2 <= place < count - 2:
            edges.append(Edge(nodes[place].iri, nodes[place - 2].iri, (Relation("cites", "cited by"),), dashed=True))
    looks = {
        "one": Look("graphs, trees", "dot", "#2f66c9", "#7aa7ff"),
        "two": Look("words", "dot", "#b8501c", "#ff9f63"),
    }
    groups = {paper: CLASSES[paper], person: CLASSES[person]}
    named = looks if communities else {}
    return Scene("Synthetic", "", "Class", groups, tuple(nodes), tuple(edges), communities=named)

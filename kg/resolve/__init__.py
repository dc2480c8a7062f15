"""Resolution: which records, signatures and names mean one paper, person, term or organisation, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.iris import Minter
from kg.model import Extraction, Record, Resolution

if TYPE_CHECKING:
    from kg.resolve.papers import Rule
    from kg.resolve.vocabulary import Vocabulary

__all__ = ["resolve"]


def resolve(
    extracted: Iterable[tuple[Record, Extraction]],
    *,
    minter: Minter | None = None,
    vocabulary: Vocabulary | None = None,
    rule: Rule | None = None,
) -> Resolution:
    """Resolve all records at once: the one stage that must see every name. A vocabulary gives canonical names.

    ``rule`` says what curators decided of papers: see ``kg.resolve.curation.rule_papers``.
    """
    # Here, because the stages load spaCy, and much else only wants to compare names.
    from kg.resolve.authors import resolve_authors
    from kg.resolve.organizations import resolve_organizations
    from kg.resolve.papers import name_apart, resolve_papers
    from kg.resolve.terms import resolve_terms
    from kg.resolve.vocabulary import merge_known

    minter = minter or Minter()
    pairs = list(name_apart(extracted))
    order = {record.id: place for place, (record, _) in enumerate(pairs)}
    papers, paper_decisions, conflicts = resolve_papers(pairs, minter=minter, rule=rule)
    people, person_decisions = resolve_authors(papers, minter=minter)
    terms, term_decisions = resolve_terms(papers, minter=minter, order=order)
    if vocabulary:
        terms, term_decisions = merge_known(terms, term_decisions, vocabulary)
    organizations, organization_decisions = resolve_organizations(papers, minter=minter)
    decisions = (*paper_decisions, *person_decisions, *organization_decisions, *term_decisions)
    return Resolution(papers, (*people, *organizations, *terms), decisions, conflicts)

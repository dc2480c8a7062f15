"""Which printed affiliations, short names and domains name one institution."""

from kg.resolve.organizations.affiliations import organization_key, split_affiliation
from kg.resolve.organizations.resolving import resolve_organizations

__all__ = ["organization_key", "resolve_organizations", "split_affiliation"]

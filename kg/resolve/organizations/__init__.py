"""Which printed affiliations, short names and domains name one institution."""

from kg.resolve.organizations.affiliations import organization_key, split_affiliation

__all__ = ["organization_key", "split_affiliation"]

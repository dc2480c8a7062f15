"""Extraction: spaCy components that find methods, datasets, tasks, metrics, results and links in a record."""

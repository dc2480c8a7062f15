"""Readers: one small module per input format, found through the ``READERS`` registry."""

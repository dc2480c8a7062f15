"""What is published about conformance is what the tests find."""

from __future__ import annotations

import re

import pytest
from deviations import DEVIATIONS, REASONS
from document import PLACE, make_document
from manifests import SUITES
from suite import cases


def test_every_deviation_is_published():
    named = set(re.findall(r"`(sparql1[01]/[^`]+)`", PLACE.read_text("utf-8")))
    assert named == set(DEVIATIONS)
    assert set(REASONS) == set(DEVIATIONS.values())


@pytest.mark.skipif(not SUITES.is_dir(), reason="the W3C's suites are not here")
def test_the_document_is_up_to_date():
    assert set(DEVIATIONS) <= {case.name for case in cases()}
    assert PLACE.read_text("utf-8") == make_document()

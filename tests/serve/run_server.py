"""Serve a file with tight limits, or with those that are given as JSON; prints the address on stdout."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from kg.serve import Limits, serve_graph

TIGHT = Limits(seconds=60, rows=2000, answer_bytes=1 << 20, request_bytes=4096, memory=256 << 20, depth=20, workers=2)

if __name__ == "__main__":
    given = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    host = given.pop("host", "127.0.0.1")
    limits = replace(TIGHT, **given)
    serve_graph(sys.argv[1], host=host, port=0, limits=limits, ready=lambda address: print(address, flush=True))

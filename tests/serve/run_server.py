"""Serve a file with tight limits; prints the address on stdout."""

from __future__ import annotations

import sys

from kg.serve import Limits, serve_graph

TIGHT = Limits(seconds=1.5, rows=2000, answer_bytes=1 << 20, request_bytes=4096, memory=256 << 20, depth=20, workers=2)

if __name__ == "__main__":
    serve_graph(sys.argv[1], port=0, limits=TIGHT, ready=lambda address: print(address, flush=True))

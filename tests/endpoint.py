"""A SPARQL 1.1 endpoint over a store in memory, for tests of what reads from one."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pyoxigraph as ox


@contextmanager
def serve_store(store: ox.Store) -> Iterator[str]:
    """Answer queries by POST on a free local port; give the URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            known = {graph.value for graph in store.named_graphs()}
            if unknown := set(form.get("default-graph-uri", [])) - known:
                self.send_error(400, f"no graph {unknown}")
                return
            body = store.query(form["query"][0]).serialize(format=ox.QueryResultsFormat.XML)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+xml")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            server.shutdown()
            thread.join()

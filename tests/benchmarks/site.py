"""Time the writing of a site: pages a second, their size, and memory.

    python tests/benchmarks/site.py -g DIR

Without ``-g`` it builds the listing page.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from kg.profiles import write_site
from kg.store import open_store

SEEDS = Path(__file__).parents[2] / "seeds"


def build_seed(folder):
    from kg.build import build_graph

    return build_graph([SEEDS], folder / "graph")


def measure_site(graph, target):
    """Write the site of a graph and print what it took; processor time is what a machine of its own would need."""
    stages = {}

    def note(stage, _done, _total):
        stages.setdefault(stage, time.process_time())

    began, processor = time.perf_counter(), time.process_time()
    written = write_site(open_store(graph), target, location=graph, progress=note)
    wall, used = time.perf_counter() - began, time.process_time() - processor
    print(f"pages            {written.pages:>10,}")
    print(f"files            {written.files:>10,}")
    print(f"size             {written.size / 1e6:>10,.1f} MB, {written.size / written.pages:,.0f} bytes a page")
    print(f"time             {wall:>10,.0f} s, of the processor {used:,.0f} s")
    print(f"pages a second   {written.pages / wall:>10,.0f}, of the processor {written.pages / used:,.0f}")
    print(f"memory, at most  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10,.0f} MB")
    return written


def tell_folders(target):
    """Print pages and bytes by folder."""
    count, size = Counter(), Counter()
    for path in Path(target).rglob("*"):
        if path.is_file():
            folder = path.relative_to(target).parts[0] if path.parent != Path(target) else "."
            count[folder] += 1
            size[folder] += path.stat().st_size
    for folder in sorted(count):
        largest = max((p.stat().st_size for p in Path(target, folder).glob("*") if p.is_file()), default=0)
        print(f"  {folder:<14} {count[folder]:>8,} files {size[folder] / 1e6:>8,.1f} MB, largest {largest:>9,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-g", "--graph", help="a graph directory")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        graph = given.graph or build_seed(Path(folder))
        target = Path(folder) / "site"
        measure_site(graph, target)
        tell_folders(target)


if __name__ == "__main__":
    main()

"""One builder at a time, and whatever happens to it, the old graph stands."""

import os
import platform
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.workplace import Lock, Workplace

HOLD = "import sys; from pathlib import Path; from kg.workplace import Workplace\nwith Workplace(Path(sys.argv[1])): print('ready', flush=True); input()"


def hold(target: Path) -> subprocess.Popen:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(target)], stdin=-1, stdout=-1, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "ready\n"
    return holder


def test_a_second_builder_is_told_who_is_at_it(tmp_path: Path) -> None:
    """At once, with the exit code of a wrong call; the first goes on undisturbed."""
    with hold(tmp_path / "out") as holder:
        (tmp_path / "page.txt").write_text("On GraphsA. B.\nWe study graphs.\n")
        command = [sys.executable, "-m", "kg", "build", "page.txt", "-o", "out"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 2
        assert re.search(rf"out is being built by process {holder.pid} on \S+ since \d{{4}}-\S+ \S+: wait", done.stderr)
        assert (tmp_path / f".out.building-{platform.node()}-{holder.pid}").is_dir()
        with Workplace(tmp_path / "other"):
            pass
        holder.communicate("\n")
    assert holder.returncode == 0
    with Workplace(tmp_path / "out"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt"]


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX does")
def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    """A build through a link and one of the place itself are one at a time."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for content in ("old", "new"):
        with Workplace(tmp_path / "link") as place:
            (place.path / "graph.ttl").write_text(content)
            (place.path / "store").mkdir()
            with pytest.raises(UsageError, match="is being built"), Workplace(tmp_path / "real"):
                pass
            place.swap()
        assert (tmp_path / "real" / "graph.ttl").read_text() == content
    assert (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_graph_that_may_not_be_written_to_is_replaced(tmp_path: Path) -> None:
    """Nothing of it is left aside; root may do all, so another does it where possible."""
    (tmp_path / "out" / "store").mkdir(parents=True)
    (tmp_path / "out" / "cache").mkdir()
    (tmp_path / "out" / "cache" / "cache.sqlite").touch()
    (tmp_path / "out" / "cache").chmod(0o555)
    tmp_path.chmod(0o777)
    code = (
        "import fcntl, os; from pathlib import Path; from kg.workplace import Workplace\n"
        "if os.getuid() == 0: [os.chown(path, 65534, -1) for path in Path('.').rglob('*')]; os.setuid(65534)\n"
        "with Workplace(Path('out')) as place: place.swap()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_killed_builder_leaves_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path / "out") as holder:
        holder.kill()
    assert (tmp_path / ".out.lock").exists()
    with Workplace(tmp_path / "out") as place:
        place.swap()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_lock_whose_file_says_nothing_still_locks(tmp_path: Path) -> None:
    with hold(tmp_path / "out") as holder:
        (tmp_path / ".out.lock").write_text("no JSON")
        with pytest.raises(UsageError, match="is being built by another process: wait"):
            Lock(tmp_path / "out").acquire()
        holder.communicate("\n")


def test_many_at_once_take_turns(tmp_path: Path) -> None:
    """Whoever gets the lock is alone, although each holder removes the file."""
    code = (
        "import sys, time; from pathlib import Path; from kg.errors import UsageError; from kg.workplace import Lock\n"
        "lock, here, done = Lock(Path('out')), Path('here'), 0\n"
        "while done < 100:\n"
        "    try: lock.acquire()\n"
        "    except UsageError: continue\n"
        "    here.touch(exist_ok=False); here.unlink(); lock.release(); done += 1\n"
    )
    several = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) for _ in range(3)]
    assert [process.wait(60) for process in several] == [0, 0, 0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
@pytest.mark.parametrize("stage", ["extract", "pages"])
def test_killed_at_any_stage_the_old_graph_stands(tmp_path: Path, stage: str) -> None:
    from kg.build import build_graph

    (tmp_path / "page.txt").write_text("On GraphsA. B.\nWe study graphs.\n")
    out = build_graph([tmp_path / "page.txt"], tmp_path / "out", model="rules")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (tmp_path / "page.txt").write_text("On TreesA. B.\nWe study trees.\n")
    code = (
        "import os, signal; from kg.build import build_graph\n"
        f"def tell(stage, _): stage == {stage!r} and os.kill(os.getpid(), signal.SIGKILL)\n"
        "build_graph(['page.txt'], 'out', model='rules', progress=tell)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    build_graph([tmp_path / "page.txt"], out, model="rules")
    assert "On Trees" in (out / "graph.ttl").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "page.txt"]

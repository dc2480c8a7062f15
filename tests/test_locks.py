"""Locks hold between processes, and waiting for one ends when it is given back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.locks import HELD, lock_now, lock_waiting, unlock

HOLD = (
    "import os, sys; from kg.locks import lock_now\n"
    "lock_now(os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)); print('ready', flush=True); input()"
)


def test_a_held_lock_is_refused_at_once_and_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "ready\n"
        handle = os.open(path, os.O_RDWR)
        with pytest.raises(OSError) as refused:  # noqa: PT011 - the number tells, not the text
            lock_now(handle)
        assert refused.value.errno in HELD
        holder.kill()  # the system gives back what a killed process held
        assert lock_waiting(handle)
    unlock(handle)
    other = os.open(path, os.O_RDWR)
    lock_now(other)
    os.close(other)
    os.close(handle)


def test_what_is_written_under_a_lock_can_be_read_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "file"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    assert lock_waiting(handle)
    os.write(handle, b"line\n")
    assert path.read_bytes() == b"line\n"
    unlock(handle)
    os.close(handle)

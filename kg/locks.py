"""Lock an open file among processes, on every system."""

from __future__ import annotations

import errno
import os
import sys
import time

__all__ = ["HELD", "lock_now", "lock_waiting", "unlock"]

#: What an ``OSError`` says if another process holds the lock.
HELD = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK}
_PAUSE = 0.05


def lock_now(handle: int) -> None:
    """Lock an open file, or raise ``OSError`` at once; the system unlocks it when the process ends, however it ends."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 1 << 30, os.SEEK_SET)  # a locked byte can be neither read nor written, so one where none is
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_waiting(handle: int) -> bool:
    """Lock an open file as soon as nobody else holds it; false where the file system has no locks."""
    while True:
        try:
            lock_now(handle)
        except OSError as error:
            if error.errno not in HELD:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def unlock(handle: int) -> None:
    """Give a lock back before the file is closed; Windows gives back those of closed files only in its own time."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 1 << 30, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_UN)

"""Static files, collected once per version: hashed names, compressed, served for ever."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import aftercare
from aftercare.cli.charting import take_out_charts

_UNUSED = ["htmax-*", "htmx-4*", "htmx-2.js", "htmx-2-compat*", "hx-*"]
"""What the package of htmx holds besides the one script of it that our pages load."""


def build_statics() -> bool:
    """Collect the static files when they changed since the last time; tells whether they did."""
    with _one_at_a_time():
        take_out_charts()
        return _collect()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several homes may share the place."""
    settings.STATIC_ROOT.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with settings.STATIC_ROOT.with_name("static.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _collect() -> bool:
    stamp = settings.STATIC_ROOT.with_name("static.stamp")
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    settings.STATIC_ROOT.mkdir(mode=0o700, parents=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=_UNUSED)
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    """What decides over the result: the version, and every source file's name, size and age."""
    digest = hashlib.sha256(aftercare.__version__.encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = storage.size(path), storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {found}\n".encode())
    return digest.hexdigest()

"""Static files, collected once per version: hashed names, compressed, served for ever."""

import hashlib
import shutil

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import aftercare
from aftercare.cli.charting import take_out_charts


def build_statics() -> bool:
    """Collect the static files when they changed since the last time; tells whether they did."""
    take_out_charts()
    stamp = settings.STATIC_ROOT.with_name("static.stamp")
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    settings.STATIC_ROOT.mkdir(mode=0o700, parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
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

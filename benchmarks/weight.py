"""How many bytes the list is on its first visit: the page, its styles and its scripts, as they travel."""

import re
from urllib.parse import urljoin

from django.urls import reverse

from benchmarks.load import Asker, Line, Request
from benchmarks.scenery import Scenery, at_the_desk
from benchmarks.terms import Figure

_PARTS = re.compile(r"""(?:href|src)="([^"]+\.(?:css|js))\"""")
_IMPORTS = re.compile(r"""(?:from|import)\s*["'](\.[^"']+\.js)["']""")


def measure_weight(scenery: Scenery, port: int) -> list[Figure]:
    """Kilobytes (1000 bytes) of each, compressed as a browser asks for them."""
    asker = at_the_desk(scenery, port)
    page, text = _fetched(asker, reverse("returns-list"))
    sizes = {"css": 0, "js": 0}
    for path in _closure(asker, set(_PARTS.findall(text))):
        sizes[path.rpartition(".")[2]] += _fetched(asker, path)[0]
    whole = page + sum(sizes.values())
    return [
        Figure("the list's HTML", "kB", [page / 1000]),
        Figure("its styles", "kB", [sizes["css"] / 1000]),
        Figure("its scripts", "kB", [sizes["js"] / 1000]),
        Figure("all three, as they travel", "kB", [whole / 1000]),
    ]


def _closure(asker: Asker, paths: set[str]) -> set[str]:
    """The files and what they import."""
    seen: set[str] = set()
    while new := paths - seen:
        seen |= new
        for path in {one for one in new if one.endswith(".js")}:
            paths |= {urljoin(path, name) for name in _IMPORTS.findall(_plain(asker, path))}
    return seen


def _fetched(asker: Asker, path: str) -> tuple[int, str]:
    """The bytes of the body as it came, and its text."""
    with Line(asker) as line:
        _status, content = line.ask(Request("GET", path))
    return len(content), _plain(asker, path)


def _plain(asker: Asker, path: str) -> str:
    headers = tuple((name, value) for name, value in asker.headers if name != "Accept-Encoding")
    with Line(Asker(asker.port, headers)) as line:
        return line.ask(Request("GET", path))[1].decode()

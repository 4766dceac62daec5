"""Pages become PDFs."""

import threading
from pathlib import Path

from aftercare.web.paper.fonts import CannotPrint, engine, printing_fault

_STYLE = Path(__file__).parent / "paper.css"
_one_at_a_time = threading.Lock()
"""The text library underneath keeps process-wide state; a page takes well under a tenth of a second."""


def pdf_of(html: str) -> bytes:
    """The page as a PDF; raises CannotPrint with what to install.

    Pictures stand in the page itself and nothing is fetched: an address in somebody's remark makes no call.
    """
    fault = printing_fault()
    if fault:
        raise CannotPrint(fault)
    with _one_at_a_time:
        inline_only = engine().URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        document = engine().HTML(string=html, url_fetcher=inline_only)
        pdf: bytes = document.write_pdf(stylesheets=[engine().CSS(string=_STYLE.read_text())])
    return pdf

"""One return, read."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.rows.commands import together
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import open_file, read_ahead
from aftercare.web.returns.page import detail_page


@needs(Right.RETURNS_SEE)
@require_safe
def return_detail(request: DeskRequest, number: str) -> HttpResponse:
    """The file of a return; what it needs from the database is asked in few trips."""
    with together():
        file = open_file(request.actor, number, at=timezone.now())
        read_ahead(file.returning)
        return detail_page(request, file)

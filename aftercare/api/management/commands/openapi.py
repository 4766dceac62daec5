"""Write down what the API offers: the OpenAPI document for machines, the handbook page for people."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from aftercare.api.handbook import as_markdown
from aftercare.api.v1.build import api

SNAPSHOT = Path("tests/api/openapi.json")
HANDBOOK = Path("docs/reference/api.md")


def document_text() -> str:
    """The OpenAPI document as it is kept in the repository."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2) + "\n"


def handbook_text() -> str:
    """The handbook page as it is kept in the repository."""
    return as_markdown(json.loads(document_text()))


class Command(BaseCommand):
    """`manage.py openapi` renews both files; needs no database."""

    help = "Renew tests/api/openapi.json and docs/reference/api.md from the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The files may be put elsewhere."""
        parser.add_argument("--document", type=Path, default=SNAPSHOT)
        parser.add_argument("--handbook", type=Path, default=HANDBOOK)

    def handle(self, *_args: object, document: Path, handbook: Path, **_options: object) -> None:
        """Write both files."""
        for path, content in ((document, document_text()), (handbook, handbook_text())):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
            self.stdout.write(f"{path} is up to date.")

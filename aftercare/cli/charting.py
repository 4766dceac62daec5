"""Taking the charts' script out of its package, when an installation is set up."""

from importlib.metadata import version
from pathlib import Path

import vl_convert
from django.conf import settings


def take_out_charts() -> bool:
    """Write Vega-Embed, Vega-Lite and Vega as one script unless this version's is there; tells whether it wrote.

    A second and 160 MB of memory, in the process that sets up and in no other.
    """
    script: Path = settings.CHARTS_SCRIPT
    stamp = script.with_suffix(".version")
    wanted = f"{version('vl-convert-python')} {vl_convert.get_vega_version()} {vl_convert.get_vega_embed_version()}"
    if script.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    script.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    script.write_text(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"), encoding="utf-8")
    stamp.write_text(wanted)
    return True

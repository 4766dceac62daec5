"""Taking the charts' script out of its package, when an installation is set up."""

import vl_convert

from aftercare.web.charts import packaged_script


def take_out_charts() -> bool:
    """Write Vega-Embed, Vega-Lite and Vega as one script unless this version's is there; tells whether it wrote.

    A second and 160 MB of memory, in the process that sets up and in no other.
    """
    script = packaged_script()
    stamp = script.with_suffix(".version")
    wanted = f"{vl_convert.__version__} {vl_convert.get_vega_version()} {vl_convert.get_vega_embed_version()}"
    if script.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    script.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    script.write_text(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"), encoding="utf-8")
    stamp.write_text(wanted)
    return True

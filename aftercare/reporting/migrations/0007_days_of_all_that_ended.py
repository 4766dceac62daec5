from django.db import migrations

_STEPPED_IN = """
UPDATE reporting_merchantday AS day SET stepped_in = counted.stepped_in FROM (
    SELECT merchant, asked_on, count(*) AS stepped_in FROM reporting_refundfact WHERE stepped_in GROUP BY 1, 2
) AS counted WHERE counted.merchant = day.merchant AND counted.asked_on = day.day
"""
_SECONDS = """
UPDATE reporting_merchantday AS day SET ended_seconds = counted.seconds FROM (
    SELECT merchant, ended_on, sum(seconds) AS seconds FROM reporting_refundfact
    WHERE ended_on IS NOT NULL GROUP BY 1, 2
) AS counted WHERE counted.merchant = day.merchant AND counted.ended_on = day.day
"""


class Migration(migrations.Migration):
    """What was counted before, counted in the new ways too."""

    dependencies = [("reporting", "0006_kpi_definitions")]

    operations = [
        migrations.RunSQL(_STEPPED_IN, migrations.RunSQL.noop),
        migrations.RunSQL(_SECONDS, migrations.RunSQL.noop),
    ]

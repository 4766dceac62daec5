from django.db import migrations

FORWARD = """
    UPDATE returns_returnline SET refused_sent_at = of_return.inspected_at
    FROM returns_return AS of_return
    WHERE of_return.id = returns_returnline.returning_id AND counted > accepted
"""


class Migration(migrations.Migration):
    """What was refused before the dock kept book of it has long gone back."""

    dependencies = [("returns", "0015_second_parcels_and_refused_goods")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

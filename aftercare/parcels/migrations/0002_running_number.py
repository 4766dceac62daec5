from django.db import migrations


class Migration(migrations.Migration):
    """The running number of pick-ups, finds and hand-ins."""

    dependencies = [("parcels", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE parcels_running_number", "DROP SEQUENCE parcels_running_number"),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """The running number in case numbers; a sequence, since a counter row would make openings wait for each other."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE case_running_number", "DROP SEQUENCE case_running_number"),
    ]

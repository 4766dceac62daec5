from django.db import migrations, models


class Migration(migrations.Migration):
    """A penalty that is added later costs nothing on what began before."""

    dependencies = [("clocks", "0005_owed_once_a_run")]

    operations = [migrations.AddField("policystep", "since", models.DateTimeField(null=True))]

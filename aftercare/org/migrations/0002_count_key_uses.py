import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts of key uses, on an unlogged table: losing them in a crash costs nothing, a disk write per request does."""

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="org.apikey",
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("uses", models.IntegerField()),
            ],
        ),
        migrations.RunSQL("ALTER TABLE org_keyuse SET UNLOGGED", "ALTER TABLE org_keyuse SET LOGGED"),
    ]

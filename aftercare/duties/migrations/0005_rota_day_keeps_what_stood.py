from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0004_original_repaired"),
    ]

    operations = [
        migrations.AddField(
            model_name="rotaday",
            name="earlier",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="rotaday",
            name="is_open_anyway",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0030_consents_let_go_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="deduction",
            name="shares",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """Repairs are listed by when they were asked for."""

    dependencies = [("returns", "0032_fee_shares_before")]

    operations = [
        migrations.AddIndex(
            model_name="repairrequest",
            index=models.Index(fields=["-asked_at", "-id"], name="repair_by_time"),
        ),
    ]

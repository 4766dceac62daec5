import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose payout it is, told by its refund until it is filled in."""

    dependencies = [("billing", "0009_overpaid_debtor"), ("org", "0006_limit_of_key")]

    operations = [
        migrations.AddField(
            model_name="payout",
            name="merchant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A reference is used once by method and merchant, since each merchant numbers by himself."""

    dependencies = [("billing", "0011_payouts_know_their_merchant")]

    operations = [
        migrations.AlterField(
            model_name="payout",
            name="merchant",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
        ),
        migrations.RemoveConstraint(model_name="payout", name="payout_reference_is_used_once"),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                fields=("merchant", "method", "reference"), name="payout_reference_is_used_once"
            ),
        ),
    ]

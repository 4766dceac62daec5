from django.db import migrations

FORWARD = """
    UPDATE billing_payout SET merchant_id = of_refund.merchant_id
    FROM billing_refund AS of_refund WHERE of_refund.id = refund_id
"""


class Migration(migrations.Migration):
    """Payouts of before belong to the merchant of their refund."""

    dependencies = [("billing", "0010_payout_of_merchant")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

from django.db import migrations

FORWARD = """
    UPDATE returns_deduction SET shares = borne.shares
    FROM (
        SELECT line.returning_id, jsonb_agg(jsonb_build_array(
            line.order_line_id, div(fee.used_minor::numeric * line.asked_minor, of_return.asked_minor)::bigint
        ) ORDER BY line.id) AS shares
        FROM returns_deduction AS fee
        JOIN returns_return AS of_return ON of_return.id = fee.returning_id
        JOIN returns_returnline AS line ON line.returning_id = fee.returning_id
        WHERE fee.way <> '' AND fee.used_minor > 0 AND of_return.asked_minor > 0
        GROUP BY line.returning_id
    ) AS borne
    WHERE borne.returning_id = returns_deduction.returning_id AND way <> '' AND used_minor > 0
"""


class Migration(migrations.Migration):
    """What lines bore of fees before it was kept: by what they are worth, rounded in the buyer's favour."""

    dependencies = [("returns", "0031_fee_shares")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

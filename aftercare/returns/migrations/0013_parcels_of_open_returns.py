from django.db import migrations

FORWARD = """
    INSERT INTO parcels_parcel (
        case_id, merchant_id, direction, carrier_id, carrier_name, tracking_number, told_at, told_by, status, status_at,
        held_at, news_at, quiet_at, arrived_at, is_over, freight_by_us, cost_minor, cost_currency
    )
    SELECT case_id, merchant_id, 'back', NULL, carrier, tracking_number, shipped_at, 'system:0', '', NULL,
        NULL, shipped_at, NULL, received_at, received_at IS NOT NULL, false, NULL, ''
    FROM returns_return
    WHERE tracking_number <> '' AND state IN ('in_transit', 'received', 'inspected', 'review_again')
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """Returns under way had their tracking number only; from now on it stands on a parcel, too."""

    dependencies = [("returns", "0012_policy_versions_and_law"), ("parcels", "0002_running_number")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    """The trade's names of an exchange's states: a computed column cannot be altered, so it is made anew."""

    dependencies = [("returns", "0010_exchange")]

    operations = [
        migrations.RemoveIndex(model_name="return", name="return_list_by_shown"),
        migrations.RemoveIndex(model_name="return", name="return_list_merchant_shown"),
        migrations.RemoveField(model_name="return", name="shown"),
        migrations.AddField(
            model_name="return",
            name="shown",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(instead="", kind="exchange", state="inspected", then=models.Value("exchange_due")),
                    models.When(state__in=["submitted", "review_again"], then=models.Value("pending_review")),
                    models.When(state__in=["approved"], then=models.Value("approved")),
                    models.When(state__in=["rejected", "refused"], then=models.Value("rejected")),
                    models.When(
                        state__in=["pickup_booked", "in_transit", "received", "goods_owed"],
                        then=models.Value("awaiting_goods"),
                    ),
                    models.When(state__in=["picking", "shipped"], then=models.Value("exchange_due")),
                    models.When(state__in=["inspected", "refunding"], then=models.Value("refund_due")),
                    models.When(state__in=["completed"], then=models.Value("completed")),
                    models.When(state__in=["cancelled", "lapsed"], then=models.Value("closed")),
                    default=models.Value("closed"),
                    output_field=models.CharField(max_length=20),
                ),
                output_field=models.CharField(max_length=20),
            ),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["shown", "-applied_at", "-id"], name="return_list_by_shown"),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["merchant", "shown", "-applied_at", "-id"], name="return_list_merchant_shown"),
        ),
    ]

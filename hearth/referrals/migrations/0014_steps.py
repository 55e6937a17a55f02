"""From which earlier referral of the same family one came, and whether it went up to the front door or down from it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0013_webhooks")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led_to",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="step",
            field=models.CharField(
                blank=True, choices=[("up", "Step up"), ("down", "Step down")], default="", max_length=4
            ),
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What an organisation sent, the last news first. Made while the site runs, so outside a transaction."""

    atomic = False

    dependencies = [("referrals", "0024_met_by_family")]

    operations = [
        AddIndexConcurrently(
            "referral", models.Index(fields=["sender_organisation", "-state_at"], name="referrals_by_news")
        )
    ]

"""Two listings that an editor puts forward as the same: who, and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0040_email_subscription_security")]
    operations = [
        migrations.AddField("duplicatepair", "proposed_by", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("duplicatepair", "proposed_why", models.CharField(blank=True, default="", max_length=300)),
    ]

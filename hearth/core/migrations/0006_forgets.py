"""Messages to people of whom nothing is to be kept once they have been told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_hold")]

    operations = [
        migrations.AddField(
            model_name="outboxmessage", name="forgets", field=models.BooleanField(default=False)
        ),
    ]

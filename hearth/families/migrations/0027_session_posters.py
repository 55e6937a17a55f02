"""By the poster of which session a family registered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0026_guarded_parts"), ("directory", "0041_pair_by_hand")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.service",
            ),
        ),
    ]

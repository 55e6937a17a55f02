"""To which session a family came that is only counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0031_more_ways"), ("directory", "0041_pair_by_hand")]

    operations = [
        migrations.RemoveConstraint(model_name="countedvisit", name="families_counted_once_a_day"),
        migrations.AddField(
            model_name="countedvisit",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.service",
            ),
        ),
        migrations.AddConstraint(
            model_name="countedvisit",
            constraint=models.UniqueConstraint(
                fields=("site", "day", "tag", "session"),
                name="families_counted_once_a_session",
                nulls_distinct=False,
            ),
        ),
    ]

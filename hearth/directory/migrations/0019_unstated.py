"""Search rows say what nobody stated, and what is shown last has indexes of its own."""

import django.contrib.postgres.indexes
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0018_demand_and_partners'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchrow',
            name='unstated',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='searchrow',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('last', True)), fastupdate=False, fields=['search', 'codes', 'names'], name='directory_searchrow_lastwords'),
        ),
        migrations.AddIndex(
            model_name='searchrow',
            index=django.contrib.postgres.indexes.GistIndex(django.db.models.expressions.RawSQL('point(x, y)', ()), condition=models.Q(('last', True)), name='directory_searchrow_lastpoint'),
        ),
    ]

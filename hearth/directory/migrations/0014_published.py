"""What the open API has told of each service, and what a taxonomy says that no field holds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0013_secret_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='taxonomy',
            name='more',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='Published',
            fields=[
                ('service_id', models.UUIDField(primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('name', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('listed', 'Listed'), ('unconfirmed', 'Not confirmed for so long that it is no longer found by searching'), ('hidden', 'Taken off the public pages, or its organisation is'), ('closed', 'Closed for good, or taken in by another listing')], max_length=12)),
                ('was_listed', models.BooleanField()),
                ('modified_at', models.DateTimeField()),
                ('min_age_months', models.PositiveSmallIntegerField(null=True)),
                ('max_age_months', models.PositiveSmallIntegerField(null=True)),
                ('closed_from', models.DateField(null=True)),
                ('closed_until', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'listed')), fields=['name', 'service_id'], name='directory_published_order'), models.Index(fields=['modified_at', 'service_id'], name='directory_published_changes'), models.Index(fields=['organisation_id'], name='directory_published_owner'), models.Index(condition=models.Q(('closed_from__isnull', False), ('closed_until__isnull', False), _connector='OR'), fields=['closed_from'], name='directory_published_closed')],
            },
        ),
    ]

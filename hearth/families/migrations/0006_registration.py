import django.contrib.postgres.fields
import django.db.models.deletion
import hearth.core.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_agreements'),
        ('directory', '0040_email_subscription_security'),
        ('families', '0005_link_what_is_there'),
    ]

    operations = [
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('way', models.CharField(choices=[('phone', 'On their own phone'), ('kiosk', 'At the kiosk'), ('desk', 'On paper, typed by the desk')], max_length=8)),
                ('registered_at', models.DateTimeField()),
                ('reference', models.CharField(max_length=9, unique=True)),
                ('code_hash', models.CharField(max_length=64)),
                ('notice_version', models.CharField(max_length=20)),
                ('notice_language', models.CharField(max_length=10)),
                ('agreed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('entered_by', models.UUIDField(blank=True, null=True)),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('met_by', models.UUIDField(blank=True, null=True)),
                ('met_by_name', models.CharField(blank=True, max_length=120)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='access.organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='directory.site')),
            ],
        ),
        migrations.CreateModel(
            name='RegisteredPerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('order', models.PositiveSmallIntegerField()),
                ('source_record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='registered', to='families.sourcerecord')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='families.registration')),
            ],
        ),
        migrations.CreateModel(
            name='FamilyAsk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('copy', 'A copy of all that is held'), ('no-record', 'Help without a record')], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.UUIDField(blank=True, null=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='families.registration')),
            ],
        ),
        migrations.CreateModel(
            name='CountedVisit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('day', models.DateField()),
                ('tag', models.CharField(max_length=20)),
                ('adults', models.PositiveSmallIntegerField()),
                ('children', models.JSONField(default=dict)),
                ('rules_version', models.CharField(max_length=20)),
                ('entered_by', models.UUIDField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counted_visits', to='access.organisation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counted_visits', to='directory.site')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'day'], name='families_co_organis_b8a96a_idx')],
                'constraints': [models.UniqueConstraint(fields=('site', 'day', 'tag'), name='families_counted_once_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['organisation', '-registered_at'], name='families_re_organis_78577d_idx'),
        ),
        migrations.AddIndex(
            model_name='registeredperson',
            index=models.Index(fields=['registration', 'order'], name='families_re_registr_efdf18_idx'),
        ),
        migrations.AddConstraint(
            model_name='familyask',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('registration', 'kind'), name='families_one_open_ask'),
        ),
    ]

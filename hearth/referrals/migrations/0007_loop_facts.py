import django.db.models.deletion
import hearth.core.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_network'),
        ('directory', '0040_email_subscription_security'),
        ('referrals', '0006_pathways'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoopFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('rows', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=20)),
                ('is_open', models.BooleanField()),
                ('sent_on', models.DateField()),
                ('started', models.BooleanField()),
                ('due_by', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('days_to_open', models.PositiveIntegerField(null=True)),
                ('days_to_answer', models.PositiveIntegerField(null=True)),
                ('days_to_contact', models.PositiveIntegerField(null=True)),
                ('days_waiting', models.PositiveIntegerField(null=True)),
                ('days_to_end', models.PositiveIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('has_outcome', models.BooleanField(default=False)),
                ('family_told', models.BooleanField(default=False)),
                ('sender_told', models.BooleanField(default=False)),
                ('hub', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.site')),
                ('provider', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('referral', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fact', to='referrals.referral')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
            ],
            options={
                'indexes': [models.Index(fields=['sent_on'], name='referrals_l_sent_on_eb99a4_idx'), models.Index(fields=['provider', 'sent_on'], name='referrals_l_provide_48dabe_idx'), models.Index(condition=models.Q(('is_open', True)), fields=['provider'], name='referrals_fact_open'), models.Index(condition=models.Q(('is_open', False), models.Q(('family_told', False), ('sender_told', False), _connector='OR')), fields=['ended_at'], name='referrals_fact_untold')],
            },
        ),
    ]

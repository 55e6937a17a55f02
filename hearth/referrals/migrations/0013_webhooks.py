import django.db.models.deletion
import hearth.core.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_guests'),
        ('referrals', '0012_waiting_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('address', models.URLField(max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_active', models.BooleanField(default=True)),
                ('stopped_why', models.CharField(blank=True, max_length=20)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('number', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(max_length=60)),
                ('reference', models.CharField(blank=True, max_length=12)),
                ('state', models.CharField(blank=True, max_length=20)),
                ('happened_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Arrived'), ('failed', 'Given up')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('last_status', models.PositiveSmallIntegerField(default=0)),
                ('last_fault', models.CharField(blank=True, max_length=20)),
                ('referral', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referral')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='referrals.webhook')),
            ],
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.UniqueConstraint(fields=('organisation', 'address'), name='referrals_webhook_once'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['webhook', '-created_at'], name='referrals_w_webhook_bfbbf3_idx'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['next_at'], name='referrals_hook_waiting'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(condition=models.Q(('referral__isnull', False)), fields=('webhook', 'referral', 'number'), name='referrals_hook_told_once'),
        ),
    ]

import django.db.models.deletion
import hearth.core.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_network'),
        ('directory', '0040_email_subscription_security'),
        ('referrals', '0010_guest_senders'),
    ]

    operations = [
        migrations.CreateModel(
            name='InterimRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ('from_weeks', models.PositiveSmallIntegerField(default=0)),
                ('words', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name='referral',
            name='answer_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='choose_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='complaint_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='escalated_for',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='message_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='paused_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='priority',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='referral',
            name='review_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='waiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='worker_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='referral',
            name='worker_role',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='statusrow',
            name='linked_reference',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='statusrow',
            name='until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='statusrow',
            name='worker_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['provider', 'allocated_to', 'state'], name='referrals_r_provide_1db0c6_idx'),
        ),
        migrations.AddField(
            model_name='interimrule',
            name='need',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.term'),
        ),
        migrations.AddField(
            model_name='interimrule',
            name='offered',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.service'),
        ),
        migrations.AddField(
            model_name='interimrule',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interim_rules', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='interimrule',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.service'),
        ),
        migrations.AddConstraint(
            model_name='interimrule',
            constraint=models.UniqueConstraint(fields=('organisation', 'service', 'need', 'offered'), name='referrals_interim_rule_once', nulls_distinct=False),
        ),
    ]

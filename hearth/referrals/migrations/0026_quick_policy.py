"""Whoever is party to a request sees its people: asked of one record at a time, through an index."""

from django.db import migrations

SQL = """
drop policy party_to_the_referral on families_sourcerecord;
create policy party_to_the_referral on families_sourcerecord for select using (
    (select true from referrals_referralperson p
     join referrals_referral r on r.id = p.referral_id
     where p.source_record_id = families_sourcerecord.id limit 1));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0025_by_news"), ("families", "0029_quick_policies")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

"""The check at the desk finds whoever stands in a request that the reader's organisation sent or received."""

from django.db import migrations

SQL = """
create or replace function families_party_to(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from referrals_referralperson p
        join referrals_referral r on r.id = p.referral_id
        where p.source_record_id = record and not hearth_referral_kept(r.id)
          and (r.provider_id in (select hearth_organisations_where('referrals.view'))
               or r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent'))))
$$;
"""
BACK = """
create or replace function families_party_to(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select false $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0020_guests_say_their_own"), ("families", "0016_match_keys")]
    operations = [migrations.RunSQL(SQL, BACK)]

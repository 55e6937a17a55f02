"""The check at the desk finds whoever stands in a request that the reader's organisation sent or received."""

from django.db import migrations

SQL = """
create or replace function families_party_among(p_records uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.source_record_id from referrals_referralperson p
    join referrals_referral r on r.id = p.referral_id
    where p.source_record_id = any (p_records)
      and (r.provider_id in (select hearth_organisations_where('referrals.view'))
           or r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent')))
      and not hearth_referral_kept(r.id)
$$;
"""
BACK = """
create or replace function families_party_among(p_records uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select null::uuid where false $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_held"), ("families", "0018_match_keys")]
    operations = [migrations.RunSQL(SQL, BACK)]

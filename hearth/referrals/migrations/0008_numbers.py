"""Who may count: the job that keeps numbers true, and the counts by age and area of those who wait.

What is counted of a referral (`referrals_loopfact`) is neutral, so it has no row security; queries scope it. Ages and
areas are a family's own, so they leave only as counts, by a function that asks for the permission itself.
"""

from django.db import migrations

SQL = """
create policy for_numbers on referrals_referral for select using (hearth_job() = 'numbers');
create policy for_numbers on core_outbox for select using (hearth_job() = 'numbers');

-- Open referrals before the first contact: by service and hub, the age of the youngest child, and the ward (its name,
-- or that of the neighbourhood where it belongs to none). Of the reader's organisation; of all for the host's people.
create function hearth_waiting_counts(
    today date,
    out provider_id uuid, out service_id uuid, out hub_id uuid, out band text, out area text, out number bigint
) returns setof record
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with waiting as materialized (
        select f.provider_id, f.service_id, f.hub_id, f.referral_id, r.lsoa_code
        from referrals_loopfact f join referrals_referral r on r.id = f.referral_id
        where f.is_open and not f.started and (
            f.provider_id in (select hearth_organisations_where('referrals.numbers'))
            or (select hearth_network_where('referrals.numbers')))
    ), aged as (
        select w.*,
            (select case
                when count(*) = 0 then 'adult'
                when bool_or(s.birth_date is null and s.due_date is not null) then 'expected'
                when max(s.birth_date) is null then 'not-said'
                else (select case
                    when months < 24 then 'under-2'
                    when months < 60 then '2-4'
                    when months < 132 then '5-10'
                    when months < 192 then '11-15'
                    when months < 240 then '16-19'
                    else '20-25' end
                    from (select extract(year from age(today, max(s.birth_date))) * 12
                        + extract(month from age(today, max(s.birth_date))) as months) m)
                end
             from referrals_referralperson p join families_sourcerecord s on s.id = p.source_record_id
             where p.referral_id = w.referral_id and p.role = 'child') as age_band
        from waiting w
    )
    select a.provider_id, a.service_id, a.hub_id, a.age_band, coalesce(ward.name, lsoa.name, ''), count(*)
    from aged a
    left join directory_area lsoa on lsoa.code = a.lsoa_code and a.lsoa_code <> ''
    left join directory_area ward on ward.code = lsoa.parent_code and ward.kind = 'ward'
    group by 1, 2, 3, 4, 5
$$;
"""
BACK = """
drop function hearth_waiting_counts(date);
drop policy for_numbers on core_outbox;
drop policy for_numbers on referrals_referral;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_loop_facts"), ("directory", "0040_email_subscription_security")]
    operations = [migrations.RunSQL(SQL, BACK)]

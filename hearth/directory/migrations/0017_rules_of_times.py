"""Schedules of the school holidays, a site's word on bank holidays, and search bits that know monthly dates and times
that run over midnight."""

from django.db import migrations, models

TIMES = """
create or replace function directory_search_times(of_service uuid) returns integer
    language sql stable set search_path = pg_catalog, public as
$$
    -- A bit for each part of each weekday (models.search.TIMES): before 12, from 12 to 5, from 5. A time that is only
    -- half known counts for the part that it names; a day without times for the whole day; what is said by the day of
    -- the month, or without any day, for every weekday; what runs over midnight until the end of its day.
    select coalesce(bit_or(
        case when h.opens is null and h.closes is null then 7
             else case when coalesce(h.opens, h.closes - interval '1 minute') < time '12:00' then 1 else 0 end
                | case when coalesce(h.opens, h.closes - interval '1 minute') < time '17:00'
                        and coalesce(h.closes, h.opens + interval '1 minute') > time '12:00' then 2 else 0 end
                | case when coalesce(h.closes, h.opens + interval '1 minute') > time '17:00'
                         or h.opens >= time '17:00' then 4 else 0 end
        end << (3 * (array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], day) - 1))), 2097151)
    from directory_schedule c
    cross join lateral (
        select c.opens, case when c.closes = c.opens and c.opens <> time '00:00' then null
                             when c.closes <= c.opens or c.closes = time '00:00' then time '24:00'
                             else c.closes end as closes
    ) h
    cross join lateral unnest(case when cardinality(c.byday) > 0 then c.byday::text[]
                                   else array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] end) day
    where c.service_id = of_service and day in ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
      and (c.valid_to is null or c.valid_to >= current_date)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0016_fill_published")]
    operations = [
        migrations.AddField("schedule", "holidays_only", models.BooleanField(default=False)),
        migrations.AddField(
            "site",
            "bank_holidays",
            models.CharField(
                choices=[
                    ("unknown", "Not stated"),
                    ("open", "Also on bank holidays"),
                    ("closed", "Not on bank holidays"),
                ],
                default="unknown",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "scheduleexception", models.Index(fields=["last_day", "first_day"], name="directory_exception_days")
        ),
        migrations.AddIndex(
            "searchrow",
            models.Index(
                fields=["service"], condition=models.Q(x__isnull=True), name="directory_searchrow_nowhere"
            ),
        ),
        migrations.AddConstraint(
            "schedule",
            models.CheckConstraint(
                condition=~models.Q(term_time_only=True, holidays_only=True), name="directory_schedule_term_or_holidays"
            ),
        ),
        migrations.RunSQL(TIMES, migrations.RunSQL.noop),
    ]

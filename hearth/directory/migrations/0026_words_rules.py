"""Who may change everyday words; the number that says they changed; how a word sounds, for the spelling."""

from django.db import migrations

SECURITY = """
-- Every search reads the synonyms, and they hold nothing personal: only what was said of each change is kept apart.
revoke delete, truncate on directory_synonym from hearth_app;

alter table directory_synonymversion enable row level security;
create policy network on directory_synonymversion
    using ((select hearth_network_where('directory.words'))) with check ((select hearth_network_where('directory.words')));
revoke update, delete, truncate on directory_synonymversion from hearth_app;

revoke insert, update, delete, truncate on directory_wordsnumber from hearth_app;
"""

NUMBER = """
create sequence directory_words_number_seq;

create function directory_words_changed() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    insert into directory_wordsnumber as w ("only", number) values (true, nextval('directory_words_number_seq'))
    on conflict ("only") do update set number = excluded.number;
    return null;
end
$$;
create trigger directory_words_changed after insert or update or delete or truncate on directory_term
    for each statement execute function directory_words_changed();
create trigger directory_words_changed after insert or update or delete or truncate on directory_synonym
    for each statement execute function directory_words_changed();

-- What leads to help, and what a word means, is spelled right: other words may be respelled to it.
create function directory_words_after_synonym() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    perform directory_learn_words(string_agg(
        concat_ws(' ', case when leads_to <> '{}' then typed end, array_to_string(means, ' ')), ' '))
    from changed where removed_at is null;
    return null;
end
$$;
create trigger directory_words_after_synonym_insert after insert on directory_synonym
    referencing new table as changed for each statement execute function directory_words_after_synonym();
create trigger directory_words_after_synonym_update after update on directory_synonym
    referencing new table as changed for each statement execute function directory_words_after_synonym();
"""

SOUND = """
-- How an English word sounds, roughly: "fizio" and "physio", "skool" and "school" are the same. `word` is lower case
-- without accents. First what English spells in several ways, then runs of vowels become one, doubled letters single.
create function directory_sound(word text) returns text
    language sql immutable parallel safe strict set search_path = pg_catalog as
$$
    select regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
            regexp_replace(regexp_replace(regexp_replace(word, '^(k|g|p)n', 'n'), '^ps', 's'), '^wr', 'r'),
            'ph', 'f'), 'sch', 'sk'), 'tch', 'ch'), 'ck', 'k'), 'dge', 'j'), 'igh', 'i'), 'wh', 'w'), 'qu', 'kw'), 'x', 'ks'),
        'zy', 'si'),
        'c(?=[ei])', 's', 'g'), 'c(?!h)', 'k', 'g'), '([aeiou])[aeiou]+', '\\1', 'g'), '(.)\\1+', '\\1', 'g')
$$;
create index directory_word_sounds on directory_word (directory_sound(word));
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0025_synonyms"), ("access", "0004_network")]
    operations = [migrations.RunSQL(part, migrations.RunSQL.noop) for part in (SECURITY, NUMBER, SOUND)]

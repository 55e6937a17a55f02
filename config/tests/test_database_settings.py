"""Which database, and as which role, from the environment."""

import pytest

from config.settings.database import database_settings, parse_database_url


def test_a_serving_process_with_one_address_takes_on_the_serving_role():
    settings = database_settings({"DATABASE_URL": "postgresql://owner:s%40crt@db.example:5433/hearth?sslmode=require"})
    assert (settings["NAME"], settings["HOST"], settings["PORT"]) == ("hearth", "db.example", "5433")
    assert settings["PASSWORD"] == "s@crt"
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert "-c role=hearth_app" in settings["OPTIONS"]["options"]


def test_a_serving_process_prefers_its_own_login():
    settings = database_settings(
        {"DATABASE_URL": "postgresql://owner@db/hearth", "DATABASE_SERVING_URL": "postgresql://app@db/hearth"}
    )
    assert settings["USER"] == "app"
    assert "role=" not in settings["OPTIONS"]["options"]


def test_the_owner_migrates_without_pool_or_time_limit():
    settings = database_settings({"DATABASE_URL": "postgresql:///hearth?host=/run/pg", "HEARTH_DB_ROLE": "owner"})
    assert settings["HOST"] == "/run/pg"
    assert "pool" not in settings["OPTIONS"]
    assert "statement_timeout" not in settings["OPTIONS"]["options"]


@pytest.mark.parametrize(("url", "words"), [("mysql://x/y", "postgresql://"), ("postgresql://host", "name a database")])
def test_a_wrong_address_is_refused_in_words(url, words):
    with pytest.raises(ValueError, match=words):
        parse_database_url(url)

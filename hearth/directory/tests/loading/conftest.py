import pytest

from hearth.directory.tests.loading.support import POSTCODES, Clubs, load


@pytest.fixture
def clubs(tmp_path, db):
    """An invented list of clubs, and the two postcodes of its town."""
    postcodes = tmp_path / "postcodes.csv"
    postcodes.write_text(POSTCODES, encoding="utf-8")
    load("geography", postcodes)
    return Clubs(tmp_path)

import pytest

from hearth.core import clock
from hearth.directory.queries import school, shapes, taxonomy
from hearth.directory.tests.freshness import NOW


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps of the directory must not pass from one test to the next."""
    taxonomy.forget()
    shapes.forget()
    school.forget()


@pytest.fixture
def freeze():
    """The clock stands at the freshness tests' day, so that pages and rules have the same one."""
    with clock.standing_at(NOW):
        yield

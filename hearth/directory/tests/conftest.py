import pytest

from hearth.directory.queries import school, shapes, taxonomy


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps of the directory must not pass from one test to the next."""
    taxonomy.forget()
    shapes.forget()
    school.forget()

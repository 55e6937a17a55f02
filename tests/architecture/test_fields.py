"""Every field of every model is personal, sensitive or neutral: exactly one of them, and none that is gone."""

from collections import Counter

import pytest

from tests.architecture.support import our_models


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    fields = {field.name for field in model._meta.local_fields + model._meta.local_many_to_many}
    if model._meta.auto_created:  # the table of a many-to-many field: two links, nothing of a person's own
        assert fields <= {"id", *(field.name for field in model._meta.local_fields if field.is_relation)}
        return
    marks = Counter([*model.personal, *model.sensitive, *model.neutral])
    assert fields - set(marks) == set(), "not classified"
    assert set(marks) - fields == set(), "classified, but there is no such field"
    assert {name for name, count in marks.items() if count > 1} == set(), "classified twice"

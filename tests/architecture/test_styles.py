"""One name is one thing: a part of a page is styled in one place."""

import re
from collections import defaultdict

from ops.assets import scss_files

OF_ONE_CLASS = re.compile(r"^(\.hearth-[\w-]+) \{", re.MULTILINE)


def test_no_class_is_given_its_looks_in_two_files():
    """Somebody who takes a name that is there already changes pages that they never looked at."""
    found = defaultdict(set)
    for file in scss_files():
        for name in OF_ONE_CLASS.findall(file.read_text(encoding="utf-8")):
            found[name].add(file.name)
    assert {name: files for name, files in found.items() if len(files) > 1} == {}

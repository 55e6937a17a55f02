"""Reading our own YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml where the wheel brings it: the vocabularies and the demo area are read ten times as fast.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What a YAML file says: dictionaries, lists, words and numbers, nothing that could run.

    Raises `yaml.YAMLError` for a file that is none.
    """
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe loaders)

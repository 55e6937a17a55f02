"""Each app imports, and points at, only those below it, and only their public faces."""

import ast

import pytest
from importlinter.cli import lint_imports

from tests.architecture.support import HEARTH, PRIVATE, ROOT, imports_of, layers, module_of, our_models, source_files

# Files outside `hearth/` that put the apps together: they may mount private modules.
JOINERS = {"config.urls", "config.management.commands.bench"}
# (module, imported): why it may.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def test_the_layers_hold():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_every_app_is_a_layer():
    folders = {path.name for path in HEARTH.iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem for path in HEARTH.glob("*.py")} - {"__init__"}
    assert folders | modules == set(layers())


def test_relations_point_down_too():
    """A foreign key written as a string escapes the import linter."""
    order = {name: place for place, name in enumerate(layers())}
    wrong = []
    for model in our_models():
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            target = field.related_model if field.is_relation else None
            if target is None or isinstance(target, str) or not target.__module__.startswith("hearth."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if order[there] < order[here]:
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert wrong == []


def test_private_rooms_stay_private():
    """forms, views, urls, api, templates and tests of an app are for that app alone."""
    wrong, used = [], set()
    for path in source_files():
        here = module_of(path)
        app = here.split(".")[1] if here.startswith("hearth.") and "." in here else ""
        if here in JOINERS:
            continue
        for line, imported in imports_of(path):
            parts = imported.split(".")
            if parts[0] != "hearth" or len(parts) < 3 or parts[1] == app:
                continue
            # core's page kit is for everybody: forms and the like are its face.
            if parts[1] == "core" or not PRIVATE & set(parts[2:-1] if parts[-1][:1].isupper() else parts[2:]):
                continue
            known = next((key for key in EXCEPTIONS if here == key[0] and imported.startswith(key[1])), None)
            if known:
                used.add(known)
            else:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {imported}")
    assert wrong == []
    assert used == set(EXCEPTIONS), "an exception that nothing needs any more"


def test_nothing_served_imports_tests():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {imported}"
        for path in source_files()
        for line, imported in imports_of(path)
        if ".tests" in imported or imported.startswith("tests")
    ]
    assert wrong == []


# Staff; families; whoever told us of a listing, once; an organisation without members, at its public address; whoever
# asked for emails about what is new, and confirmed it.
MAY_QUEUE = {"hearth.access.actions", "hearth.families.safe_contact", "hearth.directory.actions.mail"}


def test_only_a_few_places_write_to_people():
    """One rule decides whether a family may be reached, and it cannot be gone around."""
    queueing = set()
    for path in source_files():
        here = module_of(path)
        if here.startswith("hearth.core.outbox") or here == "hearth.core.jobs":
            continue
        text = path.read_text(encoding="utf-8")
        if "outbox" not in text and "OutboxMessage" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and node.attr == "queue" and ast.unparse(node).endswith("outbox.queue"):
                queueing.add(here)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hearth.core.outbox"):
                if any(alias.name in {"queue", "sending", "gateways", "upkeep"} for alias in node.names):
                    queueing.add(here)
            elif isinstance(node, ast.Call) and "OutboxMessage" in ast.unparse(node.func):
                made = ast.unparse(node.func)
                if made == "OutboxMessage" or made.endswith((".create", ".bulk_create", ".get_or_create")):
                    queueing.add(here)
    stray = {module for module in queueing if not any(module == m or module.startswith(f"{m}.") for m in MAY_QUEUE)}
    assert stray == set()


def test_no_mail_leaves_but_by_the_outbox():
    allowed = {"hearth.core.outbox.gateways.smtp", "hearth.core.outbox.gateways.envelope"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {imported}"
        for path in source_files()
        for line, imported in imports_of(path)
        if imported.startswith(("django.core.mail", "smtplib", "notifications_python_client"))
        and module_of(path) not in allowed
        and not module_of(path).startswith("hearth.core.outbox.gateways")
    ]
    assert wrong == []

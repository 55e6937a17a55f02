"""The message catalogues: which strings there are, which of them the public reads, and which lack a translation.

Strings are English in the code and the templates. A family reads them in each language of `settings.LANGUAGES`;
members' own pages are marked as well and may stay English until somebody needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from django.conf import settings

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What only members read: everything else is public. Patterns are of paths below the project's folder.
MEMBERS_ONLY = (
    "hearth/access/*",
    "hearth/audit/*",
    "hearth/*/navigation.py",
    "hearth/*/log_words.py",
    "hearth/core/brand.py",
    "hearth/core/outbox/status.py",
    "hearth/*/today.py",
    "hearth/*/staff/*",
    "hearth/*/views/staff*",
    "hearth/*/forms/staff*",
    "hearth/*/templates/*/staff*",
    "hearth/directory/loading/*",
    "hearth/directory/feeds/*",
    "hearth/directory/actions/feeds.py",
    "hearth/directory/actions/fed.py",
    "hearth/referrals/models/connections.py",
    "hearth/directory/models/loads.py",
    "hearth/directory/models/feeds.py",
    "hearth/directory/models/demand.py",
    "hearth/directory/models/partners.py",
    "hearth/directory/models/versions.py",
    "hearth/directory/models/changes.py",
    "hearth/directory/models/freshness.py",
    "hearth/directory/actions/partners.py",
    "hearth/directory/actions/words.py",
    "hearth/directory/models/duplicates.py",
    "hearth/directory/actions/opening.py",
    "hearth/directory/actions/school_terms.py",
    "hearth/directory/templates/directory/load*.html",
    "hearth/referrals/actions/enquiries.py",
    "hearth/referrals/actions/handovers.py",
    "hearth/referrals/actions/desk_upkeep.py",
    "hearth/referrals/models/enquiries.py",
    "hearth/families/models/registration.py",
    "hearth/families/models/people.py",
    "hearth/families/models/guarding.py",
    "hearth/families/models/family.py",
    "hearth/families/feeds/*",
    "hearth/referrals/models/handovers.py",
    "hearth/families/actions/copies.py",
    "hearth/families/actions/emergency.py",
    "hearth/families/actions/retention.py",
    "hearth/families/actions/own.py",
    "hearth/families/actions/restricting.py",
    "hearth/families/actions/sealing.py",
    "hearth/families/models/sealing.py",
    "hearth/families/queries/sealed.py",
    "hearth/referrals/opened.py",
    "hearth/referrals/beside_person.py",
    # Professionals without an account read the members' forms, so their list is in the same language.
    "hearth/referrals/templates/referrals/guest*",
)
# … but for these among them: pages that anybody can open.
PUBLIC_ALL_THE_SAME = (
    "hearth/access/views/site.py",
    "hearth/access/templates/access/site/*",
    "hearth/access/templates/429.html",
)
TEMPLATES = {"silent": "false", "extensions": "jinja2.ext.do"}  # as the pages' own environment reads them
NEVER = ("*/tests/*", "*/migrations/*", "*/management/*", "*/bench/*")


@dataclass(frozen=True, slots=True)
class Found:
    """One string and where it stands."""

    path: str
    line: int
    message: str | tuple[str, ...]
    context: str | None


def is_public(path: str) -> bool:
    """Whether families read the strings of this file."""
    if any(fnmatch(path, pattern) for pattern in PUBLIC_ALL_THE_SAME):
        return True
    return not any(fnmatch(path, pattern) for pattern in MEMBERS_ONLY)


def strings() -> Iterator[Found]:
    """Every marked string of the code and the templates."""
    root = Path(settings.ROOT)
    for top in ("hearth", "config"):
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if file.suffix not in {".py", ".html", ".txt", ".svg"} or any(fnmatch(path, p) for p in NEVER):
                continue
            in_templates = "/templates/" in path
            if file.suffix != ".py" and not in_templates:
                continue
            method, options = (
                ("python", {})
                if file.suffix == ".py"
                else ("jinja2", {"silent": "false", "extensions": "jinja2.ext.do"})
            )
            for line, message, _comments, context in extract_from_file(
                method, file, keywords=KEYWORDS, options=options
            ):
                yield Found(path, line, message, context)


def collect() -> Catalog:
    """All strings as one catalogue, with the files they stand in."""
    catalogue = Catalog(project="Hearth", charset="utf-8", fuzzy=False)
    for found in strings():
        catalogue.add(found.message, locations=[(found.path, 0)], context=found.context)
    return catalogue


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue stands."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's catalogue, empty where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> int:
    """Bring a language's catalogue up to the code: new strings come in empty, those gone are dropped.

    Returns how many strings have no translation.
    """
    catalogue = read(language)
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "Hearth", "1"
    catalogue.header_comment = "# How to translate, and the terms: docs/developers/translating.md"
    out = BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, sort_output=True, omit_header=False)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The time of writing would make every run a change, and Babel fills in the names of nobody.
    unwanted = ("-Date: ", "EMAIL@ADDRESS", "LL@li.org")
    lines = [line for line in out.getvalue().decode().splitlines(True) if not any(word in line for word in unwanted)]
    path.write_text("".join(lines), encoding="utf-8")
    return sum(1 for message in catalogue if message.id and not _translated(message.string))


def missing_public(language: str) -> list[str]:
    """Public strings without a translation, in the order they stand in the code."""
    catalogue = read(language)
    missing: dict[str, None] = {}
    for found in strings():
        if not is_public(found.path):
            continue
        key = found.message[0] if isinstance(found.message, tuple) else found.message
        message = catalogue.get(key, found.context)
        if message is None or not _translated(message.string) or message.fuzzy:
            missing[key] = None
    return list(missing)


def _translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)

"""Every page stands in a layout, has a title, carries no inline style or script, and says nothing untranslated."""

import ast
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from django.template import engines
from jinja2 import nodes

from tests.architecture.support import HEARTH, ROOT, source_files

LAYOUTS = {"core/base.html", "core/page.html", "core/staff.html", "families/kiosk_frame.html"}
# Pages without a layout: why.
ALONE = {
    "core/error_alone.html": "shown when the database may be away, so it must ask nothing of it",
    "directory/embed.html": "stands in a frame of another website, without our header, footer and scripts",
}
PANELS = re.compile(r"/panel_[a-z_]+\.html$")  # parts of a page that the code names, and the page draws
READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "content"}
WORDS_OF_A_COMPONENT = re.compile(r"(^|_|[a-z])(text|Text|html|Html|legend|caption|heading)$")
TWO_LETTERS = re.compile(r"[A-Za-z]{2}")
GAP = "\ufffc"  # where the page shows a value


def files():
    return [path for path in sorted(HEARTH.rglob("templates/**/*.html")) if "tests" not in path.parts]


def name_of(path):
    return path.as_posix().split("/templates/")[1]


@cache
def parsed(path):
    return engines["jinja2"].env.parse(path.read_text(encoding="utf-8"))


def by_name():
    return {name_of(path): path for path in files()}


def flat(node):
    """The template's own HTML, in order, with a gap for each value."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Output):
        return "".join(part.data if isinstance(part, nodes.TemplateData) else GAP for part in node.nodes)
    if isinstance(node, nodes.Expr):
        return ""
    if isinstance(node, nodes.Block) and node.name.endswith("_class"):
        return GAP  # stands inside a class attribute of the layout
    return "".join(flat(child) for child in node.iter_child_nodes())


class Reader(HTMLParser):
    """What a person reads or hears in a piece of HTML, and what the content security policy would forbid."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.forbidden, self.inside = [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "style" or "style" in values or any(name.startswith("on") for name in values):
            self.forbidden.append(self.get_starttag_text())
        # Data for search engines is no script: browsers do not run it, and the policy does not ask about it.
        if tag == "script" and "src" not in values and values.get("type") != "application/ld+json":
            self.forbidden.append(self.get_starttag_text())
        if (values.get("href") or "").startswith("javascript:"):
            self.forbidden.append(self.get_starttag_text())
        read = READ_ALOUD - ({"content"} if tag == "meta" else set())
        self.said += [value for name, value in values.items() if name in read and value and TWO_LETTERS.search(value)]

    def handle_data(self, data):
        if TWO_LETTERS.search(data.replace(GAP, "")):
            self.said.append(data.strip())


def read(path):
    reader = Reader()
    reader.feed(flat(parsed(path)))
    reader.close()
    return reader


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_every_word_is_marked_for_translation(path):
    said = read(path).said
    # … and the words that are handed to components and macros.
    for pair in parsed(path).find_all(nodes.Pair):
        if (
            isinstance(pair.key, nodes.Const)
            and isinstance(pair.value, nodes.Const)
            and isinstance(pair.value.value, str)
            and WORDS_OF_A_COMPONENT.search(str(pair.key.value))
            and TWO_LETTERS.search(pair.value.value)
        ):
            said.append(f"line {pair.lineno}: {pair.key.value} = {pair.value.value!r}")
    assert said == []


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_nothing_that_the_content_policy_forbids(path):
    assert read(path).forbidden == []


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_nothing_switches_escaping_off(path):
    """`safe` is for words that stand in the template itself, as in `'<a href="%s">' | safe | format(value)`: format
    escapes its values then."""
    wrong = [
        f"line {node.lineno}"
        for node in parsed(path).find_all(nodes.Filter)
        if node.name == "safe" and not isinstance(node.node, nodes.Const)
    ]
    assert wrong == [], "escaping is switched off for a value"
    assert "autoescape" not in path.read_text(encoding="utf-8")


def parent_of(path):
    """The template that this one extends: a name, "" for none, None where it is chosen at run time."""
    for node in parsed(path).find_all(nodes.Extends):
        return node.template.value if isinstance(node.template, nodes.Const) else None
    return ""


def rendered():
    """Templates that the code names: full pages."""
    pattern = re.compile(r"^[a-z_]+/[a-z_/]+\.html$")
    return {
        node.value
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.match(node.value)
    }


def chain(name):
    """The template and those it extends, up to a layout."""
    links = []
    while name:
        links.append(name)
        if name in LAYOUTS:
            return links
        name = parent_of(by_name()[name])
    return [*links, "core/page.html"] if name is None else links


@pytest.mark.parametrize(
    "name", sorted(name for name in rendered() & set(by_name()) - LAYOUTS if not PANELS.search(name))
)
def test_every_page_stands_in_a_layout_and_has_a_title(name):
    if name in ALONE:
        return
    links = chain(name)
    assert links[-1] in LAYOUTS, f"{name} extends no layout"
    blocks = {
        block.name for link in links if link not in LAYOUTS for block in parsed(by_name()[link]).find_all(nodes.Block)
    }
    assert "title" in blocks, f"{name} has no title"


@pytest.mark.slow
def test_the_templates_that_the_code_names_exist():
    ours = {name for name in rendered() if name.split("/")[0] in {path.name for path in HEARTH.iterdir()}}
    assert ours - set(by_name()) == set()


def test_exceptions_are_still_needed():
    assert set(ALONE) <= set(by_name())
    assert all(parent_of(by_name()[name]) == "" for name in ALONE)


def test_members_pages_use_the_members_layout():
    """A page of a `staff` folder or file never puts a family's exit button and footer around itself."""
    wrong = [
        name
        for name, path in by_name().items()
        if ("/staff/" in name or name.rsplit("/", 1)[-1].startswith("staff_")) and parent_of(path) == "core/page.html"
    ]
    assert wrong == []


def test_no_template_outside_the_apps():
    assert not list((ROOT / "config").rglob("*.html"))

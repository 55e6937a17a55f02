"""Everyday words that staff keep: they change what searches find at once, can be tried before, and are never lost."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import shipped_words
from hearth.directory.actions import words as actions
from hearth.directory.models import Service, Synonym, SynonymVersion, Term
from hearth.directory.queries import Wanted, answer, synonyms
from hearth.directory.queries.lexicon import Saying, lexicon
from hearth.directory.tests.factories import make_service

pytestmark = pytest.mark.django_db
WHY = "Families at the hub say it so"


@pytest.fixture
def editor():
    return make_member("directory-editor", make_organisation(name="Fernshire Council", is_host=True), name="Moira Bell")


@pytest.fixture
def yurt():
    """A service, and words that nobody here knows yet: "blibber" is to mean a yurt."""
    make_service(name="Swimming")
    return make_service(name="Yurt mornings")


def found(typed):
    got = answer(typed=typed, place="", wanted=Wanted())
    return [Service.objects.get(id=hit.service_id).name for hit in got.found.hits]


def add(editor, saying=None, reason=WHY):
    with acting_as(user_id=editor.id):
        return actions.add_synonym(
            saying=saying or Saying("blibber", ("yurt",)), reason=reason, by=actor(editor), now=clock.now()
        )


def change(editor, kept, saying):
    with acting_as(user_id=editor.id):
        return actions.change_synonym(
            synonym_id=kept.pk, saying=saying, reason=WHY, seen_version=kept.version, by=actor(editor), now=clock.now()
        )


def remove(editor, kept):
    with acting_as(user_id=editor.id):
        return actions.remove_synonym(synonym_id=kept.pk, reason="Not said here", by=actor(editor), now=clock.now())


# What searches find
def test_a_word_finds_what_it_means_from_the_next_search_on(editor, yurt):
    assert found("blibber") == []
    add(editor)
    assert found("blibber") == ["Yurt mornings"]


def test_a_phrase_means_something_only_as_a_whole(editor, yurt):
    add(editor, Saying("round tent", ("yurt",)))
    assert found("a round tent") == ["Yurt mornings"]
    assert "Yurt mornings" not in found("round")


def test_words_can_lead_to_a_kind_of_help(editor):
    make_service(name="Keys to a home", terms=["housing"])
    add(editor, Saying("blibber", (), ("housing",)))
    assert found("we have a blibber") == ["Keys to a home"]


@pytest.mark.slow
def test_what_is_taken_away_means_nothing_any_more_and_can_come_back(editor, yurt):
    kept = remove(editor, add(editor))
    assert found("blibber") == []
    with acting_as(user_id=editor.id):
        actions.restore_synonym(synonym_id=kept.pk, number=1, reason=WHY, by=actor(editor), now=clock.now())
    assert found("blibber") == ["Yurt mornings"]


def test_adding_what_was_taken_away_brings_it_back_with_its_history(editor, yurt):
    first = remove(editor, add(editor))
    again = add(editor, Saying("blibber", ("swimming",)))
    assert again.pk == first.pk
    assert found("blibber") == ["Swimming"]
    with as_owner():
        assert SynonymVersion.objects.filter(synonym=first).count() == 3


@pytest.mark.slow
def test_every_process_notices_a_change_at_its_next_search(editor, yurt):
    before = lexicon()
    assert lexicon() is before  # kept while nothing changes
    add(editor)
    assert lexicon().number > before.number


@pytest.mark.slow
def test_a_change_that_was_taken_back_leaves_nothing_behind(editor, yurt):
    with transaction.atomic():
        add(editor)
        assert found("blibber") == ["Yurt mornings"]
        transaction.set_rollback(True)
    assert found("blibber") == []


# Trying
def test_a_preview_shows_both_and_saves_nothing(editor, yurt):
    saying = Saying("blibber", ("yurt",))
    [one] = synonyms.compare(saying=saying, instead_of="", searches=[])
    assert one.now.names == ()
    assert one.then.names == ("Yurt mornings",)
    assert one.rows == [("", "Yurt mornings")]
    assert not Synonym.objects.filter(typed="blibber").exists()
    assert found("blibber") == []


def test_a_preview_of_taking_away_shows_the_loss(editor, yurt):
    add(editor)
    [one] = synonyms.compare(saying=Saying("blibber"), instead_of="blibber", searches=[])
    assert (one.now.names, one.then.names) == (("Yurt mornings",), ())


def test_a_preview_of_other_words_tries_them_too(editor, yurt):
    compared = synonyms.compare(saying=Saying("blibber", ("yurt",)), instead_of="", searches=["swimming"])
    assert [one.typed for one in compared] == ["blibber", "swimming"]
    assert compared[1].is_same


# Who may, and what is kept
def test_each_change_keeps_who_when_and_why(editor, yurt):
    kept = change(editor, add(editor), Saying("blibber", ("swimming",)))
    with as_owner():
        versions = list(SynonymVersion.objects.filter(synonym=kept).order_by("number"))
        entries = list(Entry.objects.filter(subject_id=kept.pk).order_by("created_at"))
        names = list(StoredEvent.objects.values_list("name", flat=True))
    assert [(one.number, one.means, one.reason, one.by_name) for one in versions] == [
        (1, ["yurt"], WHY, "Moira Bell"),
        (2, ["swimming"], WHY, "Moira Bell"),
    ]
    assert [entry.action for entry in entries] == ["directory.synonym_added", "directory.synonym_changed"]
    assert entries[0].reason == WHY
    assert names.count("directory.SynonymChanged") == 2


def test_the_same_words_are_not_added_twice(editor, yurt):
    add(editor)
    with pytest.raises(actions.SynonymRefused):
        add(editor)


def test_a_change_of_what_a_colleague_changed_is_refused(editor, yurt):
    kept = add(editor)
    older = Synonym.objects.get(pk=kept.pk)
    change(editor, kept, Saying("blibber", ("swimming",)))
    with pytest.raises(actions.SynonymRefused):
        change(editor, older, Saying("blibber", ("tent",)))


def test_only_the_hosts_people_may(yurt):
    other = make_member("directory-editor", make_organisation(name="Fernley Friends"))
    with pytest.raises(actions.SynonymRefused):
        add(other)


# What ships with the product
def upgrade(monkeypatch, words):
    monkeypatch.setattr(shipped_words, "shipped", lambda: words)
    with as_owner():
        shipped_words.bring_up_to_date()


@pytest.mark.slow
def test_an_upgrade_changes_what_nobody_here_has_touched(monkeypatch):
    upgrade(monkeypatch, {"jab": (["vaccination"], []), "gone": (["away"], [])})
    upgrade(monkeypatch, {"jab": (["vaccine"], ["public-health-0-19"])})
    kept = Synonym.objects.get()
    assert (kept.typed, kept.means, kept.leads_to) == ("jab", ["vaccine"], ["public-health-0-19"])


def test_an_upgrade_leaves_what_was_changed_added_or_taken_away_here(monkeypatch, editor):
    upgrade(monkeypatch, {"jab": (["vaccination"], []), "needle": (["vaccination"], [])})
    change(editor, Synonym.objects.get(typed="jab"), Saying("jab", ("injection",)))
    remove(editor, Synonym.objects.get(typed="needle"))
    add(editor)
    upgrade(monkeypatch, {"jab": (["vaccine"], []), "needle": (["vaccine"], []), "blibber": (["nothing"], [])})
    upgrade(monkeypatch, {})
    assert {row.typed: (row.means, row.removed_at is None) for row in Synonym.objects.all()} == {
        "jab": (["injection"], True),
        "needle": (["vaccination"], False),
        "blibber": (["yurt"], True),
    }


@pytest.mark.slow
def test_what_shipped_can_be_had_back_after_a_change(monkeypatch, editor):
    upgrade(monkeypatch, {"jab": (["vaccination"], [])})
    kept = change(editor, Synonym.objects.get(typed="jab"), Saying("jab", ("injection",)))
    with acting_as(user_id=editor.id):
        back = actions.restore_synonym(synonym_id=kept.pk, number=1, reason=WHY, by=actor(editor), now=clock.now())
    assert back.means == ["vaccination"]


def test_a_second_start_writes_nothing():
    with connection.cursor() as cursor:
        cursor.execute("select number from directory_wordsnumber")
        before = cursor.fetchone()
        with as_owner():
            shipped_words.bring_up_to_date()
        cursor.execute("select number from directory_wordsnumber")
        assert cursor.fetchone() == before


def test_the_shipped_words_lead_to_terms_that_there_are():
    codes = {code for _means, codes in shipped_words.shipped().values() for code in codes}
    assert codes <= set(Term.objects.values_list("code", flat=True))


# Pages
@pytest.mark.slow
def test_the_pages_add_try_change_take_away_and_bring_back(client, editor, yurt):
    enter(client, editor)
    typed = {"typed": "Blibber", "means": "yurt", "reason": WHY, "examples": "swimming"}
    tried = client.post(reverse("directory:add_words"), typed | {"preview": "1"})
    page = tried.content.decode()
    assert "nothing is saved yet" in page
    assert "Yurt mornings" in page
    assert not Synonym.objects.filter(typed="blibber").exists()
    client.post(reverse("directory:add_words"), typed)
    kept = Synonym.objects.get(typed="blibber")
    assert "blibber" in client.get(reverse("directory:words"), {"q": "blib"}).content.decode()
    client.post(
        reverse("directory:change_words", args=[kept.pk]), typed | {"leads_to": ["housing"], "seen": str(kept.version)}
    )
    kept.refresh_from_db()
    assert kept.leads_to == ["housing"]
    client.post(reverse("directory:remove_words", args=[kept.pk]), {"reason": "Not said here"})
    kept.refresh_from_db()
    assert kept.removed_at
    client.post(reverse("directory:restore_words", args=[kept.pk, 2]), {"reason": WHY})
    kept.refresh_from_db()
    assert kept.removed_at is None
    history = client.get(reverse("directory:words_entry", args=[kept.pk])).content.decode()
    assert all(f"Version {number}<" in history.replace("</h3>", "<").replace(" <", "<") for number in range(1, 5))
    assert "Not said here" in history


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"typed": ""}, "Enter what families type"),
        ({"typed": "the"}, "Enter a word that says something"),
        ({"means": ""}, "choose the help that it leads to"),
        ({"reason": ""}, "Enter why"),
        ({"means": "\n".join(f"word{n}" for n in range(12))}, "Enter 10 lines or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, editor, wrong, said):
    enter(client, editor)
    typed = {"typed": "blibber", "means": "yurt", "reason": WHY} | wrong
    assert said in client.post(reverse("directory:add_words"), typed).content.decode()
    assert not Synonym.objects.filter(typed="blibber").exists()

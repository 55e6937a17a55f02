"""Two listings of one service become one, part by part as the editor chooses; undoing a merge leaves what there would
be without it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions, queries
from hearth.directory.actions import follows, merging, notes, versions
from hearth.directory.document import SHAPE
from hearth.directory.merging import BOTH, KEPT, LISTS, OTHER, ROWS, group_of
from hearth.directory.models import ListingVersion, Merge, SearchRow, Service, Why
from hearth.directory.queries import merged
from hearth.directory.queries import notes as note_queries
from hearth.directory.staff import listing_rows
from hearth.directory.tests.factories import make_service
from hearth.directory.tests.listings import full_service, hide, look

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def moira():
    council = make_organisation(name="Larkmere Council", is_host=True)
    return make_member("directory-editor", council, name="Moira Tennant")


@pytest.fixture
def twins():
    """A listing that says something in every part, and its poorer twin."""
    full = full_service(make_organisation(name="Acorn"), name="Songs and play")
    plain = make_service(
        name="Songs & Play", organisation=make_organisation(name="Oak"), phone="01632 960002", north_metres=300,
        languages=["en", "ur"], schedules=[{"byday": ["FR"]}], description="Singing.",
    )  # fmt: skip
    return plain, full


def merge(moira, kept, absorbed, **choices):
    with as_owner():
        seen = tuple(Service.objects.values_list("version", flat=True).get(pk=one.pk) for one in (kept, absorbed))
    with acting_as(user_id=moira.id):
        return merging.merge(
            kept_id=kept.pk,
            absorbed_id=absorbed.pk,
            choices={row.replace("_", "-"): choice for row, choice in choices.items()},
            reason="I rang them.",
            seen=seen,
            by=actor(moira),
            now=NOW,
        )


def undo(moira, made):
    with acting_as(user_id=moira.id):
        return merging.undo(merge_id=made.pk, reason="Two after all.", by=actor(moira), now=LATER)


def edit(moira, service, **said):
    with acting_as(user_id=moira.id):
        versions.change_listing(
            service_id=service.pk, document={"shape": SHAPE, **said}, why=Why.EDITED, by=actor(moira), now=LATER
        )


def state(*services):
    """Everything that a merge may touch."""
    with as_owner():
        rows = Service.objects.filter(pk__in=[one.pk for one in services]).order_by("pk")
        return [(look(row), row.merged_into_id, row.status) for row in rows]


def test_every_part_of_a_listing_has_its_row_on_the_page():
    known = {row.code: row.parts for row in listing_rows.ROWS}
    assert set(known) - set(ROWS) == {"status"}
    assert all(set(parts) <= set(known[row]) for row, parts in ROWS.items())
    assert set(LISTS) <= set(ROWS)


def test_what_was_chosen_is_what_families_read(moira, twins):
    kept, absorbed = twins
    made = merge(moira, kept, absorbed, description=OTHER, languages=BOTH, cost=OTHER, terms=BOTH, phone=KEPT)
    now, theirs = look(kept), look(absorbed)
    assert (now["name"], now["phone"]) == ("Songs & Play", "01632 960002")
    assert (now["description"], now["cost_amount"]) == ("Songs and a story.", "3.50")
    assert now["languages"] == ["en", "ur", "pl"]
    assert now["terms"] == theirs["terms"]
    assert made.number == 1
    with as_owner():
        version = ListingVersion.objects.filter(service=kept).order_by("-number").first()
        events = set(StoredEvent.objects.values_list("name", flat=True))
    assert (version.why, version.words, version.by_name) == ("merged", "Songs and play", "Moira Tennant")
    assert "directory.ListingsMerged" in events
    assert [entry.reason for entry in logged("directory.listings_merged")] == ["I rang them."] * 2


def test_times_and_places_of_both_hang_together(moira, twins):
    kept, absorbed = twins
    before = look(absorbed)
    merge(moira, kept, absorbed, places=BOTH, times=BOTH, exceptions=OTHER)
    now = look(kept)
    ids = {place["id"] for place in now["places"]}
    assert len(ids) == 2  # one of the absorbed listing's two is the same door
    assert len(now["schedules"]) == 3
    assert {one["place_id"] for one in now["schedules"] if one["place_id"]} <= ids
    assert [one["schedule_id"] for one in now["exceptions"] if one["schedule_id"]] == [
        one["id"] for one in now["schedules"] if one["byday"] == ["MO", "TH"]
    ]
    assert look(absorbed) == before | {"status": "closed"}  # its own rows stay its own


def test_times_taken_without_their_places_point_to_the_same_place_here_or_to_none(moira, twins):
    kept, absorbed = twins
    merge(moira, kept, absorbed, times=OTHER)
    now = look(kept)
    here = now["places"][0]["id"]
    assert [one["place_id"] for one in now["schedules"]].count(here) == 1  # the last Saturday, at the same door
    assert [one["place_id"] for one in now["schedules"]].count(None) == 1


def test_the_absorbed_listing_is_found_no_more_and_its_addresses_lead_on(moira, twins, client):
    kept, absorbed = twins
    merge(moira, kept, absorbed)
    with as_owner():
        assert not SearchRow.objects.filter(service_id=absorbed.pk).exists()
        assert SearchRow.objects.filter(service_id=kept.pk).exists()
    for page in ("service", "service_calendar", "problem_of_service"):
        answer = client.get(reverse(f"directory:{page}", args=[absorbed.pk]))
        assert (answer.status_code, answer["Location"]) == (301, reverse(f"directory:{page}", args=[kept.pk])), page
        assert "no-cache" in answer["Cache-Control"]
    answer = client.get(reverse("open_referral:service", args=[absorbed.pk]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("open_referral:service", args=[kept.pk]))


def test_saved_lists_and_links_show_the_kept_one(moira, twins, client):
    kept, absorbed = twins
    client.post(reverse("directory:save"), {"add": str(absorbed.pk)})
    merge(moira, kept, absorbed)
    assert "Songs &amp; Play" in client.get(reverse("directory:saved")).content.decode()
    client.post(reverse("directory:save"), {"remove": str(kept.pk)})
    assert "Songs &amp; Play" not in client.get(reverse("directory:saved")).content.decode()


def test_notes_and_follows_of_the_absorbed_one_are_on_the_kept_one_until_they_are_taken_apart(moira, twins):
    kept, absorbed = twins
    with acting_as(user_id=moira.id):
        notes.write(service_id=absorbed.pk, words="Ring twice.", by=actor(moira), now=NOW)
        followed = follows.follow_service(service_id=absorbed.pk, by=actor(moira), now=NOW)
    made = merge(moira, kept, absorbed)
    with acting_as(user_id=moira.id):
        by = actor(moira)
        assert [note.words for note in note_queries.notes_on(kept.pk, by)] == ["Ring twice."]
        assert queries_followed(by, kept) == {kept.pk: followed.pk}
    undo(moira, made)
    with acting_as(user_id=moira.id):
        assert note_queries.notes_on(kept.pk, actor(moira)) == []
        assert queries_followed(actor(moira), absorbed) == {absorbed.pk: followed.pk}


def queries_followed(by, service):
    from hearth.directory.queries import follows as found

    return found.follows_by_service(by, [service.pk])


def test_undoing_restores_both_exactly(moira, twins):
    kept, absorbed = twins
    before = state(kept, absorbed)
    made = merge(moira, kept, absorbed, **dict.fromkeys(ROWS, OTHER))
    assert state(kept, absorbed) != before
    assert undo(moira, made).stayed == []
    assert state(kept, absorbed) == before
    with pytest.raises(merging.AlreadyUndone):
        undo(moira, made)


def test_what_somebody_changed_since_stays_when_a_merge_is_undone(moira, twins):
    kept, absorbed = twins
    before = look(kept)
    made = merge(moira, kept, absorbed, description=OTHER, cost=OTHER)
    edit(moira, kept, description="Songs, and tea afterwards.")
    assert undo(moira, made).stayed == ["description"]
    assert look(kept) == before | {"description": "Songs, and tea afterwards."}


def test_undoing_an_inner_merge_reaches_the_listing_at_the_end_of_the_line(moira, twins):
    middle, first = twins
    last = make_service(name="Song time", description="")
    inner = merge(moira, middle, first, description=OTHER, languages=BOTH)
    merge(moira, last, middle, description=OTHER, languages=BOTH)
    assert look(last)["description"] == "Songs and a story."
    with as_owner():
        assert merged.kept([first.pk, middle.pk]) == {first.pk: last.pk, middle.pk: last.pk}
    undo(moira, inner)
    assert look(last)["description"] == "Singing."
    assert look(last)["languages"] == ["en", "ur"]
    with as_owner():
        assert Service.objects.get(pk=first.pk).status == "active"


def test_a_closed_or_absorbed_listing_cannot_be_merged(moira, twins):
    kept, absorbed = twins
    merge(moira, kept, absorbed)
    for one, other in ((kept, absorbed), (absorbed, kept), (kept, kept)):
        with pytest.raises(merging.NotMergeable):
            merge(moira, one, other)


def test_a_merge_of_listings_that_changed_meanwhile_is_refused(moira, twins):
    kept, absorbed = twins
    with acting_as(user_id=moira.id), pytest.raises(actions.ChangedMeanwhile):
        merging.merge(
            kept_id=kept.pk, absorbed_id=absorbed.pk, choices={}, reason="x", seen=(1, 7), by=actor(moira), now=NOW
        )


def test_only_the_networks_editors_merge_and_undo(moira, twins):
    kept, absorbed = twins
    made = merge(moira, kept, absorbed)
    elsewhere = make_member("directory-editor", make_organisation(name="Elsewhere"))
    with pytest.raises(PermissionDenied):
        merge(elsewhere, kept, absorbed)
    with pytest.raises(PermissionDenied):
        undo(elsewhere, made)
    with acting_as(user_id=elsewhere.id):
        assert not Merge.objects.exists()


def test_a_secret_address_of_either_stays_where_it_is(moira, twins):
    kept, absorbed = twins
    with as_owner():
        hide(absorbed.places.exclude(site=None).get())
    before = state(kept, absorbed)
    made = merge(moira, kept, absorbed, places=BOTH, times=BOTH)
    assert look(kept)["secret_places"] == []
    assert len(look(absorbed)["secret_places"]) == 1
    undo(moira, made)
    assert state(kept, absorbed) == before


def test_an_address_that_becomes_secret_leaves_the_merge_and_the_copies_that_it_made(moira, twins):
    kept, absorbed = twins
    with as_owner():
        door = absorbed.places.get(site=None)
        absorbed.places.filter(pk=door.pk).update(address_1="7 Secret Lane", postcode="ZZ9 9ZZ")
    made = merge(moira, kept, absorbed, places=BOTH)
    undo(moira, made)
    hide(door)
    with as_owner():
        kept_there = [str(v.document) for v in ListingVersion.objects.all()]
        kept_there += [str(m.parts) for m in Merge.objects.all()]
    assert not [text for text in kept_there if "Secret Lane" in text]


def test_the_kept_page_is_shown_with_what_was_chosen(moira, twins):
    kept, absorbed = twins
    merge(moira, kept, absorbed, times=OTHER, closed=OTHER)
    with as_owner():
        assert queries.service(kept.pk).timetable.entries
        assert Service.objects.get(pk=kept.pk).closed_from == date(2026, 8, 1)


# Any order ------------------------------------------------------------------------------------------------------------
ALL_ROWS = ["name", "languages", "places", "times", "phone"]
CHOICES = st.fixed_dictionaries(
    {row: st.sampled_from([KEPT, OTHER, BOTH] if row in LISTS else [KEPT, OTHER]) for row in ALL_ROWS}
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3), CHOICES),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    min_size=2,
    max_size=7,
)


def four():
    owner = make_organisation()
    return [
        make_service(
            organisation=owner,
            name=f"Songs {n}",
            phone=f"01632 96000{n}",
            languages=[["en"], ["en", "ur"], ["pl"], ["uk", "en"]][n],
            north_metres=300 * (n % 2),
            schedules=[{"byday": [["MO", "TU", "WE", "TH"][n]]}],
        )
        for n in range(4)
    ]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@pytest.mark.slow
def test_any_order_of_merges_and_undos_leaves_what_there_would_be_without_the_undone_ones(moira, steps):
    """Compared with a second set of the same listings on which only the merges that stand were made."""
    services, fresh = four(), four()
    before = state(*services)
    made: list[tuple[Merge, int, int, dict]] = []
    for step in steps:
        if step[0] == "merge":
            _kind, one, other, choices = step
            try:
                made.append((merge(moira, services[one], services[other], **choices), one, other, choices))
            except merging.NotMergeable:
                continue
        elif made:
            undo(moira, made.pop(step[1] % len(made))[0])
    for _merge, one, other, choices in made:
        merge(moira, fresh[one], fresh[other], **choices)
    assert [told(one, services) for one in services] == [told(one, fresh) for one in fresh]
    for left in reversed([found for found, *_rest in made]):
        undo(moira, left)
    assert state(*services) == before


def told(service, group):
    """A listing without ids, which differ between two sets."""
    said = look(service)
    with as_owner():
        row = Service.objects.get(pk=service.pk)
    names = {one.pk: number for number, one in enumerate(group)}
    places = {place["id"]: (place["latitude"], place["address_1"]) for place in said["places"]}
    return {
        **{part: said[part] for part in ("name", "phone", "languages", "status")},
        "places": sorted(places.values()),
        "times": sorted((one["byday"], places.get(one["place_id"])) for one in said["schedules"]),
        "into": names.get(row.merged_into_id),
    }


def test_each_row_is_written_with_its_group():
    assert {group_of(row) for row in ("places", "times", "exceptions")} == {"where"}
    assert group_of("name") == "name"

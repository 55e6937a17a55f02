"""Searching never loses a service. Each test is a defect seen in a directory before this one."""

import pytest
from django.db import DatabaseError, connection, transaction

from hearth.core.tests.support import as_owner
from hearth.directory.models import (
    Capacity,
    CostKind,
    SearchRow,
    Service,
    ServicePlace,
    ServiceStatus,
    ServiceTerm,
    Term,
)
from hearth.directory.queries import Sort, Wanted, answer
from hearth.directory.tests.factories import (
    MIDDLE,
    ServiceFactory,
    expectation,
    make_named_place,
    make_postcode,
    make_service,
    make_site,
    north,
)

pytestmark = pytest.mark.django_db
MILE = 1609.344


def names(got):
    return [Service.objects.get(id=hit.service_id).name for hit in got.found.hits]


def placeless(got):
    return [Service.objects.get(id=hit.service_id).name for hit in got.found.placeless]


def search(typed="", place="", **wanted):
    exact = wanted.pop("exact", False)
    return answer(typed=typed, place=place, wanted=Wanted(**wanted), exact=exact)


# Places
def test_a_helpline_does_not_vanish_from_a_search_by_distance():
    make_postcode()
    make_service(name="Feeding drop-in", north_metres=500)
    make_service(name="Feeding phone line", delivery=["phone"])
    got = search("feeding", "ZZ1 1AA")
    assert names(got) == ["Feeding drop-in"]
    assert placeless(got) == ["Feeding phone line"]
    assert got.found.placeless_total == 1


def test_only_what_is_within_the_distance_is_in_the_list_nearest_first():
    make_postcode()
    for miles in (4, 0.5, 2.9, 3.1):
        make_service(name=f"Club {miles}", north_metres=miles * MILE)
    assert names(search("club", "ZZ1 1AA", miles=3, sort=Sort.NEAREST)) == ["Club 0.5", "Club 2.9"]


def test_a_service_with_two_places_shows_once_at_the_nearer_one():
    make_postcode()
    make_service(
        name="Two doors",
        north_metres=3000,
        places=[{"latitude": north(1000), "longitude": MIDDLE[1]}],
    )
    got = search("doors", "ZZ1 1AA")
    assert got.found.total == 1
    assert got.found.hits[0].metres == pytest.approx(1000, rel=0.005)


def test_a_place_at_a_site_has_the_sites_point_and_follows_it():
    make_postcode()
    site = make_site("Fernley Hub", north_metres=2000)
    make_service(name="At the hub", places=[{"site": site}])
    assert search("hub", "ZZ1 1AA").found.hits[0].metres == pytest.approx(2000, rel=0.005)
    with as_owner():
        site.latitude = north(800)
        site.save()
    assert search("hub", "ZZ1 1AA").found.hits[0].metres == pytest.approx(800, rel=0.005)


def test_a_refuge_is_found_without_telling_where_it_is():
    make_postcode()
    refuge = make_service(
        name="Safe house",
        area_words="In the north of the borough",
        places=[{"latitude": north(300), "longitude": MIDDLE[1], "is_confidential": True}],
    )
    got = search("safe house", "ZZ1 1AA")
    assert names(got) == []
    assert placeless(got) == ["Safe house"]
    assert not SearchRow.objects.filter(service=refuge, x__isnull=False).exists()
    with as_owner():
        ServicePlace.objects.filter(service=refuge).update(is_confidential=False)
        ServicePlace.objects.filter(service=refuge).update(is_confidential=True)
    assert not SearchRow.objects.filter(service=refuge, x__isnull=False).exists()


def test_without_a_place_everything_that_matches_is_one_list():
    make_service(name="Play morning", north_metres=100)
    make_service(name="Play by phone", delivery=["phone"])
    assert sorted(names(search("play"))) == ["Play by phone", "Play morning"]


# Unknown is not "no"
def test_unknown_ages_match_every_age():
    make_service(name="For babies", min_age_months=0, max_age_months=12)
    make_service(name="For anyone, nobody said", min_age_months=None, max_age_months=None)
    make_service(name="For teenagers", min_age_months=13 * 12, max_age_months=19 * 12)
    assert names(search(age=15)) == ["For teenagers", "For anyone, nobody said"]


def test_a_child_who_turns_six_next_month_still_counts_as_five():
    make_service(name="From five and a half", min_age_months=66, max_age_months=132)
    assert names(search(age=5)) == ["From five and a half"]
    assert search(age=12).without_filters


def test_unknown_cost_is_not_free():
    make_service(name="Free", cost_kind=CostKind.FREE)
    make_service(name="Nobody said", cost_kind=CostKind.UNKNOWN)
    make_service(name="Costs", cost_kind=CostKind.PAID)
    assert names(search(free=True)) == ["Free"]


def test_uncategorised_does_not_match_every_category():
    make_service(name="Feeding", terms=["infant-feeding"])
    make_service(name="Uncategorised")
    assert names(search(category="infant-feeding")) == ["Feeding"]


def test_a_parent_category_holds_what_lies_under_it():
    service = make_service(name="Money advice")
    with as_owner():
        ServiceTerm.objects.create(service=service, term=Term.objects.get(code="debt-welfare"))
    assert names(search(category="family-support")) == ["Money advice"]


def test_how_it_is_given_filters_and_unstated_matches_every_way():
    make_service(name="By phone", delivery=["phone"])
    make_service(name="In person", delivery=["in-person", "group"])
    make_service(name="Nobody said", delivery=[])
    assert names(search(ways=("phone", "video"))) == ["By phone", "Nobody said"]


# Words
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("breast feeding", "Milk club"),
        ("breastfeeding", "Milk club"),
        ("sore nipples", "Milk club"),
        ("karmienie niemowlęcia", "Milk club"),
        ("KARMIENIE NIEMOWLECIA", "Milk club"),
        ("بچے کو دودھ پلانا", "Milk club"),
        ("годування немовляти", "Milk club"),
        ("my baby wont sleep", "Calm nights"),
        ("my baby won’t sleep", "Calm nights"),
        ("self harm", "Someone to talk to"),
        ("self-harm", "Someone to talk to"),
        ("Fernley Bees", "Milk club"),
    ],
)
def test_everyday_words_and_other_languages_find_it(typed, found):
    make_service(name="Milk club", terms=["infant-feeding"], organisation__name="Fernley Bees")
    make_service(name="Calm nights", terms=["parenting-support"])
    make_service(name="Someone to talk to", terms=["mental-health"])
    got = search(typed)
    assert names(got)[0] == found
    assert not got.respelled
    assert not got.any_words


@pytest.mark.parametrize(
    ("typed", "meant"), [("brest feeding", "breast feeding"), ("todler groop", "toddler group"), ("dentsit", "dentist")]
)
def test_typing_errors_are_mended_from_the_directorys_own_words(typed, meant):
    make_service(name="Milk club", terms=["infant-feeding"])
    make_service(name="Stay and play", terms=["activities-0-5"])
    make_service(name="Teeth", terms=["oral-health"])
    got = search(typed)
    assert got.respelled == meant
    assert got.found.total == 1


def test_the_literal_search_is_on_offer():
    make_service(name="Milk club", terms=["infant-feeding"])
    got = search("brest feeding", exact=True)
    assert got.is_empty
    assert not got.respelled


def test_a_name_that_some_listing_has_is_not_taken_for_a_mistake():
    make_service(name="Brest Twinning Society")
    make_service(name="Milk club", terms=["infant-feeding"])
    assert names(search("brest")) == ["Brest Twinning Society"]


def test_one_strange_word_does_not_lose_everything():
    make_service(name="Swimming for babies")
    got = search("swimming qqqqzzzz")
    assert got.any_words
    assert names(got) == ["Swimming for babies"]


def test_words_that_say_nothing_are_no_search():
    make_service(name="Anything")
    assert names(search("the")) == ["Anything"]


def test_the_name_goes_before_a_mention():
    make_service(name="Walks", description="We also talk about swimming.")
    make_service(name="Swimming lessons")
    assert names(search("swimming")) == ["Swimming lessons", "Walks"]


def test_near_and_mentioned_can_go_before_far_and_named():
    make_postcode()
    make_service(name="Walks", description="We also talk about swimming.", north_metres=200)
    make_service(name="Swimming lessons", north_metres=1500)
    make_service(name="Swimming far", north_metres=30000)
    assert names(search("swimming", "ZZ1 1AA", miles=20))[:2] == ["Swimming lessons", "Walks"]


@pytest.mark.parametrize("typed", ["'", "a & | ! b", "\x00", "(((", "\\", "%", ":*", "<script>", "🙂", "x" * 5000])
def test_no_text_breaks_the_search(typed):
    assert search(typed, typed).found.total == 0


# Nothing found
def test_nothing_near_is_looked_for_farther_and_said():
    make_postcode()
    make_service(name="Far club", north_metres=8 * MILE)
    got = search("club", "ZZ1 1AA", miles=3)
    assert got.wider_miles == 20
    assert names(got) == ["Far club"]


def test_nothing_with_the_filters_is_looked_for_without_them_and_said():
    make_service(name="Club", cost_kind=CostKind.PAID)
    got = search("club", free=True)
    assert got.without_filters
    assert names(got) == ["Club"]


def test_nothing_at_all_is_said():
    make_service(name="Club")
    assert search("xyzzyqq").is_empty


# Whoever writes
def test_hidden_services_and_those_of_closed_organisations_are_not_found():
    make_service(name="Hidden club", status=ServiceStatus.HIDDEN)
    open_one = make_service(name="Open club")
    assert names(search("club")) == ["Open club"]
    with as_owner():
        open_one.organisation.is_active = False
        open_one.organisation.save()
    assert names(search("club")) == []


def test_bulk_writes_are_found_too():
    with as_owner():
        made = Service.objects.bulk_create(ServiceFactory.build_batch(50, organisation=make_service().organisation))
        ServiceTerm.objects.bulk_create(ServiceTerm(service=s, term_id=expectation("housing")) for s in made)
        Service.objects.filter(id=made[0].id).update(name="Renamed")
        Term.objects.filter(code="housing").update(words=["yurt"])
    assert search("yurt").found.total == 50
    assert names(search("renamed")) == ["Renamed"]
    with as_owner():
        ServiceTerm.objects.filter(service=made[1]).delete()
        ServiceTerm.objects.filter(service=made[2]).delete()
        made[2].delete()
    assert search("yurt").found.total == 48
    assert not SearchRow.objects.filter(service_id=made[2].id).exists()


def test_the_serving_role_cannot_write_what_the_public_finds():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update directory_searchrow set names = ''")


def test_pages_do_not_repeat_or_lose_a_service():
    make_postcode()
    for number in range(45):
        make_service(name=f"Club {number}", north_metres=100, capacity=Capacity.OPEN)
    seen = [hit.service_id for page in (1, 2, 3) for hit in search("club", "ZZ1 1AA", page=page).found.hits]
    assert len(seen) == len(set(seen)) == 45
    assert search("club", "ZZ1 1AA", page=9).found.total == 45


# Places by name
def test_a_named_place_will_do():
    make_named_place("Fernley Green", 300)
    make_service(name="Club", north_metres=400)
    got = search("club", "fernley green")
    assert got.place.spot.label == "Fernley Green"
    assert got.found.hits[0].metres == pytest.approx(100, rel=0.02)


def test_an_unknown_postcode_offers_places_by_name():
    make_named_place("Fernley Green")
    make_service(name="Club", north_metres=400)
    got = search("club", "ZZ99 9ZZ")
    assert got.place.spot is None
    assert got.place.looks_like_postcode
    assert got.place.choices == ("Fernley Green",)
    assert names(got) == ["Club"]


def test_a_misspelled_place_offers_the_like():
    make_named_place("Fernley Green")
    make_named_place("Marsh End")
    assert search("", "Fernly Gren").place.choices == ("Fernley Green",)


@pytest.mark.parametrize(
    ("typed", "label", "certainty"),
    [
        ("zz11aa", "ZZ1 1AA", "exact"),
        ("ZZ1", "ZZ1", "area"),
        ("zz1 1", "ZZ1 1", "area"),
        ("ZZ1 1ZZ", "ZZ1 1", "nearest"),
        ("ZZ1 9ZZ", "ZZ1", "nearest"),
        ("ZZ10", "ZZ10", "area"),
    ],
)
def test_part_of_a_postcode_is_its_middle(typed, label, certainty):
    make_postcode("ZZ1 1AA", 0)
    make_postcode("ZZ1 1AB", 200)
    make_postcode("ZZ10 1AA", 9000)
    spot = search("", typed).place.spot
    assert (spot.label, spot.certainty) == (label, certainty)
    if typed == "ZZ1":
        assert spot.latitude == pytest.approx(north(100))

"""The catalogue: found in few actions, without a script, at a constant cost."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from modules.catalogue import Catalogue, count_by_theme, duration
from modules.roles import setup_roles
from tests.factories.cards import make_listed

pytestmark = pytest.mark.django_db


def titles(client, query=""):
    response = client.get(f"/catalogue/{query}", follow=True)
    assert response.status_code == 200
    return [version.title for version in response.context["page"]]


def options(client, name, query=""):
    response = client.get(f"/catalogue/{query}")
    return {
        option.value: option.count
        for facet, found in response.context["filters"]
        for option in found
        if facet.name == name
    }


class TestFinding:
    def test_it_lists_everything_by_title(self, client):
        make_listed("Trier")
        make_listed("Peser")
        assert titles(client) == ["Peser", "Trier"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?q=évaluations", ["Évaluer"]),
            ("?q=evaluation", ["Évaluer"]),
            ("?theme=technology", ["Évaluer"]),
            ("?level=bp", ["Évaluer"]),
            ("?qualification=cap-macon", ["Évaluer"]),
            ("?duration=30", ["Trier"]),
            ("?duration=60", ["Évaluer", "Trier"]),
            ("?equipment=none", ["Trier"]),
            ("?equipment=basic", ["Trier"]),
            ("?equipment=workshop", ["Évaluer"]),
            ("?safety=0", ["Trier"]),
            ("?safety=2", ["Évaluer", "Trier"]),
            ("?q=sept déchets&level=bp", []),
        ],
    )
    def test_filters_narrow_the_list(self, client, query, expected):
        make_listed("Trier", duration_minutes=30)
        make_listed(
            "Évaluer",
            summary="Les évaluations.",
            themes=["technology"],
            levels=["bp"],
            qualifications=["cap-macon"],
            duration_minutes=60,
            equipment_level="workshop",
            safety_level=2,
        )
        assert titles(client, query) == expected

    def test_what_people_write_becomes_filters(self, client):
        make_listed("Trier les déchets", qualifications=["cap-macon"])
        make_listed("Trier les déchets en atelier", equipment_level="workshop")
        said = "Je trouve une activité tri des déchets pour mes CAP maçon, 1 h, sans matériel"
        response = client.get("/catalogue/", {"q": said})
        assert response.status_code == 302
        asked = parse_qs(urlsplit(response.url).query)
        assert asked["duration"] == ["60"]
        assert asked["equipment"] == ["none"]
        assert titles(client, response.url.removeprefix("/catalogue/")) == [
            "Trier les déchets"
        ]

    def test_a_filter_chosen_wins_over_one_written(self, client):
        response = client.get("/catalogue/", {"q": "tri 1 h", "duration": "30"})
        assert parse_qs(urlsplit(response.url).query)["duration"] == ["30"]

    def test_an_acronym_asked_for_is_explained(self, client):
        shown = client.get("/catalogue/", {"q": "C’est quoi ORGO ?"}).text
        assert "organisation et réalisation du gros œuvre" in shown


class TestFilters:
    def test_counts_say_what_each_value_would_leave(self, client):
        make_listed("Trier", duration_minutes=30)
        make_listed("Peser", duration_minutes=50, levels=["bp"])
        make_listed("Lire", duration_minutes=90, levels=["bp"], themes=["technology"])
        assert options(client, "level") == {"cap": 1, "bp": 2}
        assert options(client, "level", "?theme=waste") == {"cap": 1, "bp": 1}
        assert options(client, "theme", "?theme=waste") == {"technology": 1, "waste": 2}
        assert options(client, "duration") == {"30": 1, "45": 1, "60": 2, "90": 3}

    @pytest.mark.parametrize("query", ["", "?level=bp", "?theme=waste&duration=45"])
    def test_each_count_is_the_length_of_its_list(self, client, query):
        for number, level in enumerate(["cap", "bp", "bp", "bts"]):
            make_listed(
                f"Unité {number}",
                levels=[level],
                duration_minutes=20 + 20 * number,
                safety_level=number,
                equipment_level=["none", "basic", "it", "workshop"][number],
            )
        given = {k: v[0] for k, v in parse_qs(query[1:]).items()}
        catalogue = Catalogue(given, timezone.localdate())
        for facet, found in catalogue.filters():
            for option in found:
                asked = Catalogue(
                    given | {facet.name: option.value}, timezone.localdate()
                )
                assert asked.versions.count() == option.count, (facet.name, option)

    def test_each_filter_in_force_can_be_lifted_alone(self, client):
        make_listed()
        shown = client.get("/catalogue/?q=trier&level=cap&duration=45").text
        lifted = re.findall(r'class="chip"\s+href="([^"]+)"', shown)
        assert [sorted(parse_qs(url.replace("&amp;", "&")[1:])) for url in lifted] == [
            ["duration", "level"],
            ["duration", "q"],
            ["level", "q"],
        ]

    def test_an_unknown_value_is_named_and_left_out(self, client):
        make_listed("Trier")
        response = client.get("/catalogue/?level=zzz&duration=-1")
        assert [version.title for version in response.context["page"]] == ["Trier"]
        assert "zzz" in response.text
        assert response.text.count("«\u202fzzz\u202f»") == 1

    def test_nothing_found_says_what_to_do_next(self, client):
        make_listed()
        shown = client.get("/catalogue/?q=licorne").text
        assert "Essayez un mot du métier" in shown
        assert "Voir toutes les unités" in shown

    def test_nothing_found_shows_what_comes_close(self, client):
        make_listed("Trier", equipment_level="basic")
        make_listed("Peser", levels=["bp"], equipment_level="none")
        response = client.get("/catalogue/?q=déchets&level=cap&equipment=none")
        assert "sans le filtre «\u202fSans matériel\u202f»" in response.text
        (version,) = response.context["nearest"]["versions"]
        assert version.title == "Trier"

    def test_an_empty_catalogue_promises_the_first_unit(self, client):
        assert "première unité" in client.get("/catalogue/").text


class TestTimeGoesBy:
    def test_long_overdue_units_have_a_list_of_their_own(self, client):
        today = timezone.localdate()
        make_listed("À jour")
        make_listed("Un peu en retard", review_due_on=today - timedelta(days=30))
        make_listed("Très en retard", review_due_on=today - timedelta(days=200))
        make_listed("Expirée", valid_until=today - timedelta(days=1))
        response = client.get("/catalogue/")
        assert titles(client) == ["À jour", "Un peu en retard"]
        assert 'href="?overdue=1"' in response.text
        assert response.text.count("À vérifier") == 1
        assert titles(client, "?overdue=1") == ["Très en retard"]
        assert 'href="?overdue=1"' not in client.get("/catalogue/?overdue=1").text


class TestCost:
    def queries(self, client, path):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(path)
        return len(captured)

    def test_one_and_a_hundred_units_cost_the_same(self, client):
        setup_roles()
        make_listed("Trier 0", qualifications=["cap-macon"])
        paths = ["/catalogue/", "/catalogue/?q=trier&level=cap", "/"]
        few = [self.queries(client, path) for path in paths]
        for number in range(1, 100):
            make_listed(f"Trier {number}", levels=["cap", "bp"])
        assert [self.queries(client, path) for path in paths] == few
        assert max(few) <= 25

    def test_many_units_come_in_pages_that_keep_the_filters(self, client):
        for number in range(30):
            make_listed(f"Trier {number:02}")
        first = client.get("/catalogue/?level=cap")
        assert len(first.context["page"].object_list) == 24
        (following,) = re.findall(r'rel="next"\s+href="([^"]+)"', first.text)
        second = client.get("/catalogue/" + following.replace("&amp;", "&"))
        assert len(second.context["page"].object_list) == 6
        assert "level=cap" in following


class TestBadInput:
    @pytest.mark.parametrize(
        "query",
        [
            "?page=zzz",
            "?page=99999999999999999999",
            "?q=" + "a" * 5000,
            "?q=%00%ED%A0%80",
            "?level=%00",
            "?q=%25%27%22%3Cscript%3E",
            "?overdue=zzz",
            "?theme=waste&theme=technology",
            "?q=99999999999%20h",
        ],
    )
    def test_nothing_breaks(self, client, query):
        make_listed()
        response = client.get(f"/catalogue/{query}", follow=True)
        assert response.status_code == 200
        assert "<script>" not in response.text

    def test_it_is_only_read(self, client):
        assert client.post("/catalogue/").status_code == 405


def test_shelves__count_what_they_show():
    make_listed()
    make_listed(themes=["waste", "technology"])
    assert count_by_theme(timezone.localdate()) == {"waste": 2, "technology": 1}


@pytest.mark.parametrize(
    ("minutes", "words"), [(35, "35 min"), (60, "1 h"), (75, "1 h 15"), (125, "2 h 05")]
)
def test_duration__reads_as_people_say_it(minutes, words):
    assert duration(minutes).replace("\u202f", " ").replace("\xa0", " ") == words


@pytest.mark.parametrize("name", ["%00", "a%00.svg", "é.svg", "autre.svg"])
def test_asset__that_no_document_names_is_not_found(client, name):
    version = make_listed("Trier")
    assert client.get(f"/unites/{version.slug}/v1/{name}").status_code == 404

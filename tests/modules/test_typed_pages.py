"""Gaps and numbers in the page: read, answered, corrected, printed."""

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from modules.document import fingerprint
from modules.rendering import PlayerPage, render_player
from tests.factories.documents import (
    BINS_SVG,
    GAP_FILL_ID,
    NUMERIC_ID,
    make_typed_document,
)

BUILT = Path(__file__).parents[2] / "static" / "build" / "modules"


def render(**overrides):
    document = make_typed_document(**overrides)
    return render_player(
        document,
        PlayerPage(
            fingerprint=fingerprint(document.to_bytes()),
            version="1",
            asset_url=lambda asset: "bins.svg",
            stylesheets=("player.css",),
            scripts=("adapter.js", "player.js"),
        ),
    )


def element(question_id, **overrides):
    tree = BeautifulSoup(render(**overrides), "lxml")
    return tree.select_one(f'[data-question="{question_id}"]')


def test_every_gap_has_a_name_and_its_place_in_the_sentence():
    question = element(GAP_FILL_ID)
    fields = question.select(".gaps input[type=text]")
    assert [field["aria-label"] for field in fields] == [
        "Trou 1 sur 3",
        "Trou 2 sur 3",
        "Trou 3 sur 3",
    ]
    text = " ".join(question.select_one(".gaps").get_text("_").split())
    assert text.startswith("Le bois du chanvre s’appelle la _._ On la lie avec de la")


def test_no_field_tells_the_length_of_its_answer():
    assert {f["size"] for f in element(GAP_FILL_ID).select("input")} == {"16"}


def test_a_comma_stays_with_the_gap_before_it():
    ends = element(GAP_FILL_ID).select(".gap-end")
    assert [end.get_text() for end in ends] == [".", ","]


def test_a_number_is_named_with_its_unit():
    question = element(NUMERIC_ID)
    field = question.select_one("input[inputmode=decimal]")
    names = [question.select_one(f"#{n}") for n in field["aria-labelledby"].split()]
    assert [name.get_text() for name in names] == ["Votre réponse", "m³"]
    assert question.select_one("label")["for"] == field["id"]


def test_the_words_are_those_of_the_language():
    assert "Gap 1 of 3" in str(element(GAP_FILL_ID, language="en"))


@pytest.fixture
def open_unit(new_context, tmp_path):
    """Return a function that opens the step with gaps and numbers of a unit."""
    (tmp_path / "bins.svg").write_bytes(BINS_SVG)
    shutil.copy(BUILT / "player" / "player.css", tmp_path)
    shutil.copy(BUILT / "player" / "player.js", tmp_path)
    shutil.copy(BUILT / "adapters" / "adapter-local.js", tmp_path / "adapter.js")

    def open_page(context=None, *, language="fr", **overrides):
        target = tmp_path / "unit.html"
        target.write_text(render(language=language, **overrides), "utf-8")
        context = context or new_context(bypass_csp=True, reduced_motion="reduce")
        page = context.new_page()
        page.goto(target.as_uri())
        page.locator(".rail a").nth(4).click()
        return page

    return open_page


def question_of(page, question_id):
    return page.locator(f'passerelle-question[data-question="{question_id}"]')


def verdicts(question):
    return question.locator(".gap").evaluate_all(
        "gaps => gaps.map(gap => [gap.dataset.verdict,"
        " gap.querySelector('.verdict').textContent])"
    )


@pytest.mark.browser
class TestAnswering:
    def test_gaps_are_judged_one_by_one_then_corrected_with_the_keyboard(
        self, open_unit
    ):
        page = open_unit()
        gaps = question_of(page, GAP_FILL_ID)
        gaps.locator("input").first.focus()
        page.keyboard.type("CHENEVOTTE")
        page.keyboard.press("Tab")
        page.keyboard.type("ciment")
        page.keyboard.press("Enter")
        assert verdicts(gaps) == [
            ["right", "juste"],
            ["again", "pas encore"],
            ["again", "vide"],
        ]
        assert gaps.locator(".verdict-words").inner_text() == "En partie juste."
        second = gaps.locator("input").nth(1)
        assert page.locator(f"#{second.get_attribute('aria-describedby')}").inner_text()
        # The focus is on the way to correct; Enter in a field would not check again.
        second.focus()
        page.keyboard.press("Enter")
        assert gaps.locator(".verdict").count() == 3
        gaps.locator('[data-action="retry"]').focus()
        page.keyboard.press("Enter")
        assert second.evaluate("field => field === document.activeElement")
        assert second.input_value() == "ciment"
        second.fill("chaux aerienne")
        page.keyboard.press("Tab")
        page.keyboard.type("1 mois")
        page.keyboard.press("Enter")
        assert {verdict for verdict, _words in verdicts(gaps)} == {"right"}
        assert gaps.get_attribute("data-checked") == "right"

    def test_a_number_is_read_as_people_write_it(self, open_unit):
        page = open_unit()
        number = question_of(page, NUMERIC_ID)
        field = number.locator("input")
        field.fill("deux")
        field.press("Enter")
        assert number.locator("[data-problem]").inner_text() == (
            "Écrivez un nombre, par exemple 2,5."
        )
        assert field.get_attribute("aria-invalid") == "true"
        assert field.evaluate("field => field === document.activeElement")
        field.fill("\u202f2,55 m3")
        assert number.locator("[data-problem]").inner_text() == ""
        assert field.get_attribute("aria-invalid") is None
        field.press("Enter")
        assert field.input_value() == "2,55"
        assert number.get_attribute("data-checked") == "right"

    def test_what_is_closed_shows_what_was_expected(self, open_unit):
        page = open_unit(attempts_allowed=1)
        gaps, number = question_of(page, GAP_FILL_ID), question_of(page, NUMERIC_ID)
        gaps.locator("input").nth(1).fill("ciment")
        gaps.locator("input").nth(1).press("Enter")
        number.locator("input").fill("-3")
        number.locator("input").press("Enter")
        expected = [words.split("\u202f: ")[1] for _verdict, words in verdicts(gaps)]
        assert expected == ["chènevotte", "chaux", "un mois"]
        assert number.locator(".verdict").inner_text().endswith(": 2,5\u00a0m³")
        assert not number.locator('[data-action="retry"]').is_visible()

    def test_nothing_typed_is_no_check(self, open_unit):
        page = open_unit()
        gaps = question_of(page, GAP_FILL_ID)
        gaps.locator("input").first.fill(" \u200b ")
        gaps.locator("input").first.press("Enter")
        assert "au moins un trou" in gaps.locator("[data-problem]").inner_text()
        assert gaps.get_attribute("data-checked") is None

    def test_a_correction_under_way_survives_the_check_of_another_question(
        self, open_unit
    ):
        page = open_unit()
        gaps, number = question_of(page, GAP_FILL_ID), question_of(page, NUMERIC_ID)
        gaps.locator("input").first.fill("paille")
        gaps.locator("input").first.press("Enter")
        gaps.locator('[data-action="retry"]').click()
        gaps.locator("input").first.fill("chènev")
        number.locator("input").fill("2,5")
        number.locator("input").press("Enter")
        assert gaps.locator("input").first.input_value() == "chènev"
        assert gaps.locator('[data-action="check"]').is_visible()

    def test_coming_back_finds_what_was_typed(self, open_unit):
        page = open_unit()
        gaps = question_of(page, GAP_FILL_ID)
        typed = ["L’été 25 °C – d'abord", "", "1 mois"]
        for index, text in enumerate(typed):
            gaps.locator("input").nth(index).fill(text)
        gaps.locator("input").nth(2).press("Enter")
        page.reload()
        gaps.locator(".verdict").first.wait_for(state="attached")
        fields = gaps.locator("input")
        assert [fields.nth(n).input_value() for n in range(3)] == typed

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [320, 1280])
    def test_every_state_is_accessible_and_fits(
        self, open_unit, new_context, axe, scheme, width
    ):
        context = new_context(
            bypass_csp=True,
            reduced_motion="reduce",
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
        )
        page = open_unit(context, attempts_allowed=2)
        fields = page.locator(".view[data-current] input")
        sizes = fields.evaluate_all("all => all.map(f => f.offsetHeight)")
        assert min(sizes) >= 44
        assert axe(page) == []
        for answer in ("paille", "ciment"):
            for question_id in (GAP_FILL_ID, NUMERIC_ID):
                question = question_of(page, question_id)
                question.locator("input").first.fill(
                    answer if question_id == GAP_FILL_ID else "7"
                )
                question.locator('[data-action="check"]').click()
            assert axe(page) == []
            overflow = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(overflow) <= 0
            for question_id in (GAP_FILL_ID, NUMERIC_ID):
                retry = question_of(page, question_id).locator('[data-action="retry"]')
                if retry.is_visible():
                    retry.click()

    def test_on_paper_there_are_lines_to_write_on(self, open_unit):
        page = open_unit()
        gaps = question_of(page, GAP_FILL_ID)
        gaps.locator("input").first.fill("paille")
        gaps.locator("input").first.press("Enter")
        page.emulate_media(media="print")
        color = gaps.locator("input").first.evaluate(
            "field => getComputedStyle(field).color"
        )
        assert color == "rgba(0, 0, 0, 0)"
        assert not gaps.locator(".verdict").first.is_visible()

"""Gaps and numbers as authors write them, and what they are told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from modules.assets import NoAssets
from modules.blocks.typed_questions import read_gaps
from modules.builder import build
from modules.document import UnitDocument
from tests.factories.site import make_steps, make_unit_page

COMMON = {"prompt": RichText("<p>Complétez.</p>"), "weight": 1, "graded": True}


def gaps(text, **fields):
    return (
        "gap_fill",
        {**COMMON, "text": text, "exact": False, "feedback": ""} | fields,
    )


def number(value, tolerance="0", **fields):
    given = {"value": value, "tolerance": tolerance, "tolerance_kind": "absolute"}
    return ("numeric", {**COMMON, **given, "unit": "", "feedback": ""} | fields)


def frozen(block):
    document, findings = build(make_unit_page(steps=make_steps(block)), NoAssets())
    assert findings == ()
    assert UnitDocument.from_bytes(document.to_bytes()) == document
    (question,) = document.questions
    return question


def told(block):
    page = make_unit_page(steps=make_steps(block))
    _document, findings = build(page, NoAssets())
    (block_id,) = [child.id for child in page.steps[0].value["body"]]
    assert {finding.block_id for finding in findings} == {block_id}
    return findings


@pytest.mark.django_db
class TestGaps:
    def test_what_is_between_brackets_is_to_be_found(self):
        question = frozen(gaps("La [ chènevotte|la  chènevotte||] & la\r\n[chaux]."))
        assert question.text == ("La ", " &amp; la<br>", ".")
        assert [gap.accepted for gap in question.gaps] == [
            ("chènevotte", "la chènevotte"),
            ("chaux",),
        ]
        assert question.grade(["La chenevotte", "CHAUX"]).is_right

    def test_a_doubled_bracket_is_a_bracket(self):
        question = frozen(gaps("[[a]] [b] ]][["))
        assert question.text == ("[a] ", " ][")

    def test_capitals_and_accents_count_when_the_author_says_so(self):
        question = frozen(gaps("Le [kWh]", exact=True))
        assert question.grade(["kWh"]).is_right
        assert not question.grade(["kwh"]).is_right

    def test_a_gap_keeps_its_name_when_the_text_around_it_changes(self):
        before = frozen(gaps("La [chaux] et la [chènevotte]."))
        after = frozen(
            gaps("Avec [Chènevotte|paille] puis [chaux|plâtre], on [banche].")
        )
        names = [gap.id for gap in before.gaps]
        assert [gap.id for gap in after.gaps][:2] == names[::-1]
        assert len({gap.id for gap in after.gaps}) == 3

    def test_the_same_answer_twice_makes_two_gaps(self):
        question = frozen(gaps("[oui] et [oui]"))
        first, second = (gap.id for gap in question.gaps)
        assert second == f"{first}-2"

    def test_markup_stays_text(self):
        question = frozen(gaps('<img src=x onerror=z()> [a<b|"c"] <script>'))
        assert "<" not in "".join(question.text)
        assert question.gaps[0].accepted == ("a<b", '"c"')

    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("", ["no_gap"]),
            ("Rien à trouver.", ["no_gap"]),
            ("[[a]]", ["no_gap"]),
            ("Un [trou] et un [autre", ["stray_bracket"]),
            ("Un trou] de trop", ["stray_bracket"]),
            ("[a[b]c]", ["stray_bracket"]),
            ("[]", ["empty_gap"]),
            ("[a] [ | ]", ["empty_gap"]),
            ("[a] " * 11, ["too_many_gaps"]),
            (f"[{'|'.join('abcdefghijk')}]", ["too_many_answers"]),
            (f"[{'a' * 81}]", ["unusable_answer"]),
            ("[a\u200bb]", ["unusable_answer"]),
        ],
    )
    def test_what_is_wrong_is_said(self, text, codes):
        assert [finding.code for finding in told(gaps(text))] == codes

    def test_the_sentence_says_which_gap_and_how_to_write_it(self):
        (finding,) = told(gaps("[a] []"))
        assert "le trou 2 n’attend rien" in finding.message


@given(st.text("ab[]| é\n", max_size=40))
def test_no_text_makes_reading_gaps_raise(text):
    read = read_gaps(text)
    assert len(read.fragments) == len(read.gaps) + 1
    assert all(part.strip() for gap in read.gaps for part in gap)


@pytest.mark.django_db
class TestNumbers:
    def test_a_number_is_written_as_in_the_language(self):
        question = frozen(number("12\u202f000,50", "0,5", unit=" kg "))
        assert (question.value, question.tolerance) == ("12000.5", "0.5")
        assert question.unit == "kg"
        assert question.grade("12001").is_right
        assert not question.grade("12001.01").is_right

    @pytest.mark.parametrize(
        ("value", "percent", "tolerance"),
        [
            ("-250", "2", "5"),
            ("0,3", "10", "0.03"),
            ("0", "10", "0"),
            (
                "999999999999999,999999999999999",
                "100",
                "999999999999999.999999999999999",
            ),
            ("0,000000000000001", "0,1", "0"),
        ],
    )
    def test_a_percentage_becomes_a_distance(self, value, percent, tolerance):
        question = frozen(number(value, percent, tolerance_kind="percent"))
        assert question.tolerance == tolerance

    @pytest.mark.parametrize(
        ("block", "code"),
        [
            (number(""), "not_a_number"),
            (number("deux"), "not_a_number"),
            (number("1e3"), "not_a_number"),
            (number("9" * 16), "not_a_number"),
            (number("2", "-1"), "wrong_tolerance"),
            (number("2", "un"), "wrong_tolerance"),
            (number("2", "101", tolerance_kind="percent"), "wrong_tolerance"),
        ],
    )
    def test_what_is_wrong_is_said(self, block, code):
        assert [finding.code for finding in told(block)] == [code]

    def test_the_sentence_quotes_what_was_written(self):
        (finding,) = told(number("deux mètres"))
        assert "«\u202fdeux mètres\u202f»" in finding.message
        assert "2,5" in finding.message

    def test_no_tolerance_is_none(self):
        assert frozen(number("2", "")).tolerance == "0"

    def test_what_every_question_has_is_kept(self):
        question = frozen(number("2", weight=Decimal("2.50"), feedback="a < b"))
        assert format(question.weight, "f") == "2.5"
        assert question.feedback.general == "a &lt; b"

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.questions import QuestionError, kinds, parse_question
from modules.questions.typed import clean
from modules.state import tokens
from tests.factories.documents import make_typed_document
from tests.modules.golden import DATA, golden, question_from

FILES = sorted(Path(DATA / "grading").glob("*.json"))
CASES = [
    pytest.param(group["question"], case, id=f"{file.stem}: {case['name']}")
    for file in FILES
    for group in golden(f"grading/{file.name}")
    for case in group["cases"]
]
DOCUMENT = make_typed_document()
QUESTIONS = DOCUMENT.questions


def test_every_kind_has_golden_cases():
    assert {file.stem for file in FILES} == set(kinds())


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_grading(definition, case):
    grade = question_from(definition).grade(case["answer"])
    assert grade.score == Decimal(case["score"])
    assert grade.maximum == Decimal(case["maximum"])
    assert grade.is_right is (case["score"] == case["maximum"])
    assert 0 <= grade.score <= grade.maximum


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([o.id for q in QUESTIONS for o in q.options_in_order()]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(ANYTHING, st.sampled_from(QUESTIONS))
def test_no_answer_makes_grading_raise_or_exceed_the_maximum(answer, question):
    grade = question.grade(answer)
    assert 0 <= grade.score <= grade.maximum == question.weight


@given(st.permutations(["metal-copper", "metal-tile", "metal-rail"]), st.integers(0, 3))
def test_multiple_choice_is_indifferent_to_order(ids, count):
    question = QUESTIONS[1]
    answer = ids[:count]
    assert question.grade(answer) == question.grade(sorted(answer))


@given(ANYTHING, st.sampled_from(QUESTIONS))
def test_what_is_packed_is_unpacked(answer, question):
    names = tokens(DOCUMENT).options[question.id]
    text = question.pack(answer, names)
    if text is not None:
        back = question.unpack(text, names)
        assert back == answer or question.kind == "gap_fill"
        assert question.pack(back, names) == text
        assert question.grade(back) == question.grade(answer)


TYPED = st.lists(
    st.text(max_size=100)
    | st.sampled_from(["chènevotte", "CHAUX", "1 mois", "un\u202fmois", "é\ud800\x00"]),
    min_size=3,
    max_size=3,
)


@given(TYPED)
def test_what_was_typed_comes_back_clean_and_brief_is_worth_the_same(answer):
    question = QUESTIONS[3]
    names = tokens(DOCUMENT).options[question.id]
    text = question.pack(answer, names)
    assert question.unpack(text, names) == [clean(value) for value in answer]
    brief = question.brief(answer)
    assert question.grade(brief) == question.grade(answer)
    assert len(question.pack(brief, names)) <= 4 * len(answer)


@given(st.text(), st.sampled_from(QUESTIONS))
def test_no_text_makes_unpacking_raise(text, question):
    names = tokens(DOCUMENT).options[question.id]
    answer = question.unpack(text, names)
    if answer is not None:
        assert question.pack(answer, names) == text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_the_document_form_is_read_again(question):
    assert parse_question(question.to_data(), "q") == question


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_the_player_gets_the_key_without_the_prose(question):
    definition = question.definition()
    assert definition["key"] == question.to_data()["key"]
    assert not {"prompt", "feedback"} & set(definition)
    assert question_from(definition).grade(None) == question.grade(None)


PATTERNS = {
    "single_choice": ("b", "b"),
    "multiple_choice": ("a,c", "a[,]c"),
    "true_false": ("f", "false"),
    "gap_fill": ("chènevotte | chaux | un mois", "chènevotte[,]chaux[,]un mois"),
    "numeric": ("2.5", "2.4[:]2.6"),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_interactions_speak_both_dialects(question):
    interaction = question.interaction()
    found = (interaction.pattern["scorm12"], interaction.pattern["scorm2004"])
    assert found == PATTERNS[question.kind]
    assert interaction.id.replace("_", "").isalnum()
    assert interaction.id.isascii()


GOOD = {
    "id": "q",
    "kind": "single_choice",
    "prompt": "?",
    "feedback": {"general": "", "by_option": {}},
    "weight": "1",
    "graded": True,
    "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
    "key": ["a"],
}
TRUE_FALSE = {
    **{k: v for k, v in GOOD.items() if k != "options"},
    "kind": "true_false",
    "key": True,
}


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"kind": "telepathy"}, "unknown_kind", "q.kind"),
        ({"id": 7}, "not_text", "q.id"),
        ({"prompt": None}, "not_text", "q.prompt"),
        ({"feedback": []}, "not_an_object", "q.feedback"),
        (
            {"feedback": {"general": "", "by_option": {"a": 1}}},
            "not_an_object",
            "q.feedback.by_option",
        ),
        (
            {"feedback": {"general": "", "by_option": {"z": ""}}},
            "feedback_for_unknown_option",
            "q.feedback.by_option",
        ),
        ({"graded": 1}, "not_a_boolean", "q.graded"),
        ({"weight": 1}, "weight_out_of_range", "q.weight"),
        ({"weight": "0"}, "weight_out_of_range", "q.weight"),
        ({"weight": "100.01"}, "weight_out_of_range", "q.weight"),
        ({"weight": "Infinity"}, "weight_out_of_range", "q.weight"),
        ({"weight": "one"}, "weight_out_of_range", "q.weight"),
        ({"options": {}}, "not_a_list", "q.options"),
        ({"options": [{"id": "a"}]}, "not_an_option", "q.options[0]"),
        ({"options": GOOD["options"][:1]}, "options_count_or_ids", "q.options"),
        ({"options": GOOD["options"] * 2}, "options_count_or_ids", "q.options"),
        (
            {"options": [{"id": f"o{n}", "text": ""} for n in range(27)]},
            "options_count_or_ids",
            "q.options",
        ),
        ({"key": []}, "not_one_right_answer", "q.key"),
        ({"key": ["a", "b"]}, "not_one_right_answer", "q.key"),
        ({"key": ["z"]}, "key_not_among_options", "q.key"),
        ({"key": "a"}, "key_not_among_options", "q.key"),
        ({"extra": 1}, "unexpected_member", "q"),
        ({"kind": "multiple_choice", "key": []}, "no_right_answer", "q.key"),
        ({**TRUE_FALSE, "options": None, "key": "true"}, "not_a_boolean", "q.key"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(change, code, place):
    with pytest.raises(QuestionError) as caught:
        parse_question(GOOD | change, "q")
    assert (caught.value.code, caught.value.place) == (code, place)


@given(ANYTHING)
def test_no_json_makes_parsing_raise_anything_else(data):
    with pytest.raises(QuestionError):
        parse_question(data, "q")

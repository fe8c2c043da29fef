from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.document import Step
from modules.questions.typed import clean
from modules.state import (
    STATUSES,
    Answer,
    Place,
    State,
    decode,
    encode,
    merge,
    outcome,
    settle,
    tokens,
)
from tests.factories.documents import make_document
from tests.modules.golden import document_from, golden, question_from

UNITS = golden("state/units.json")
PRINT = UNITS["three"]["fingerprint"]
THREE = document_from(UNITS["three"])
TYPED = document_from(UNITS["typed"])


def named(path):
    return [pytest.param(case, id=case["name"]) for case in golden(path)]


@pytest.mark.parametrize("case", named("state/merge.json"))
def test_merging(case):
    a, b = State.from_data(case["a"]), State.from_data(case["b"])
    assert merge(a, b).to_data() == case["merged"]
    assert merge(b, a).to_data() == case["merged"]


@pytest.mark.parametrize("case", named("state/reading.json"))
def test_reading_keeps_what_is_understood(case):
    assert State.from_data(case["data"]).to_data() == case["state"]


@pytest.mark.parametrize("case", named("state/outcome.json"))
def test_outcome(case):
    document = document_from(UNITS[case["unit"]])
    state = State.from_data(case["state"])
    found = outcome(document, state)
    assert {
        "score": found.score,
        "best": found.best,
        "status": found.status,
        "complete": found.complete,
        "steps_left": list(found.steps_left),
        "questions_left": list(found.questions_left),
    } == case["outcome"]
    settled = settle(document, state)
    assert (settled.best, settled.status) == (found.best or 0, found.status)
    assert settle(document, settled) == settled


@pytest.mark.parametrize("case", named("state/format-1.json"))
def test_format_1_is_written_and_read_for_ever(case):
    document = document_from(UNITS[case["unit"]])
    state = State.from_data(case["state"])
    assert encode(state, document, PRINT) == case["text"]
    decoded = decode(case["text"], document, PRINT)
    assert (decoded.how, decoded.state.to_data()) == ("exact", case["state"])


@pytest.mark.parametrize("case", named("state/decoding.json"))
def test_decoding(case):
    document = document_from(UNITS[case["unit"]])
    decoded = decode(case["text"], document, PRINT)
    assert (decoded.how, decoded.state.to_data()) == (case["how"], case["state"])


@pytest.mark.parametrize("name", UNITS)
def test_the_tokens_of_the_golden_units_are_those_of_their_ids(name):
    unit = UNITS[name]
    names = tokens(document_from(unit))
    assert names.steps == {step["id"]: step["token"] for step in unit["steps"]}
    for question in unit["questions"]:
        question_id = question["definition"]["id"]
        assert names.questions[question_id] == question["token"]
        assert names.options[question_id] == question["tokens"]


def test_tokens_grow_together_until_they_differ():
    # "x1" … "x26": among so many, two digests share their first two characters.
    ids = [f"x{number}" for number in range(1, 27)]
    question = question_from(
        {
            "id": "q",
            "kind": "single_choice",
            "weight": "1",
            "graded": True,
            "options": ids,
            "key": ["x1"],
        }
    )
    document = make_document(
        questions=(question,),
        steps=(Step("s", "s", '<section data-question="q"></section>'),),
    )
    names = tokens(document).options["q"]
    assert {len(token) for token in names.values()} == {3}
    assert len(set(names.values())) == 26


def test_a_browser_claims_nothing():
    state = State(frozenset({"s1"}), None, {}, 10_000, "passed").unclaimed()
    assert settle(THREE, state) == State(frozenset({"s1"}), None, {}, 0, "incomplete")


CLIENTS = st.text("abz27", min_size=4, max_size=4)
COUNTS = st.integers(1, 40)
STEPS = st.sampled_from(["s1", "s2", "s3"])
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "q1": st.builds(Answer, st.sampled_from("abc"), COUNTS, CLIENTS),
        "q2": st.builds(
            Answer,
            st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
            COUNTS,
            CLIENTS,
        ),
        "q3": st.builds(Answer, st.booleans(), COUNTS, CLIENTS),
    },
)
STATES = st.builds(
    State,
    st.frozensets(STEPS),
    st.none() | st.builds(Place, STEPS, COUNTS, CLIENTS),
    ANSWERS,
    st.integers(0, 10_000),
    st.sampled_from(STATUSES),
)


@given(STATES, STATES, STATES)
def test_merge_is_a_join(a, b, c):
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, a) == a
    assert merge(a, State()) == a


@given(STATES, STATES)
def test_merging_loses_no_step_no_check_no_score(a, b):
    joined = merge(a, b)
    assert joined.steps >= a.steps | b.steps
    assert joined.best >= max(a.best, b.best)
    for name in {*a.answers, *b.answers}:
        counts = [s.answers[name].count for s in (a, b) if name in s.answers]
        assert joined.answers[name].count == max(counts)


@given(STATES)
def test_what_is_written_is_read_again(state):
    text = encode(state, THREE, PRINT)
    assert decode(text, THREE, PRINT).state == state
    assert set(text) <= set(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~."
    )


GAP = st.sampled_from(["", "chènevotte", "CHAUX", "un\u202fmois"]) | st.text(
    max_size=90
)
TYPED_STATES = st.builds(
    lambda gaps, number, count: State(
        answers={
            "g1": Answer(tuple(gaps), count, "abcd"),
            "n1": Answer(number, count, "wxyz"),
        }
    ),
    st.lists(GAP, min_size=3, max_size=3),
    st.from_regex(r"-?[1-9][0-9]{0,14}(\.[0-9]{0,14}[1-9])?", fullmatch=True),
    COUNTS,
)


@given(TYPED_STATES, st.sampled_from([0, 3500]))
def test_typed_answers_keep_their_worth_when_written(state, limit):
    text = encode(state, TYPED, PRINT, limit)
    back = decode(text, TYPED, PRINT).state
    assert encode(back, TYPED, PRINT, limit) == text
    assert outcome(TYPED, back) == outcome(TYPED, state)
    assert back.answers["n1"] == state.answers["n1"]
    typed = back.answers["g1"].answer
    assert limit == 0 or typed == tuple(map(clean, state.answers["g1"].answer))
    assert State.from_data(back.to_data()) == back


def test_what_was_typed_is_forgotten_only_beyond_the_limit():
    state = State(answers={"g1": Answer(("CHÈNEVOTTE", "ciment", ""), 1, "abcd")})
    text = encode(state, TYPED, PRINT)
    assert encode(state, TYPED, PRINT, len(text)) == text
    brief = decode(encode(state, TYPED, PRINT, len(text) - 1), TYPED, PRINT).state
    assert brief.answers["g1"].answer == ("chènevotte", "", "")


@given(STATES)
def test_the_json_form_is_read_again(state):
    assert State.from_data(state.to_data()) == state


@given(STATES, STATES)
def test_settling_grows_with_knowledge(a, b):
    before, after = settle(THREE, a), settle(THREE, merge(settle(THREE, a), b))
    assert after.best >= before.best
    assert STATUSES.index(after.status) >= STATUSES.index(before.status)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["steps", "last", "answers", "best", "status", "answer", "count"]
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_json_makes_reading_raise(data):
    state = State.from_data(data)
    assert State.from_data(state.to_data()) == state
    outcome(THREE, state)


@given(st.text() | st.from_regex(r"1~01234567~p0~[0-9a-zA-Z]*~~4[a-z]*~4[a-zA-Z.]*"))
def test_no_text_makes_decoding_raise(text):
    decoded = decode(text, THREE, PRINT)
    assert decoded.how in {"exact", "carried", "refused"}
    assert State.from_data(decoded.state.to_data()) == decoded.state


@settings(max_examples=50)
@given(st.data())
def test_damage_is_survived(data):
    text = golden("state/format-1.json")[2]["text"]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(max_codepoint=0x17F) | st.just(""))
    decoded = decode(text[:place] + other + text[place + 1 :], THREE, PRINT)
    assert State.from_data(decoded.state.to_data()) == decoded.state


def test_twelve_units_of_twelve_questions_fit_in_3500_characters():
    ids = [f"{number:08x}-aaaa-4bbb-8ccc-dddddddddddd" for number in range(144)]
    kinds = ("single_choice", "multiple_choice", "true_false", "gap_fill", "numeric")
    total = 0
    for unit in range(12):
        questions = []
        answers = {}
        for number, name in enumerate(ids[unit * 12 : unit * 12 + 12]):
            kind = kinds[number % 5]
            options = [f"{name}-{letter}" for letter in "abcdef"]
            definition = {"id": name, "kind": kind, "weight": "1", "graded": True}
            if kind == "true_false":
                definition |= {"key": True}
            elif kind == "gap_fill":
                accepted = [{"id": o, "accepted": [f"mot {o[-1]}"]} for o in options]
                definition |= {"exact": False, "key": accepted[:4]}
            elif kind == "numeric":
                key = {"value": "12000.5", "tolerance": "0"}
                definition |= {"key": key, "unit": "kWh"}
            else:
                key = options[:1] if kind == "single_choice" else options[:5]
                definition |= {"options": options, "key": key}
            questions.append(question_from(definition))
            answer = {
                "single_choice": options[0],
                "multiple_choice": tuple(options),
                "true_false": True,
                "gap_fill": ("Mot A", "la chènevotte", "", "MOT D"),
                "numeric": "12500.75",
            }[kind]
            # Every answer from another device, and checked many times.
            answers[name] = Answer(answer, 35, f"aa{'abcdefghijkl'[number]}a")
        steps = tuple(
            Step(
                f"{unit}-{number}",
                "s",
                "".join(
                    f'<section data-question="{question.id}"></section>'
                    for question in questions
                )
                if number == 0
                else "",
            )
            for number in range(8)
        )
        document = make_document(steps=steps, questions=tuple(questions), assets=())
        state = State(
            frozenset(step.id for step in steps),
            Place(steps[-1].id, 120, "zzzz"),
            answers,
            10_000,
            "passed",
        )
        text = encode(state, document, PRINT, 3500 // 12)
        back = decode(text, document, PRINT).state
        assert outcome(document, back) == outcome(document, state)
        total += len(text)
    assert total <= 3500


def test_a_state_of_many_clients_is_still_read():
    answers = {
        name: replace(Answer(True, 1, f"{'abcdefghijklmnopqrstuvwxyz234567'[i]}aaa"))
        for i, name in enumerate(f"q{number}" for number in range(30))
    }
    definition = {"kind": "true_false", "weight": "1", "graded": True, "key": True}
    questions = tuple(question_from({"id": name, **definition}) for name in answers)
    places = "".join(f'<section data-question="{n}"></section>' for n in answers)
    document = make_document(
        steps=(Step("s", "s", places),), questions=questions, assets=()
    )
    state = State(answers=answers)
    assert decode(encode(state, document, PRINT), document, PRINT).state == state

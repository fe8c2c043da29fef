"""The exported zip, played by a runtime we did not write."""

import json
import zipfile

import pytest

pytestmark = [pytest.mark.browser]

BUDGET = 60_000
"""Bytes of scripts and styles of a package, gzipped."""


def sco(page):
    """Return the frame of the SCO, once the player has started."""
    frame = page.frame_locator("iframe")
    frame.locator("passerelle-unit").wait_for()
    frame.locator(".bar:not([hidden])").wait_for()
    return frame


def definitions(frame):
    """Return each question's id and grading definition, in order."""
    return frame.locator("passerelle-question").evaluate_all(
        "nodes => nodes.map(n => [n.dataset.question, JSON.parse(n.dataset.definition),"
        " n.dataset.kind])"
    )


def answer(frame, question_id, kind, definition, *, right=True):
    """Answer a question as people do, wherever it is."""
    question = frame.locator(f'passerelle-question[data-question="{question_id}"]')
    step = question.evaluate("node => node.closest('[data-view]').id")
    frame.locator(f'.rail a[data-to="{step}"]').click()
    key = definition["key"]
    inputs = question.locator("input")
    if kind in ("gap_fill", "numeric"):
        gaps = [gap["accepted"][0] for gap in key] if kind == "gap_fill" else None
        for index, text in enumerate(gaps or [key["value"]]):
            inputs.nth(index).fill(text if right else "-9999")
    else:
        tick(inputs, key, kind, right=right)
    question.locator('[data-action="check"]').click()
    question.locator("[data-result]:not(:empty)").wait_for()


def tick(inputs, key, kind, *, right):
    values = inputs.evaluate_all("nodes => nodes.map(node => node.dataset.option)")
    wanted = ["true" if key else "false"] if kind == "true_false" else list(key)
    if not right:
        wanted = [next(value for value in values if value not in wanted)]
    for value in wanted:
        inputs.nth(values.index(value)).check()


def launch(page, url, stored=None):
    page.goto(url)
    page.evaluate("stored => launch(stored)", stored)
    return sco(page)


def test_status_score_answers_and_place_are_in_the_lms_when_the_frame_vanishes(
    page, lms
):
    frame = launch(page, lms)
    questions = definitions(frame)
    for question_id, definition, kind in questions[:3]:
        answer(frame, question_id, kind, definition)
    page.evaluate("removeFrame()")
    stored = page.evaluate("stored()")
    core = stored["core"]
    assert core["lesson_status"] == "incomplete"
    assert float(core["score"]["raw"]) == pytest.approx(
        100 * 3 / len(questions), abs=0.01
    )
    assert (core["score"]["min"], core["score"]["max"]) in {("0", "100"), (0, 100)}
    assert core["exit"] == "suspend"
    assert 0 < len(stored["suspend_data"]) <= 3500
    interactions = stored["interactions"]
    interactions = [interactions[str(n)] for n in range(len(interactions))]
    assert [i["result"] for i in interactions] == ["correct"] * 3
    assert {i["type"] for i in interactions} <= {
        "choice",
        "true-false",
        "fill-in",
        "numeric",
    }


def test_coming_back_finds_everything_where_it_was(page, lms):
    frame = launch(page, lms)
    questions = definitions(frame)
    for index, (question_id, definition, kind) in enumerate(questions[:4]):
        answer(frame, question_id, kind, definition, right=index != 1)
    here = frame.locator(".view:not([hidden])").first.get_attribute("id")
    number = frame.locator("[data-ring-number]").inner_text()
    page.evaluate("removeFrame()")
    stored = page.evaluate("stored()")
    frame = launch(page, lms, stored)
    assert frame.locator(".view:not([hidden])").first.get_attribute("id") == here
    assert frame.locator("[data-ring-number]").inner_text() == number
    checked = frame.locator("passerelle-question[data-checked]")
    assert checked.evaluate_all("nodes => nodes.map(n => n.dataset.question)") == [
        question_id for question_id, _definition, _kind in questions[:4]
    ]
    again = page.evaluate("stored()")
    assert again["core"]["score"]["raw"] == stored["core"]["score"]["raw"]


def test_all_right_is_passed_and_stays_passed(page, lms):
    frame = launch(page, lms)
    questions = definitions(frame)
    for question_id, definition, kind in questions:
        answer(frame, question_id, kind, definition)
    frame.locator('.rail a[data-to="view-results"]').click()
    frame.locator('[data-action="finish"]').click()
    frame.locator("[data-finished]:not(:empty)").wait_for()
    core = page.evaluate("stored()")["core"]
    assert core["lesson_status"] == "passed"
    assert float(core["score"]["raw"]) == 100
    assert core["exit"] == ""
    calls = page.evaluate("calls")
    names = [call[0] for call in calls]
    assert names.count("LMSInitialize") == 1
    assert names.count("LMSFinish") == 1
    first_status = next(
        index for index, call in enumerate(calls) if call[2] == "passed"
    )
    assert "cmi.core.score.raw" in [call[1] for call in calls[:first_status]]


def test_a_reviewed_attempt_is_not_touched(page, lms):
    stored = {
        "core": {
            "lesson_status": "passed",
            "lesson_mode": "review",
            "score": {"raw": "90", "min": "0", "max": "100"},
        },
        "suspend_data": "",
    }
    frame = launch(page, lms, stored)
    question_id, definition, kind = definitions(frame)[0]
    answer(frame, question_id, kind, definition, right=False)
    page.evaluate("removeFrame()")
    assert "LMSSetValue" not in [call[0] for call in page.evaluate("calls")]
    assert page.evaluate("stored()")["core"]["score"]["raw"] == "90"


def test_without_a_platform_the_package_opens_from_a_folder(
    new_context, package, tmp_path
):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "cle")
    context = new_context()
    requests = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    url = (tmp_path / "cle" / "index.html").as_uri()
    page.goto(url)
    page.locator(".bar:not([hidden])").wait_for()
    question_id, definition, kind = definitions(page)[0]
    # Finding no platform takes a few seconds of looking.
    page.wait_for_function(
        "document.querySelector('[data-saved]').dataset.saved != 'loading'"
    )
    answer(page, question_id, kind, definition)
    page.wait_for_timeout(500)
    page.goto(url)
    page.locator(".bar:not([hidden])").wait_for()
    page.locator(
        f'passerelle-question[data-question="{question_id}"][data-checked]'
    ).wait_for(state="attached")
    assert problems == []
    assert [u for u in requests if not u.startswith("file:")] == []


def test_the_package_is_light(package):
    import gzip

    with zipfile.ZipFile(package) as archive:
        weight = sum(
            len(gzip.compress(archive.read(name), 9))
            for name in archive.namelist()
            if name.endswith((".js", ".css"))
            and not name.startswith(("h5p/", "viewer/"))
        )
    assert weight <= BUDGET
    assert package.stat().st_size <= 300_000


@pytest.mark.parametrize("name", ["index.html", "fiche.html", "licences.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_the_package(
    new_context, axe, package, tmp_path, name, scheme, width
):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "cle")
    context = new_context(
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 700},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto((tmp_path / "cle" / name).as_uri())
    if name == "index.html":
        page.locator(".bar:not([hidden])").wait_for()
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0
    assert axe(page) == []


def test_every_view_of_the_player_passes_axe(new_context, axe, package, tmp_path):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "cle")
    page = new_context(bypass_csp=True, reduced_motion="reduce").new_page()
    page.goto((tmp_path / "cle" / "index.html").as_uri())
    page.locator(".bar:not([hidden])").wait_for()
    for question_id, definition, kind in definitions(page)[:2]:
        answer(page, question_id, kind, definition, right=False)
    views = page.locator(".rail a").evaluate_all(
        "nodes => nodes.map(node => node.dataset.to)"
    )
    found = {}
    for view in views:
        page.locator(f'.rail a[data-to="{view}"]').click()
        found[view] = axe(page)
    assert found == {view: [] for view in views}


def test_the_manifest_keeps_its_identifiers_in_a_second_export(
    installation, package, tmp_path
):
    again = tmp_path / "again.zip"
    said = installation.export("tri-7-flux", again)
    assert again.read_bytes() == package.read_bytes()
    assert json.loads(json.dumps(said))["size"] == again.stat().st_size

"""A package with gaps and a number, conforming and played by a runtime not ours."""

import functools
import http.server
import threading
import zipfile
from pathlib import Path

import pytest

from scorm_exports.conformance.check import check_package
from scorm_exports.packaging.request import Runtime
from tests.e2e.conftest import LMS_PAGE, ROOT, SCORM_AGAIN
from tests.factories.documents import GAP_FILL_ID, NUMERIC_ID, make_typed_document
from tests.factories.packages import build_sample_package

pytestmark = [pytest.mark.browser]

BUILD = ROOT / "static" / "build"
DIALECTS = {
    "scorm12": ("Scorm12API", "API", "student_response", "wrong"),
    "scorm2004": ("Scorm2004API", "API_1484_11", "learner_response", "incorrect"),
}


@pytest.fixture
def built(tmp_path):
    """A package of one question of every kind, with the real scripts."""
    return build_sample_package(
        tmp_path,
        document=make_typed_document(demo=False),
        runtime=Runtime.from_build(BUILD),
    ).path


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def platform(built, tmp_path):
    """Return a function that serves the package inside an LMS of a dialect."""
    servers = []

    def serve(dialect: str) -> str:
        folder = tmp_path / dialect
        with zipfile.ZipFile(built) as archive:
            archive.extractall(folder / "package")
        constructor, name, _response, _wrong = DIALECTS[dialect]
        page = LMS_PAGE.read_text().replace("Scorm12API", constructor)
        page = page.replace("window.API", f"window.{name}")
        (folder / "lms.html").write_text(page)
        script = Path(SCORM_AGAIN).with_name(f"{dialect}.min.js")
        (folder / "scorm12.js").write_bytes(script.read_bytes())
        handler = functools.partial(_Quiet, directory=str(folder))
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}/lms.html"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_package_conforms(built):
    report = check_package(built, BUILD / "scorm_exports" / "schemas" / "scorm12")
    assert report.exit_code == 0


def open_questions(page, stored=None):
    page.evaluate("stored => launch(stored)", stored)
    frame = page.frame_locator("iframe").last
    frame.locator(".bar:not([hidden])").wait_for()
    frame.locator(".rail a").nth(4).click()
    return [
        frame.locator(f'passerelle-question[data-question="{name}"]')
        for name in (GAP_FILL_ID, NUMERIC_ID)
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_was_typed_is_told_to_the_platform_and_found_again(
    page, platform, dialect
):
    _constructor, _name, response, wrong = DIALECTS[dialect]
    page.goto(platform(dialect))
    gaps, number = open_questions(page)
    for index, typed in enumerate(["Chènevotte", "", "un\u00a0an"]):
        gaps.locator("input").nth(index).fill(typed)
    gaps.locator("input").first.press("Enter")
    number.locator("input").fill("2,45 m³")
    number.locator("input").press("Enter")
    assert page.frames[-1].evaluate("passerelleAdapter.faults") == []
    page.evaluate("removeFrame()")
    stored = page.evaluate("stored()")
    first, second = (stored["interactions"][n] for n in ("0", "1"))
    separator = " | " if dialect == "scorm12" else "[,]"
    assert (first["type"], second["type"]) == ("fill-in", "numeric")
    assert first[response] == separator.join(["Chènevotte", "-", "un an"])
    assert second[response] == "2.45"
    assert (first["result"], second["result"]) == (wrong, "correct")
    pattern = second["correct_responses"]["0"]["pattern"]
    assert pattern == ("2.5" if dialect == "scorm12" else "2.4[:]2.6")
    raw = (stored["core"] if dialect == "scorm12" else stored)["score"]["raw"]
    # A third of one question and the whole of another, out of five.
    assert float(raw) == pytest.approx(26.67, abs=0.01)
    assert 0 < len(stored["suspend_data"]) <= 3500
    # Only the text matters for coming back: the rest is the platform's own.
    page.reload()
    gaps, number = open_questions(page, {"suspend_data": stored["suspend_data"]})
    fields = gaps.locator("input")
    gaps.locator(".verdict").first.wait_for(state="attached")
    assert [fields.nth(n).input_value() for n in range(3)] == [
        "Chènevotte",
        "",
        "un an",
    ]
    assert number.locator("input").input_value() == "2,45"

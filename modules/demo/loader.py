"""The demonstration: accounts, places and units, through the real workflow.

Every stage looks for what a previous run left, so that an interrupted run is finished
by the next and a complete one is left alone.
"""

import fcntl
import io
import json
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.rich_text import RichText

from cms import jobs
from cms.app_settings import app_settings
from cms.models import (
    Campus,
    Job,
    Level,
    LicensedImage,
    Mandate,
    Qualification,
    Theme,
)
from cms.private_files import read_or_create
from cms.roles import ADMINISTRATORS, AUTHORS, INSPECTORS
from modules.actions import decide, submit_unit
from modules.demo import network
from modules.forms import MET, decision_form_class
from modules.models import (
    Submission,
    SubmissionState,
    Unit,
    UnitIndexPage,
    UnitPage,
    UnitVersion,
)
from modules.roles import setup_roles

HERE = Path(__file__).parent
UNITS = ("tri-7-flux", "maquette-numerique-bim", "beton-de-chanvre")
LOGINS_FILE = "demo-logins.json"
ACCOUNTS = {
    "admin": ("admin@exemple.invalid", "Dominique", "Exemple", ADMINISTRATORS),
    "author": ("auteur@exemple.invalid", "Camille", "Exemple", AUTHORS),
    "inspector": ("inspection@exemple.invalid", "Claude", "Exemple", INSPECTORS),
    "teacher": ("enseignant@exemple.invalid", "Sacha", "Exemple", ""),
}
"""Clearly fictional people, at addresses that can never exist (RFC 2606)."""


class DemoError(Exception):
    """The demonstration could not be completed; the message says why."""


@dataclass(frozen=True)
class Login:
    """A demonstration account; the password is empty once somebody changed it."""

    role: str
    email: str
    password: str


def load() -> list[Login]:
    """Create what is missing of the demonstration and return its accounts.

    Raises :class:`DemoError` when a unit could not be frozen.
    """
    with _alone():
        index = setup_roles()
        logins = _accounts()
        campus = network.load_campus()
        _mandate(campus)
        for slug in UNITS:
            _unit(slug, index, campus)
        network.load_contributions(campus)
    return logins


@contextmanager
def _alone() -> Iterator[None]:
    """Let a second run wait: each stage looks for what is there, then writes."""
    with (app_settings.data_dir / "demo.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _accounts() -> list[Login]:
    passwords = _passwords()
    users = get_user_model()
    logins = []
    for role, (email, first_name, last_name, group) in ACCOUNTS.items():
        user = users.objects.filter(email=email).first()
        if user is None:
            with transaction.atomic():
                user = users.objects.create_user(
                    email,
                    passwords[role],
                    first_name=first_name,
                    last_name=f"{last_name} (personne fictive)",
                    is_superuser=role == "admin",
                )
                # Who only follows units has no role.
                user.groups.set(Group.objects.filter(name=group))
        password = passwords[role] if user.check_password(passwords[role]) else ""
        logins.append(Login(role, email, password))
    return logins


def _passwords() -> dict[str, str]:
    # Random per installation: a published password is an open door.
    drawn = {role: secrets.token_urlsafe(9) for role in ACCOUNTS}
    path = app_settings.data_dir / LOGINS_FILE
    kept = json.loads(read_or_create(path, lambda: json.dumps(drawn)))
    if kept.keys() < drawn.keys():
        # A demonstration loaded before a role was added to it.
        path.write_text(json.dumps(drawn | kept), encoding="utf-8")
    return drawn | kept


def _mandate(campus: Campus) -> None:
    inspector = get_user_model().objects.get(email=ACCOUNTS["inspector"][0])
    if not Mandate.objects.filter(inspector=inspector).exists():
        with transaction.atomic():
            mandate = Mandate.objects.create(
                inspector=inspector,
                capacity="inspecteur de l’enseignement technique (IEN-ET), exemple fictif",
                valid_from=timezone.localdate() - timedelta(days=1),
            )
            mandate.sectors.add(campus.sector)
            mandate.academies.add(network.academy_of_the_demonstration())


def _unit(slug: str, index: UnitIndexPage, campus: Campus) -> None:
    if UnitVersion.objects.filter(slug=slug).exists():
        return
    users = get_user_model().objects
    author = users.get(email=ACCOUNTS["author"][0])
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None or unit.page is None:
        page = _write(slug, index, campus, author)
    else:
        page = unit.page
    submission = Submission.objects.open().for_page(page).first()
    if submission is None:
        submission = submit_unit(page=page, user=author)
    _freeze(submission)
    _approve(submission, users.get(email=ACCOUNTS["inspector"][0]))


def _freeze(submission: Submission) -> None:
    if submission.job_id is not None:
        jobs.run_to_end(Job.objects.get(pk=submission.job_id))
    submission.refresh_from_db()
    if submission.state == SubmissionState.FREEZING:
        raise DemoError("The unit is still being prepared by another process.")
    if submission.state == SubmissionState.FAILED:
        raise DemoError(submission.reason)


def _approve(submission: Submission, inspector: Any) -> None:
    if submission.state != SubmissionState.READY or submission.task_state is None:
        return
    grid = submission.task_state.task.specific.grid
    data = {f"answer_{criterion.pk}": MET for criterion in grid.criteria.all()}
    form = decision_form_class(grid, "approve")(
        {**data, "comment": "Visa fictif, pour la démonstration."}
    )
    if not form.is_valid():
        raise DemoError(form.errors.as_text())
    decide(submission_id=submission.pk, user=inspector, form=form)


def _write(slug: str, index: UnitIndexPage, campus: Campus, author: Any) -> UnitPage:
    data = json.loads((HERE / slug / "unit.json").read_text(encoding="utf-8"))
    images = {
        key: _image(HERE / slug / entry["file"], entry, author)
        for key, entry in data["images"].items()
    }
    page = UnitPage(
        title=data["title"],
        slug=slug,
        owner=author,
        live=False,
        language=data["language"],
        summary=data["summary"],
        objectives="\n".join(data["objectives"]),
        prerequisites="\n".join(data["prerequisites"]),
        duration_minutes=data["duration_minutes"],
        equipment_level=data["equipment_level"],
        safety_level=data["safety_level"],
        authors="\n".join(data["authors"]),
        contributors="\n".join(data["contributors"]),
        licence=data["licence"],
        law_checked_on=date.fromisoformat(data["law_checked_on"]),
        review_due_on=date.fromisoformat(data["review_due_on"]),
        mastery_score=data["mastery_score"],
        completion_rule=data["completion_rule"],
        attempts_allowed=data["attempts_allowed"],
    )
    page.levels = Level.objects.filter(code__in=data["levels"])
    page.themes = Theme.objects.filter(code__in=data["themes"])
    page.qualifications = _qualifications(data["qualifications"])
    page.steps = [("step", _step(step, images)) for step in data["steps"]]
    # A page without its place could be submitted by nobody: both or neither.
    with transaction.atomic():
        index.add_child(instance=page)
        page.save_revision(user=author, log_action=True)
        Unit.objects.filter(page=page).update(
            slug=slug,
            demo=True,
            campus=campus,
            sector=campus.sector,
            academy=network.academy_of_the_demonstration(),
        )
    return page


def _image(path: Path, entry: dict[str, Any], author: Any) -> LicensedImage:
    found = LicensedImage.objects.filter(
        title=entry["title"], uploaded_by_user=author
    ).first()
    if found is not None:
        return found
    content = path.read_bytes()
    image = LicensedImage(
        title=entry["title"],
        author=entry["author"],
        licence=entry["licence"],
        recognisable_person=False,
        uploaded_by_user=author,
        file=ImageFile(io.BytesIO(content), name=path.name),
    )
    image.save()
    return image


def _qualifications(titles: list[str]) -> list[Qualification]:
    by_label = {_plain(entry.label): entry for entry in Qualification.objects.all()}
    return [by_label[_plain(title)] for title in titles if _plain(title) in by_label]


def _plain(text: str) -> str:
    # Typographic spaces and apostrophes do not make two diplomas of one.
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return " ".join(text.split()).casefold()


def _step(step: dict[str, Any], images: dict[str, LicensedImage]) -> dict[str, Any]:
    return {
        "title": step["title"],
        "body": [_block(block, images) for block in step["blocks"]],
    }


def _block(block: dict[str, Any], images: dict[str, LicensedImage]) -> tuple[str, Any]:
    kind = block["type"]
    values = {name: value for name, value in block.items() if name != "type"}
    if kind == "text":
        return kind, RichText(values["html"])
    if kind == "image":
        return kind, {**values, "image": images[values["image"]]}
    if kind == "callout":
        return kind, {
            "kind": values["kind"],
            "title": values["title"],
            "text": RichText(values["html"]),
        }
    if kind == "table":
        return kind, _table(values)
    if kind == "sources":
        return kind, {
            "sources": [
                {**item, "checked_on": date.fromisoformat(item["checked_on"])}
                for item in values["items"]
            ]
        }
    if kind == "activity":
        return kind, values
    return kind, _question(kind, values)


def _table(values: dict[str, Any]) -> dict[str, Any]:
    from modules.blocks.text import TableBlock

    table = (
        TableBlock()
        .child_blocks["table"]
        .to_python(
            {
                "columns": [
                    {"type": "text", "heading": heading}
                    for heading in values["column_headers"]
                ],
                "rows": [{"values": row} for row in values["rows"]],
                "caption": values["caption"],
            }
        )
    )
    return {"table": table, "row_headers": values["row_headers"]}


def _question(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    common = {"feedback": values.get("feedback", ""), "weight": 1, "graded": True}
    if kind == "true_false":
        return {
            **common,
            "prompt": RichText(values["statement"]),
            "is_true": "true" if values["is_true"] else "false",
            "feedback_true": values["feedback_true"],
            "feedback_false": values["feedback_false"],
        }
    common["prompt"] = RichText(values["prompt"])
    if kind == "gap_fill":
        return {**common, "text": values["text"], "exact": values.get("exact", False)}
    if kind == "numeric":
        return {
            **common,
            "value": values["value"],
            "tolerance": values.get("tolerance", "0"),
            "tolerance_kind": values.get("tolerance_kind", "absolute"),
            "unit": values.get("unit", ""),
        }
    return {
        **common,
        "options": [
            {
                "text": option["text"],
                "is_right": option["right"],
                "feedback": option.get("feedback", ""),
            }
            for option in values["options"]
        ],
    }

"""Teachers at their players, and what the site holds of them, seen from outside."""

import json
import sqlite3
import uuid
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, expect

from modules.document import UnitDocument
from modules.state import STATUSES, State, decode

SLUG = "tri-7-flux"
PLAYER = f"/unites/{SLUG}/suivre/"
MAKE_TEACHERS = """
from cms.models import User
for email in {emails}:
    User.objects.create_user(email, "mot-de-passe-long", first_name="Alix",
        last_name="Exemple (personne fictive)")
"""
PASSWORD = "mot-de-passe-long"


def make_teachers(site, count):
    """Create accounts on an installation and return their addresses."""
    emails = [
        f"enseignant-{uuid.uuid4().hex[:8]}@exemple.invalid" for _ in range(count)
    ]
    site.manage("shell", "-c", MAKE_TEACHERS.format(emails=emails))
    return emails


@dataclass
class Held:
    """What the site holds of one person in one version."""

    state: State
    best: int
    status: str
    seq: int


def held(site, email) -> Held | None:
    """Read a person's progress from the database, as nobody's browser could."""
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        row = database.execute(
            "SELECT p.fingerprint, p.state, p.best, p.status, p.seq"
            " FROM lms_unitprogress p JOIN cms_user u ON u.id = p.user_id"
            " JOIN modules_unitversion v"
            "  ON v.unit_id = p.unit_id AND v.number = p.version"
            " WHERE u.email = ? AND v.slug = ?",
            (email, SLUG),
        ).fetchone()
    if row is None:
        return None
    fingerprint, text, best, status, seq = row
    document = document_of(site, fingerprint)
    return Held(decode(text, document, fingerprint).state, best, STATUSES[status], seq)


def document_of(site, fingerprint) -> UnitDocument:
    path = site.data / "blobs" / fingerprint[:2] / fingerprint
    return UnitDocument.from_bytes(path.read_bytes())


def sign_in(page: Page, site, email, password=PASSWORD, then=PLAYER):
    page.goto(f"{site.url}/connexion/?next={then}")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{then}")


def sign_out(page: Page):
    page.evaluate("document.querySelector('form[action=\"/deconnexion/\"]').submit()")
    page.wait_for_url(lambda url: "/suivi/" not in url)


@dataclass
class Player:
    """A unit open in a page."""

    page: Page
    url: str
    given: dict[str, int] = field(default_factory=dict)

    def open(self):
        self.page.goto(self.url)
        self.ready()
        return self

    def ready(self):
        self.page.locator("passerelle-unit[data-ready]").wait_for()
        return self

    @property
    def question_ids(self):
        return self.page.evaluate(
            "[...document.querySelectorAll('passerelle-question')]"
            ".map(q => JSON.parse(q.dataset.definition).id)"
        )

    def answer(self, index, option=0):
        """Check an option of a question, whichever step shows it.

        Where something is to be typed, it is a text that differs by option.
        """
        self.page.evaluate(
            """([index, option]) => {
              const question = document.querySelectorAll('passerelle-question')[index];
              const retry = question.querySelector('[data-action=retry]');
              if (!retry.hidden) retry.click();
              const fields = question.querySelectorAll('input');
              if (fields[0].type === 'text') fields[0].value = `${1000 + option}`;
              else fields[option].checked = true;
              question.querySelector('[data-action=check]').click();
            }""",
            [index, option],
        )

    def miss(self, index):
        """Check a wrong answer, after which the question may be answered again."""
        option = self.page.evaluate(
            """(index) => {
              const question = document.querySelectorAll('passerelle-question')[index];
              const key = [].concat(JSON.parse(question.dataset.definition).key);
              const inputs = [...question.querySelectorAll('input')];
              const isWrong = ({ dataset }) => !key.map(String).includes(dataset.option);
              return Math.max(0, inputs.findIndex(isWrong));
            }""",
            index,
        )
        self.answer(index, option)

    def expect_saved(self, timeout=15_000):
        expect(self.page.locator(".saved")).to_have_attribute(
            "data-saved", "saved", timeout=timeout
        )

    @property
    def waiting(self):
        """What waits in this browser."""
        return self.page.evaluate(
            "Object.entries(localStorage)"
            ".filter(([key]) => key.startsWith('passerelle.site.'))"
        )


def player(context: BrowserContext, site) -> Player:
    return Player(context.new_page(), site.url + PLAYER)


def expire_tokens(site):
    """Make every attempt token of an installation worthless, as twelve hours would."""
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("UPDATE lms_unitprogress SET epoch = epoch + 1")


def body_of(request):
    return json.loads(request.post_data or "{}")

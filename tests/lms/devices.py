"""A model of what design asks of progress: honest devices, a network that is not.

Each device keeps what was done on it in a queue of its own until the site confirmed it,
whatever happens to the device. The network delays, repeats, reorders and loses requests
and answers. What the site may hold is then known: the join of what was recorded.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import time_machine

from lms import actions
from lms.models import UnitProgress
from lms.tokens import person_key
from modules.state import STATUSES, Answer, Place, State, decode, encode, merge, settle
from tests.lms.learner import COMMIT, JSON, OPEN

NOTHING = State()
BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""Before any session of these tests was made: none of them ends in a history."""
LIVES = "abcdefghijklmnopqrstuvwxyz234567"
CLAIM = State(best=10_000, status="passed")


@dataclass
class Device:
    """One page on one device; ``life`` counts how often it was killed."""

    letter: str
    life: int = 0
    state: State = NOTHING
    base: int = 0
    token: str = ""
    queue: State = NOTHING

    @property
    def name(self):
        return self.letter * 3 + LIVES[self.life % len(LIVES)]


@dataclass
class Message:
    """A request on its way, then its answer: ``reply`` is None before it arrived."""

    device: Device
    life: int
    sent: State
    body: dict
    reply: object = None


@dataclass
class World:
    """The site, the devices and what is on its way between them."""

    http: object
    user: object
    version: object
    document: object
    devices: list = field(default_factory=lambda: [Device(letter) for letter in "abc"])
    network: list = field(default_factory=list)
    now: datetime = BEGINNING
    recorded: State = NOTHING
    acknowledged: State = NOTHING
    reached: State = NOTHING

    # What people do

    def see(self, device, step):
        count = device.state.last.count + 1 if device.state.last else 1
        place = Place(self.document.steps[step].id, count, device.name)
        self._record(device, State(frozenset([place.step]), place))

    def answer(self, device, number, choice):
        question = self.document.questions[number]
        given = {
            "true_false": lambda: bool(choice % 2),
            "single_choice": lambda: question.options[choice % 3].id,
            "multiple_choice": lambda: (question.options[choice % 4].id,),
        }[question.kind]()
        if choice == 0:
            key = question.key
            given = key if isinstance(key, bool) else tuple(sorted(key))
            given = given[0] if question.kind == "single_choice" else given
        before = device.state.answers.get(question.id)
        count = before.count + 1 if before else 1
        self._record(
            device, State(answers={question.id: Answer(given, count, device.name)})
        )

    def _record(self, device, state):
        self.recorded = merge(self.recorded, state)
        device.state = merge(device.state, state)
        device.queue = device.state

    def kill(self, device):
        """The tab goes with all it knew; what waited in the browser comes back."""
        device.life += 1
        device.state, device.base, device.token = device.queue, 0, ""

    # What pages do

    def open(self, device):
        body = {
            "unit": str(self.version.unit_id),
            "version": self.version.number,
            "user": person_key(self.user),
        }
        answer = self._call(OPEN, body)
        assert answer.status_code == 200, answer.content
        data = answer.json()
        device.token, device.base = data["token"], data["seq"]
        device.state = merge(device.state, self._read(data["state"]))

    def send(self, device, *, forged=False):
        if not device.token:
            self.open(device)
        text = self._text(merge(device.state, CLAIM) if forged else device.state)
        body = {"token": device.token, "base": device.base, "state": text}
        self.network.append(Message(device, device.life, device.state, body))

    def receive(self, message):
        """The answer comes back to the page that asked, if it still lives."""
        device, reply = message.device, message.reply
        if reply is None or device.life != message.life:
            return
        if reply.status_code == 401:
            device.token = ""
            return
        data = reply.json()
        device.base = data["seq"]
        if "state" in data:
            device.state = merge(device.state, self._read(data["state"]))
        if device.queue == message.sent:
            device.queue = NOTHING

    # What the site does

    def arrive(self, message):
        """A request reaches the site, for the first time or again; check everything."""
        message.reply = self._call(COMMIT, message.body)
        assert message.reply.status_code in (200, 401), message.reply.content
        if message.reply.status_code == 200:
            self.acknowledged = merge(self.acknowledged, message.sent)
        row, held = self.held()
        assert knowledge(merge(held, self.acknowledged)) == knowledge(held)
        self.reached = settle(self.document, merge(held.unclaimed(), self.reached))
        standing = (self.reached.best, STATUSES.index(self.reached.status))
        assert (row.best, row.status) == standing

    def held(self):
        row = UnitProgress.objects.get(user=self.user, unit_id=self.version.unit_id)
        return row, self._read(row.state)

    def end_tokens(self):
        actions.end_tokens(user=self.user)

    def wait(self, hours):
        self.now += timedelta(hours=hours)

    def settle(self):
        """Everybody is back, and the network too: two rounds bring all to the site."""
        for device in self.devices * 2:
            for _try in ("this token", "a new one"):
                self.send(device)
                message = self.network.pop()
                self.arrive(message)
                self.receive(message)
        _row, held = self.held()
        assert knowledge(held) == knowledge(self.recorded)
        for device in self.devices:
            assert knowledge(device.state) == knowledge(self.recorded)

    def _call(self, address, body):
        with time_machine.travel(self.now, tick=False):
            return self.http.post(address, body, content_type=JSON)

    def _text(self, state):
        return encode(state, self.document, self.version.fingerprint)

    def _read(self, text):
        return decode(text, self.document, self.version.fingerprint).state


def knowledge(state):
    """Return a state as values to compare, without what it was worth."""
    return replace(state, answers=dict(state.answers)).unclaimed()

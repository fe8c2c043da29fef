import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { decode, encode } from "../../../modules/static_src/modules/player/codec.js";
import { emptyState, merge } from "../../../modules/static_src/modules/player/state.js";
import { ScormAdapter } from "../../../scorm_exports/static_src/scorm_exports/adapters/scorm.js";
import { golden } from "../golden.js";
import { openPage, platform12, platform2004 } from "./platforms.js";

const unit = golden("state/units.json").three;
const answered = golden("state/format-1.json").find(({ name }) => name === "everything");

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function hostOf(profile = "scorm12") {
  const host = {
    unitId: unit.id,
    fingerprint: unit.fingerprint,
    profile,
    questionCount: 3,
    codes: [],
    encode: (state) => encode(state, unit),
    decode: (text) => decode(text, unit),
    merge,
    report: (code) => host.codes.push(code),
    adopt() {},
  };
  return host;
}

async function opened(lms, profile) {
  const page = openPage(lms);
  const host = hostOf(profile);
  const adapter = new ScormAdapter();
  const loaded = await adapter.load(host);
  return { page, host, adapter, loaded };
}

const result = (raw, status, more = {}) => ({ raw, status, complete: false, progress: 0.5, ...more });
const check = (position, outcome = "right") => ({
  id: `q_${position}`,
  type: "choice",
  pattern: { scorm12: "a,c", scorm2004: "a[,]c" },
  response: { scorm12: "b", scorm2004: "b" },
  result: outcome,
  weight: "1",
  description: "Quels déchets ?",
  latency: 0,
  position,
});
const seen = (...steps) => ({ ...emptyState(), steps, last: { step: steps.at(-1), count: steps.length, client: "aaaa" } });
const sets = (lms) => lms.calls.filter((call) => call.includes("="));

const dialects = [
  ["SCORM 1.2", platform12, "scorm12", "cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_mode", "cmi.core.exit", "cmi.core.lesson_status"],
  ["SCORM 2004", platform2004, "scorm2004-4", "cmi.completion_status", "cmi.score.raw", "cmi.mode", "cmi.exit", "cmi.success_status"],
];

for (const [name, platform, profile, status, raw, mode, exit, passing] of dialects) {
  test(`${name}: a first opening says incomplete at once, before anything is done`, async () => {
    const lms = platform();
    const { host, loaded } = await opened(lms, profile);
    assert.equal(loaded, null);
    assert.equal(lms.stored[0][status], "incomplete");
    assert.equal(lms.values[exit], "suspend");
    assert.deepEqual(host.codes, ["saved"]);
    assert.deepEqual(lms.refused, []);
  });

  test(`${name}: a check is stored before anything else can happen, score before status`, async () => {
    const lms = platform();
    const { adapter } = await opened(lms, profile);
    adapter.interaction(check(2));
    adapter.result(result(6667, "passed", { complete: true }));
    adapter.save(answered.state, true);
    assert.equal(lms.stored.length, 2);
    assert.equal(lms.stored[1][raw], "66.67");
    assert.match(lms.stored[1]["cmi.suspend_data"], /^1~01234567~p7ps~/);
    const order = lms.calls.map((call) => call.split("=")[0]);
    assert.ok(order.lastIndexOf(raw) < order.lastIndexOf(status));
    assert.deepEqual(lms.refused, []);
  });

  test(`${name}: a step change is stored within a second, with those that follow it`, async () => {
    const lms = platform();
    const { adapter, host } = await opened(lms, profile);
    adapter.save(seen("s1"), false);
    mock.timers.tick(900);
    adapter.save(seen("s1", "s2"), false);
    mock.timers.tick(900);
    assert.equal(lms.stored.length, 1);
    assert.equal(host.codes.at(-1), "saving");
    mock.timers.tick(100);
    assert.equal(lms.stored.length, 2);
    assert.equal(host.codes.at(-1), "saved");
  });

  test(`${name}: what was left comes back exactly`, async () => {
    const lms = platform();
    const first = await opened(lms, profile);
    first.adapter.save(answered.state, true);
    const again = platform({ ...lms.values, [status]: "incomplete" });
    const { loaded } = await opened(again, profile);
    assert.deepEqual(loaded, { state: answered.state, how: "exact" });
  });

  for (const reading of ["review", "browse"]) {
    test(`${name}: nothing is written in ${reading} mode`, async () => {
      const lms = platform({ [mode]: reading, "cmi.suspend_data": `${answered.text}_1_00` });
      const { adapter, host, page, loaded } = await opened(lms, profile);
      adapter.interaction(check(0));
      adapter.result(result(10000, "passed", { complete: true }));
      adapter.save(seen("s1"), true);
      page.fire("visibilitychange");
      adapter.finish();
      page.fire("pagehide");
      assert.deepEqual(lms.calls, ["start", "end"]);
      assert.deepEqual(host.codes, ["review"]);
      assert.deepEqual(loaded?.state, answered.state);
    });
  }

  test(`${name}: an empty mode is a normal one`, async () => {
    const lms = platform({ [mode]: "" });
    await opened(lms, profile);
    assert.equal(lms.stored.length, 1);
  });

  test(`${name}: a better score or status that the platform has is never lowered`, async () => {
    const lms = platform({ [raw]: "80", "cmi.core.lesson_status": "passed", "cmi.completion_status": "completed", "cmi.success_status": "passed" });
    const { adapter } = await opened(lms, profile);
    adapter.result(result(6667, "incomplete"));
    adapter.save(seen("s1"), true);
    assert.equal(lms.values[raw], "80");
    assert.ok(!sets(lms).some((call) => call.startsWith(raw) || call.includes("status")));
  });

  test(`${name}: what a lost commit kept from the platform is told again at the next opening`, async () => {
    const lms = platform({ "cmi.suspend_data": `${answered.text}_4_`, "cmi.core.lesson_status": "incomplete", "cmi.completion_status": "incomplete" });
    const { adapter } = await opened(lms, profile);
    adapter.result(result(10000, "passed", { complete: true }));
    mock.timers.tick(1000);
    assert.equal(lms.values[raw], "100");
    assert.equal(lms.values[passing], "passed");
  });

  test(`${name}: the state changes at each commit, so that it is always sent again`, async () => {
    const lms = platform();
    const { adapter } = await opened(lms, profile);
    adapter.save(seen("s1"), true);
    adapter.save(seen("s1"), true);
    const texts = lms.stored.map((sent) => sent["cmi.suspend_data"]).filter(Boolean);
    assert.equal(new Set(texts).size, 2);
  });

  test(`${name}: a refused commit is tried again after 5, 15 and 60 seconds, then said`, async () => {
    const lms = platform();
    const { adapter, host } = await opened(lms, profile);
    lms.broken = 4;
    adapter.save(seen("s1"), true);
    assert.equal(host.codes.at(-1), "saving");
    const commits = () => lms.calls.filter((call) => call === "commit").length;
    for (const [seconds, count] of [[4, 2], [1, 3], [15, 4], [60, 5]]) {
      mock.timers.tick(seconds * 1000);
      assert.equal(commits(), count);
    }
    assert.equal(host.codes.at(-1), "unsaved");
    mock.timers.tick(600_000);
    assert.equal(commits(), 5);
    adapter.save(seen("s1", "s2"), true);
    assert.equal(host.codes.at(-1), "saved");
    assert.match(lms.stored.at(-1)["cmi.suspend_data"], /^1~/);
    assert.ok(adapter.faults.length);
  });

  test(`${name}: a platform that keeps nothing is never said to have saved`, async () => {
    const lms = platform();
    lms.set = () => "false";
    const { adapter, host } = await opened(lms, profile);
    adapter.save(seen("s1"), true);
    for (const seconds of [5, 15, 60]) mock.timers.tick(seconds * 1000);
    assert.ok(!host.codes.includes("saved"));
    assert.equal(host.codes.at(-1), "unsaved");
  });

  test(`${name}: leaving writes, commits and ends once; hiding only commits`, async () => {
    const lms = platform();
    const { adapter, page } = await opened(lms, profile);
    adapter.save(seen("s1"), false);
    document.visibilityState = "hidden";
    page.fire("visibilitychange");
    assert.equal(lms.stored.length, 2);
    assert.equal(lms.state, "running");
    adapter.save(seen("s1", "s2"), false);
    page.fire("pagehide");
    page.fire("visibilitychange");
    page.fire("pagehide");
    mock.timers.tick(100_000);
    assert.equal(lms.stored.length, 3);
    assert.deepEqual(lms.calls.filter((call) => call === "end"), ["end"]);
    assert.equal(lms.state, "ended");
    assert.deepEqual(lms.refused, []);
  });

  test(`${name}: a page that comes back from the cache starts again`, async () => {
    const { page } = await opened(platform(), profile);
    page.fire("pageshow", { persisted: false });
    assert.equal(page.reloads, 0);
    page.fire("pageshow", { persisted: true });
    assert.equal(page.reloads, 1);
  });

  test(`${name}: finishing says whether everything is durable`, async () => {
    const lms = platform();
    const { adapter, host } = await opened(lms, profile);
    adapter.save(seen("s1"), true);
    assert.equal(adapter.finish(), true);
    assert.equal(host.codes.at(-1), "finished");
    assert.equal(adapter.finish(), true);
    const other = platform();
    const second = await opened(other, profile);
    other.broken = 9;
    assert.equal(second.adapter.finish(), false);
    assert.equal(second.host.codes.at(-1), "unfinished");
  });

  test(`${name}: interactions take the next index, or their own again`, async () => {
    const lms = platform();
    const { adapter } = await opened(lms, profile);
    for (const [position, outcome] of [[2, "wrong"], [0, "right"], [2, "right"], [1, "neutral"]]) {
      adapter.interaction(check(position, outcome));
      adapter.save(seen("s1"), true);
    }
    assert.deepEqual([0, 1, 2].map((index) => lms.values[`cmi.interactions.${index}.id`]), ["q_2", "q_0", "q_1"]);
    assert.deepEqual([0, 1, 2].map((index) => lms.values[`cmi.interactions.${index}.result`]), ["correct", "correct", "neutral"]);
    assert.deepEqual(lms.refused, []);
    const again = platform({ ...lms.values, [status]: "incomplete" });
    const next = await opened(again, profile);
    next.adapter.interaction(check(0, "wrong"));
    next.adapter.save(seen("s1"), true);
    assert.equal(again.count(), 3);
    assert.notEqual(again.values["cmi.interactions.1.result"], "correct");
  });

  test(`${name}: a platform that gives no interaction back gets them from the first index`, async () => {
    const lms = platform({ "cmi.suspend_data": `${answered.text}_7_0201`, [status]: "incomplete" });
    const { adapter } = await opened(lms, profile);
    adapter.interaction(check(1));
    adapter.save(seen("s1"), true);
    assert.equal(lms.values["cmi.interactions.0.id"], "q_1");
    assert.deepEqual(lms.refused, []);
  });

  test(`${name}: a platform without interactions loses nothing else`, async () => {
    const lms = platform();
    lms.rules = lms.rules.filter(([pattern]) => !String(pattern).includes("interactions"));
    const { adapter, host } = await opened(lms, profile);
    for (const position of [0, 1]) {
      adapter.interaction(check(position));
      adapter.save(seen("s1"), true);
    }
    assert.equal(lms.refused.length, 1);
    assert.equal(host.codes.at(-1), "saved");
  });

  test(`${name}: a state of another format is refused and work goes on`, async () => {
    const lms = platform({ "cmi.suspend_data": "9~whatever" });
    const { adapter, loaded } = await opened(lms, profile);
    assert.equal(loaded.how, "refused");
    adapter.save(seen("s1"), true);
    assert.match(lms.values["cmi.suspend_data"], /^1~/);
  });

  test(`${name}: without a network, nobody is told that all is saved`, async () => {
    const lms = platform();
    const { adapter, host, page } = await opened(lms, profile);
    navigator.onLine = false;
    adapter.save(seen("s1"), true);
    assert.equal(host.codes.at(-1), "offline");
    navigator.onLine = true;
    const before = lms.stored.length;
    page.fire("online");
    assert.equal(lms.stored.length, before + 1);
    assert.equal(host.codes.at(-1), "saved");
  });
}

test("SCORM 1.2: the exit is suspend until the end is reached, then empty", async () => {
  const lms = platform12();
  const { adapter } = await opened(lms);
  adapter.result(result(3333, "incomplete"));
  adapter.save(seen("s1"), true);
  assert.equal(lms.values["cmi.core.exit"], "suspend");
  adapter.result(result(6667, "passed", { complete: true }));
  adapter.save(seen("s1"), true);
  assert.equal(lms.values["cmi.core.exit"], "");
});

test("SCORM 2004: the exit stays suspend, completion and success are both said", async () => {
  const lms = platform2004();
  const { adapter } = await opened(lms, "scorm2004-3");
  adapter.result(result(6667, "passed", { complete: true }));
  adapter.save(seen("s1"), true);
  assert.equal(lms.values["cmi.exit"], "suspend");
  assert.equal(lms.values["cmi.completion_status"], "completed");
  assert.equal(lms.values["cmi.success_status"], "passed");
  assert.equal(lms.values["cmi.score.scaled"], "0.6667");
});

test("an ungraded unit never read to the end has no score", async () => {
  const lms = platform12();
  const { adapter } = await opened(lms);
  adapter.result(result(null, "incomplete"));
  adapter.save(seen("s1"), true);
  assert.equal(lms.values["cmi.core.score.raw"], undefined);
  adapter.result(result(10000, "completed", { complete: true }));
  adapter.save(seen("s1", "s2"), true);
  assert.equal(lms.values["cmi.core.score.raw"], "100");
  assert.equal(lms.values["cmi.core.lesson_status"], "completed");
});

test("a platform that refuses to start leaves the state to the browser", async () => {
  const lms = platform12();
  lms.state = "running";
  const { adapter, host, page } = await opened(lms);
  adapter.save(seen("s1"), true);
  assert.deepEqual(host.codes.slice(0, 1), ["local"]);
  assert.equal(page.storage.size, 1);
  assert.deepEqual(sets(lms), []);
});

test("without any platform the browser keeps the state, and gives it back", async () => {
  const page = openPage();
  const host = hostOf();
  const adapter = new ScormAdapter();
  assert.equal(await adapter.load(host), null);
  adapter.save(answered.state, true);
  assert.equal(adapter.finish(), true);
  const [[key, text]] = page.storage;
  assert.equal(key, `passerelle.${unit.id}.01234567`);
  assert.equal(text, answered.text);
});

test("a check made before the platform is found reaches it", async () => {
  const lms = platform12();
  const { API } = lms;
  delete lms.API;
  openPage(lms);
  const adapter = new ScormAdapter();
  const loading = adapter.load(hostOf());
  adapter.interaction(check(0));
  adapter.save(answered.state, true);
  assert.deepEqual(lms.calls, []);
  lms.API = API;
  mock.timers.tick(100);
  assert.equal(await loading, null);
  adapter.save(answered.state, true);
  assert.equal(lms.values["cmi.interactions.0.id"], "q_0");
  assert.ok(lms.values["cmi.suspend_data"].startsWith(answered.text));
});

test("inside a platform that makes no API, three seconds go by before giving up", async () => {
  openPage({});
  const host = hostOf();
  const loading = new ScormAdapter().load(host);
  for (let waited = 0; waited < 3000; waited += 100) {
    mock.timers.tick(100);
    await Promise.resolve();
    assert.equal(host.codes.length, 0);
  }
  await loading;
  assert.deepEqual(host.codes, ["local"]);
});

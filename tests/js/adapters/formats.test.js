import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects, rankOf } from "../../../scorm_exports/static_src/scorm_exports/adapters/dialects.js";
import { InteractionOrder, close, open } from "../../../scorm_exports/static_src/scorm_exports/adapters/envelope.js";
import { Session } from "../../../scorm_exports/static_src/scorm_exports/adapters/session.js";

const durations = [
  [0, "0000:00:01", "PT0H0M1S"],
  [0.4, "0000:00:01", "PT0H0M1S"],
  [59.6, "0000:01:00", "PT0H1M0S"],
  [3725, "0001:02:05", "PT1H2M5S"],
  [90061, "0025:01:01", "PT25H1M1S"],
  [1e9, "9999:00:00", "PT9999H0M0S"],
];

for (const [seconds, scorm12, scorm2004] of durations) {
  test(`${seconds} seconds are never zero and never days`, () => {
    assert.equal(dialects.scorm12.duration(seconds), scorm12);
    assert.equal(dialects.scorm2004.duration(seconds), scorm2004);
  });
}

for (const [hundredths, raw, scaled] of [[0, "0", "0"], [6667, "66.67", "0.6667"], [13, "0.13", "0.0013"], [10000, "100", "1"], [3330, "33.3", "0.333"]]) {
  test(`a score of ${hundredths} hundredths`, () => {
    assert.deepEqual(dialects.scorm12.score(hundredths).at(-1), ["cmi.core.score.raw", raw]);
    assert.deepEqual(dialects.scorm2004.score(hundredths).at(-1), ["cmi.score.scaled", scaled]);
  });
}

const readings = [
  ["scorm12", { "cmi.core.lesson_status": "not attempted" }, "not_attempted"],
  ["scorm12", { "cmi.core.lesson_status": "browsed" }, "not_attempted"],
  ["scorm12", {}, "not_attempted"],
  ["scorm12", { "cmi.core.lesson_status": "passed" }, "passed"],
  ["scorm2004", { "cmi.completion_status": "unknown", "cmi.success_status": "unknown" }, "not_attempted"],
  ["scorm2004", { "cmi.completion_status": "completed", "cmi.success_status": "unknown" }, "completed"],
  ["scorm2004", { "cmi.completion_status": "completed", "cmi.success_status": "failed" }, "failed"],
  ["scorm2004", { "cmi.completion_status": "incomplete", "cmi.success_status": "passed" }, "passed"],
];

for (const [dialect, values, status] of readings) {
  test(`${dialect}: ${JSON.stringify(values)} reads as ${status}`, () => {
    assert.equal(dialects[dialect].rank((name) => values[name] ?? ""), rankOf(status));
  });
}

const numbers = [
  ["2.5", "2.5"],
  ["-99999.999999999999999", "-99999.999999999999999"],
  ["100000", ""],
];

for (const [number, written] of numbers) {
  test(`SCORM 2004 is told ${written || "nothing"} of ${number}, SCORM 1.2 the number`, () => {
    const both = { scorm12: number, scorm2004: number };
    const given = { type: "numeric", pattern: both, response: both, description: "", latency: 1, result: "right" };
    const value = (dialect, name) =>
      Object.fromEntries(dialects[dialect].interaction(given, 0, new Date(0)))[`cmi.interactions.0.${name}`];
    assert.equal(value("scorm2004", "learner_response"), written);
    assert.equal(value("scorm12", "student_response"), number);
  });
}

test("an envelope is opened as it was closed", () => {
  for (const envelope of [
    { text: "1~a~b", counter: 0, order: [] },
    { text: "1~a~b", counter: 1295, order: ["00", "zz", "0b"] },
  ]) {
    assert.deepEqual(open(close(envelope)), envelope);
  }
});

test("what is no envelope is text without a counter", () => {
  for (const stored of ["", "1~a", "a_b", "_", "x_1_0", "x_1_00_", "x_é_00"]) {
    const { text, counter, order } = open(stored);
    assert.equal(typeof text, "string");
    assert.ok(Number.isInteger(counter));
    assert.deepEqual(order, []);
  }
});

test("indices follow each other whatever the platform kept", () => {
  const fresh = new InteractionOrder([], 0);
  assert.deepEqual([5, 2, 5, 40].map((position) => fresh.indexOf(position)), [0, 1, 0, 2]);
  assert.deepEqual(fresh.order, ["05", "02", "14"]);
  const kept = new InteractionOrder(["05", "02"], 2);
  assert.deepEqual([2, 9].map((position) => kept.indexOf(position)), [1, 2]);
  const lost = new InteractionOrder(["05", "02"], 0);
  assert.equal(lost.indexOf(2), 0);
  const foreign = new InteractionOrder(["05"], 3);
  assert.deepEqual([5, 2].map((position) => foreign.indexOf(position)), [0, 3]);
});

test("a platform that throws, or answers nonsense, is a platform that refuses", () => {
  const answers = [() => { throw new Error("gone"); }, () => null, () => undefined, () => "", () => "FALSE", () => false];
  for (const LMSSetValue of answers) {
    const session = new Session({ LMSSetValue }, dialects.scorm12);
    assert.equal(session.set("cmi.suspend_data", "x"), false);
    assert.equal(session.get("cmi.suspend_data"), "");
    assert.equal(session.faults.length, 1);
  }
  for (const answer of ["true", true, "1", 1]) {
    assert.equal(new Session({ LMSCommit: () => answer }, dialects.scorm12).commit(), true);
  }
});

test("faults are kept, not hoarded", () => {
  const session = new Session({ LMSSetValue: () => "false", LMSGetLastError: () => 405 }, dialects.scorm12);
  for (let number = 0; number < 120; number += 1) session.set(`cmi.${number}`, "");
  assert.equal(session.faults.length, 50);
  assert.equal(session.faults.at(-1), "LMSSetValue cmi.119: false 405");
});

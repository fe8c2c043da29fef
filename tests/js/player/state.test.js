import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../../../modules/static_src/modules/player/codec.js";
import { meanScore, outcome, settle } from "../../../modules/static_src/modules/player/outcome.js";
import { emptyState, merge, newClient, stateFrom } from "../../../modules/static_src/modules/player/state.js";
import { golden } from "../golden.js";

const units = golden("state/units.json");

for (const { name, a, b, merged } of golden("state/merge.json")) {
  test(`merge: ${name}`, () => {
    assert.deepEqual(merge(a, b), merged);
    assert.deepEqual(merge(b, a), merged);
    assert.deepEqual(merge(merged, a), merged);
    assert.deepEqual(merge(merged, merged), merged);
  });
}

for (const { name, data, state } of golden("state/reading.json")) {
  test(`reading: ${name}`, () => assert.deepEqual(stateFrom(data), state));
}

test("reading never throws", () => {
  for (const data of [undefined, 1, "x", [], () => 1, { steps: {}, answers: [], last: [] }, new Date()]) {
    assert.deepEqual(stateFrom(data), emptyState());
  }
});

for (const { name, unit, state, outcome: expected } of golden("state/outcome.json")) {
  test(`outcome: ${name}`, () => {
    const found = outcome(units[unit], stateFrom(state));
    assert.deepEqual(
      {
        score: found.score,
        best: found.best,
        status: found.status,
        complete: found.complete,
        steps_left: found.stepsLeft,
        questions_left: found.questionsLeft,
      },
      expected,
    );
    const settled = settle(units[unit], stateFrom(state));
    assert.equal(settled.best, expected.best ?? 0);
    assert.deepEqual(settle(units[unit], settled), settled);
  });
}

for (const { name, unit, state, text } of golden("state/format-1.json")) {
  test(`format 1: ${name}`, () => {
    assert.equal(encode(state, units[unit]), text);
    assert.deepEqual(decode(text, units[unit]), { state, how: "exact" });
  });
}

for (const { name, unit, state, text, how } of golden("state/decoding.json")) {
  test(`decoding: ${name}`, () => assert.deepEqual(decode(text, units[unit]), { state, how }));
}

test("what was typed is forgotten only beyond the limit", () => {
  const unit = units.typed;
  const g1 = { answer: ["CHÈNEVOTTE", "ciment", ""], count: 1, client: "abcd" };
  const state = { ...emptyState(), answers: { g1 } };
  const text = encode(state, unit);
  assert.equal(encode(state, unit, text.length), text);
  const brief = decode(encode(state, unit, text.length - 1), unit).state;
  assert.deepEqual(brief.answers.g1.answer, ["chènevotte", "", ""]);
});

test("damaged text is read or refused, never thrown at", () => {
  const [, , { unit, text }] = golden("state/format-1.json");
  for (let place = 0; place < text.length; place += 1) {
    for (const other of ["~", "0", "Z", ".", "", "é", "\u0000"]) {
      const damaged = text.slice(0, place) + other + text.slice(place + 1);
      const { state, how } = decode(damaged, units[unit]);
      assert.ok(["exact", "carried", "refused"].includes(how));
      assert.deepEqual(stateFrom(state), state);
    }
  }
});

const means = [
  [["1", "0", "0"], ["1", "1", "1"], 3333],
  [["1", "1", "0"], ["1", "1", "1"], 6667],
  [["0.1", "0.2"], ["0.1", "0.2"], 10000],
  [["1", "0"], ["1", "799"], 13],
  [["0", "0"], ["100", "0.001"], 0],
];

for (const [scores, maxima, expected] of means) {
  test(`mean of ${scores} out of ${maxima}`, () => assert.equal(meanScore(scores, maxima), expected));
}

test("a client is four letters of its alphabet, drawn anew", () => {
  const drawn = new Set(Array.from({ length: 50 }, newClient));
  for (const client of drawn) assert.match(client, /^[a-z2-7]{4}$/);
  assert.ok(drawn.size > 40);
});

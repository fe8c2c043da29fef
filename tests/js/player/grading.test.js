import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { kindOf, kinds } from "../../../modules/static_src/modules/player/kinds/index.js";
import { golden } from "../golden.js";

const folder = new URL("../../data/grading/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

test("every kind has golden cases and every golden case a kind", () => {
  assert.deepEqual(files.map((name) => name.replace(".json", "")).sort(), Object.keys(kinds).sort());
});

for (const file of files) {
  for (const { question, cases } of golden(`grading/${file}`)) {
    for (const { name, answer, score, maximum } of cases) {
      test(`${question.kind}: ${name}`, () => {
        assert.deepEqual(kindOf(question.kind).grade(question, answer), { score, maximum });
      });
    }
  }
}

test("an unknown kind is refused by name", () => {
  assert.throws(() => kindOf("constructor"), /unknown kind constructor/);
});

const letters = { x: "a", y: "b", z: "c" };
const responses = [
  ["single_choice", "y", "b", "b"],
  ["multiple_choice", ["z", "x"], "a,c", "a[,]c"],
  ["true_false", true, "t", "true"],
  ["true_false", false, "f", "false"],
  ["gap_fill", ["la chaux", "", "[,]{"], "la chaux | - | (,)(", "la chaux[,]-[,](,)("],
  ["numeric", "-2.5", "-2.5", "-2.5"],
];

for (const [kind, answer, scorm12, scorm2004] of responses) {
  test(`${kind}: ${JSON.stringify(answer)} in both dialects`, () => {
    assert.deepEqual(kindOf(kind).response(letters, answer), { scorm12, scorm2004 });
  });
}

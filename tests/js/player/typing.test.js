import assert from "node:assert/strict";
import { test } from "node:test";
import { isNumber, parseNumber, writeNumber } from "../../../modules/static_src/modules/player/numbers.js";
import { clean, fold, pack, unpack } from "../../../modules/static_src/modules/player/typed.js";
import { golden } from "../golden.js";

for (const { typed, number } of golden("typing/numbers.json")) {
  test(`the number ${JSON.stringify(typed.slice(0, 30))}`, () => {
    assert.equal(parseNumber(typed), number);
    if (number === null) return;
    assert.ok(isNumber(number));
    for (const language of ["fr", "en"]) assert.equal(parseNumber(writeNumber(number, language)), number);
  });
}

for (const { typed, clean: line, packed, folded, exact } of golden("typing/texts.json")) {
  test(`the text ${JSON.stringify(typed.slice(0, 30))}`, () => {
    assert.equal(clean(typed), line);
    assert.equal(clean(line), line);
    assert.equal(fold(typed, false), folded);
    assert.equal(fold(typed, true), exact);
    assert.equal(pack(line), packed);
    assert.deepEqual(unpack(`x${packed}x`, 1), [line, packed.length + 1]);
  });
}

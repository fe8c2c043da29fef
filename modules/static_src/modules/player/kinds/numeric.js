/** A number to find, within a tolerance; twin of modules/questions/numeric. @module */

import { exactly, isNumber, parseNumber, writeNumber } from "../numbers.js";
import { unify } from "../typed.js";
import { allOrNothing } from "./choice.js";

/** @typedef {import("../types").Definition} Definition */

/** @param {Definition} definition @param {unknown} answer */
function isNear({ key }, answer) {
  if (!isNumber(answer)) return false;
  const gap = exactly(answer) - exactly(key.value);
  return (gap < 0n ? -gap : gap) <= exactly(key.tolerance);
}

/** Typed text without the unit that the page already shows. @param {Definition} definition @param {string} text */
function withoutUnit({ unit = "" }, text) {
  const [line, known] = [unify(text), unify(unit)];
  return known && line.endsWith(known) ? line.slice(0, -known.length) : text;
}

/** @type {import("../types").TextKind} */
export const numeric = {
  fields: "texts",
  grade: (definition, answer) => allOrNothing(definition, isNear(definition, answer)),
  pack: (_names, answer) => (isNumber(answer) ? answer.replace("-", "m").replace(".", "p") : null),
  unpack(_names, text) {
    const number = text.replace("m", "-").replace("p", ".");
    return isNumber(number) && !/[-.]/.test(text) ? number : null;
  },
  brief: (_definition, answer) => answer,
  read(definition, [text = ""]) {
    const answer = parseNumber(text) ?? parseNumber(withoutUnit(definition, text));
    return answer === null ? { problem: "write_number" } : { answer };
  },
  show: (answer, language) => (isNumber(answer) ? [writeNumber(answer, language)] : []),
  verdicts: (definition, answer, language) => [
    {
      right: isNear(definition, answer),
      expected: [writeNumber(definition.key.value, language), definition.unit].filter(Boolean).join("\u00a0"),
    },
  ],
  response(_tokens, answer) {
    const number = isNumber(answer) ? answer : "";
    return { scorm12: number, scorm2004: number };
  },
};

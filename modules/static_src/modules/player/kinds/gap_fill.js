/** A text with gaps to fill in; twin of modules/questions/gap_fill. @module */

import { clean, fold, pack, unpack } from "../typed.js";
import { allOrNothing } from "./choice.js";

/** @typedef {import("../types").Definition} Definition */
/** @typedef {{ id: string, accepted: string[] }} Gap */

const SHARE_PLACES = 6;
const ACCEPTED = "9";

/** @param {Definition} definition @returns {Gap[]} */
const gapsOf = (definition) => definition.key;

/** What was typed, gap by gap; null when it is no answer here. @param {Definition} definition @param {unknown} answer */
function typedIn(definition, answer) {
  if (!Array.isArray(answer) || answer.length !== gapsOf(definition).length) return null;
  return answer.every((value) => typeof value === "string") ? answer.map(clean) : null;
}

/**
 * Per gap, which accepted answer was typed; -1 when none was.
 * @param {Definition} definition
 * @param {unknown} answer
 */
function places(definition, answer) {
  const typed = typedIn(definition, answer);
  const same = (/** @type {string} */ text) => fold(text, Boolean(definition.exact));
  return gapsOf(definition).map(({ accepted }, index) => {
    const value = typed?.[index];
    return value ? accepted.map(same).indexOf(same(value)) : -1;
  });
}

/**
 * The weight times `right` out of `total`, rounded half up.
 * @param {string} weight
 * @param {number} right
 * @param {number} total
 */
function share(weight, right, total) {
  const [whole = "", part = ""] = weight.split(".");
  const decimals = part.length + SHARE_PLACES;
  const units = BigInt(whole + part.padEnd(decimals, "0"));
  const rounded = (2n * units * BigInt(right) + BigInt(total)) / (2n * BigInt(total));
  const digits = String(rounded).padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, "");
}

/** @param {Gap} gap @param {string} value */
function packGap({ accepted }, value) {
  const place = accepted.indexOf(value);
  return place < 0 ? pack(value) : ACCEPTED + place;
}

/** @param {Gap} gap @param {string} packed @param {number} start @returns {[string, number] | null} */
function unpackGap({ accepted }, packed, start) {
  if (packed.charAt(start) !== ACCEPTED) return unpack(packed, start);
  const digit = packed.charAt(start + 1);
  const word = /[0-9]/.test(digit) ? accepted[Number(digit)] : undefined;
  return word === undefined ? null : [word, start + 2];
}

/** @type {import("../types").TextKind} */
export const gapFill = {
  fields: "texts",
  grade(definition, answer) {
    const found = places(definition, answer);
    const right = found.filter((place) => place >= 0).length;
    if (right === found.length || !right) return allOrNothing(definition, Boolean(right));
    return { score: share(definition.weight, right, found.length), maximum: definition.weight };
  },
  pack({ definition, tokens }, answer) {
    const typed = typedIn(definition, answer);
    if (!typed) return null;
    const filled = gapsOf(definition).map((gap, index) => {
      const value = typed[index];
      return value ? tokens[gap.id] + packGap(gap, value) : "";
    });
    return filled.sort().join("");
  },
  unpack(names, text) {
    const gaps = gapsOf(names.definition);
    const width = Object.values(names.tokens)[0]?.length ?? 0;
    /** @type {Record<string, string>} */
    const found = {};
    for (let start = 0; start < text.length; ) {
      const token = text.slice(start, start + width);
      const gap = gaps.find(({ id }) => names.tokens[id] === token);
      const read = gap ? unpackGap(gap, text, start + width) : null;
      if (!gap || !read) return null;
      [found[gap.id], start] = read;
    }
    const answer = gaps.map(({ id }) => found[id] ?? "");
    // One answer has one text: any other spelling of it was not written here.
    return gapFill.pack(names, answer) === text ? answer : null;
  },
  brief(definition, answer) {
    const found = places(definition, answer);
    return gapsOf(definition).map(({ accepted }, index) => accepted[found[index] ?? -1] ?? "");
  },
  read(_definition, texts) {
    const typed = texts.map(clean);
    return typed.some(Boolean) ? { answer: typed } : { problem: "fill_some" };
  },
  show: (answer) => (Array.isArray(answer) ? answer : []),
  verdicts(definition, answer) {
    const found = places(definition, answer);
    return gapsOf(definition).map(({ accepted }, index) => ({
      right: (found[index] ?? -1) >= 0,
      expected: accepted[0] ?? "",
    }));
  },
  response(_tokens, answer) {
    const typed = Array.isArray(answer) ? answer.map((text) => text.replace(/[[{]/g, "(").replace(/[\]}]/g, ")") || "-") : [];
    return { scorm12: typed.join(" | "), scorm2004: typed.join("[,]") };
  },
};

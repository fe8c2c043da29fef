/** The question kinds by name; a new kind adds one entry. @module */

import { multipleChoice, singleChoice } from "./choice.js";
import { gapFill } from "./gap_fill.js";
import { numeric } from "./numeric.js";
import { trueFalse } from "./true_false.js";

/** @type {Record<string, import("../types").Kind>} */
export const kinds = {
  single_choice: singleChoice,
  multiple_choice: multipleChoice,
  true_false: trueFalse,
  gap_fill: gapFill,
  numeric,
};

/**
 * @param {string} name
 * @returns {import("../types").Kind}
 */
export function kindOf(name) {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) throw new Error(`unknown kind ${name}`);
  return kind;
}

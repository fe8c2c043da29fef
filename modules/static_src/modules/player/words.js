/** The reading strings that the script needs. @module */

import { player as en } from "./strings.en.json";
import { player as fr } from "./strings.fr.json";

/** @typedef {keyof typeof fr} Key */
/** @typedef {(key: Key, values?: Record<string, string | number>) => string} Words */

/** @type {Record<string, typeof fr>} */
const languages = { fr, en };

/**
 * Words of a document's language, French when it has none here. A `count` other than
 * one (in that language) takes the `.other` form where there is one.
 * @param {string} language
 * @returns {Words}
 */
export function wordsFor(language) {
  const primary = language.split("-")[0] ?? "";
  const code = Object.hasOwn(languages, primary) ? primary : "fr";
  const texts = languages[code] ?? fr;
  const plural = new Intl.PluralRules(code);
  return (key, values = {}) => {
    const other = /** @type {Key} */ (`${key}.other`);
    const many = typeof values.count === "number" && plural.select(values.count) !== "one";
    const text = many && Object.hasOwn(texts, other) ? texts[other] : texts[key];
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  };
}

/**
 * Hundredths as people read them: `66,67`.
 * @param {number} hundredths
 * @param {string} language
 */
export const percent = (hundredths, language) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(hundredths / 100);

/**
 * What people type: cleaned, compared, packed; twin of modules/questions/typed. @module
 */

export const MAX_TYPED = 80;

// Spelt out, for "white space" differs between languages.
const SPACES = /[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
// Controls, invisible marks, surrogates and non-characters say nothing.
const UNSEEN =
  /[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]+/gu;
const ACCENTS = /[\u0300-\u036f]+/g;

/** @type {Record<string, string>} */
const ALIKE = { œ: "oe", Œ: "OE", æ: "ae", Æ: "AE" };
for (const sign of "’‘‛ʼʹ′`´＇") ALIKE[sign] = "'";
for (const sign of "‐‑‒–—―−﹣－") ALIKE[sign] = "-";
for (const raised of ["⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"]) [...raised].forEach((sign, digit) => (ALIKE[sign] = String(digit)));

/** @type {Record<string, string>} */
const SYMBOLS = { " ": "0", "é": "1", "'": "5", "-": "6", "’": "7" };
const READ = Object.fromEntries(Object.entries(SYMBOLS).map(([character, symbol]) => [symbol, character]));
/** Symbols of a character by the first of them. @type {Record<string, number>} */
const SIZES = { 2: 2, 3: 3, 4: 5 };
const END = "8";

/** Typed text on one line, in NFC, without what cannot be seen, cut short. @param {string} text */
export function clean(text) {
  const seen = text.replace(SPACES, " ").replace(UNSEEN, "");
  const line = seen.normalize("NFC").replace(SPACES, " ").replace(/^ | $/g, "");
  return Array.from(line).slice(0, MAX_TYPED).join("").replace(/ $/, "");
}

/** Clean text with one sign for the signs that keyboards confuse. @param {string} text */
export const unify = (text) => Array.from(clean(text), (sign) => ALIKE[sign] ?? sign).join("");

/**
 * The form in which two typed answers are compared.
 * @param {string} text
 * @param {boolean} exact whether capitals and accents count
 */
export function fold(text, exact) {
  const line = unify(text);
  return exact ? line : line.toLowerCase().normalize("NFD").replace(ACCENTS, "").normalize("NFC");
}

/** Write clean text in `[0-9a-z]`, with its end. @param {string} text */
export const pack = (text) => Array.from(text, packCharacter).join("") + END;

/** @param {string} character */
function packCharacter(character) {
  if (Object.hasOwn(SYMBOLS, character)) return SYMBOLS[character];
  if (/[a-z]/.test(character)) return character;
  if (/[0-9A-Z]/.test(character)) return `2${character.toLowerCase()}`;
  const code = character.codePointAt(0) ?? 0;
  return code < 36 ** 2 ? `3${code.toString(36).padStart(2, "0")}` : `4${code.toString(36).padStart(4, "0")}`;
}

/**
 * Read what `pack` wrote at `start`: the text and where it ends.
 * @param {string} packed
 * @param {number} start
 * @returns {[string, number] | null}
 */
export function unpack(packed, start) {
  let end = start;
  let text = "";
  while (packed.charAt(end) !== END) {
    const size = SIZES[packed.charAt(end)] ?? 1;
    const character = unpackCharacter(packed.slice(end, end + size), size);
    if (character === null) return null;
    text += character;
    end += size;
  }
  return [text, end + 1];
}

/** @param {string} symbols @param {number} size */
function unpackCharacter(symbols, size) {
  const symbol = symbols.charAt(0);
  if (size === 1) return /[a-z]/.test(symbol) ? symbol : READ[symbol] ?? null;
  if (symbols.length < size) return null;
  if (symbol === "2") return symbols.slice(1).toUpperCase();
  const code = parseInt(symbols.slice(1), 36);
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/**
 * Numbers as people type them, and as text that stays exact; twin of
 * modules/questions/numbers. @module
 */

import { MAX_TYPED, unify } from "./typed.js";

const MAX_DIGITS = 15;
const TYPED = /^([+-]?) ?([0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:[.,]([0-9]+))?$/;
const CANONICAL = /^(?!-0$)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?$/;

/**
 * A typed number in canonical text; null for anything else.
 * @param {string} text
 */
export function parseNumber(text) {
  const match = Array.from(text).length <= MAX_TYPED ? TYPED.exec(unify(text)) : null;
  const [, sign = "", typed = "", decimals = ""] = match ?? [];
  if (!typed && !decimals) return null;
  const whole = typed.replaceAll(" ", "").replace(/^0+/, "") || "0";
  const part = decimals.replace(/0+$/, "");
  if (whole.length > MAX_DIGITS || part.length > MAX_DIGITS) return null;
  const number = part ? `${whole}.${part}` : whole;
  return sign === "-" && number !== "0" ? `-${number}` : number;
}

/** @param {unknown} value @returns {value is string} */
export const isNumber = (value) => typeof value === "string" && CANONICAL.test(value);

/** A canonical number as a whole number of 10^-`MAX_DIGITS`. @param {string} number */
export function exactly(number) {
  const [whole = "", part = ""] = number.split(".");
  return BigInt(whole + part.padEnd(MAX_DIGITS, "0"));
}

/**
 * A canonical number as people write it; `parseNumber` reads it again.
 * @param {string} number
 * @param {string} language
 */
export const writeNumber = (number, language) => (language.startsWith("en") ? number : number.replace(".", ","));

/**
 * A state as compact ASCII text; twin of modules/state. @module
 */

import { kindOf } from "./kinds/index.js";
import { FULL_SCORE, MAX_COUNT, STATUSES, compareText, emptyState, merge } from "./state.js";

/** @typedef {import("./types").State} State */
/** @typedef {import("./types").Unit} Unit */
/** @typedef {import("./types").Decoded} Decoded */

const FORMAT = "1";
const MAX_TEXT = 4096;
/** Characters beyond which `encode` forgets what was typed. */
const MAX_WRITTEN = 3500;
const LETTERS = "nifcp";
const TEXT =
  /^([0-9a-z]{1,2})~([0-9a-f]{8})~([nifcp])([0-9a-z]{1,3})~([0-9a-zA-Z]*)~((?:[a-z2-7]{4})*)~([0-9a-z]*)~([0-9a-zA-Z.]*)$/;
const ENTRY = /^([0-9a-z]+)([A-Z]+)([0-9a-z]*)$/;

/** @param {number} number */
function toLetters(number) {
  let text = "";
  do {
    text = String.fromCharCode(65 + (number % 26)) + text;
    number = Math.floor(number / 26);
  } while (number);
  return text;
}

/** @param {string} text */
const fromLetters = (text) =>
  Array.from(text.slice(0, 4)).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 65, 0);

/** @param {{ token: string }[]} named */
const width = (named) => (named[0]?.token.length ?? 0).toString(36);

/** @param {string} text @returns {[number, string]} */
const splitWidth = (text) => (text ? [parseInt(text.charAt(0), 36), text.slice(1)] : [0, ""]);

/**
 * Write a state: letters, digits, `~` and `.` only. Entries that the unit does not know
 * are left out. When it would be longer than `limit`, typed answers are written briefly:
 * the right ones as the key spells them, the others empty, so that every grade stays.
 * @param {State} state
 * @param {Unit} unit
 */
export function encode(state, unit, limit = MAX_WRITTEN) {
  const text = write(state, unit, false);
  return text.length > limit ? write(state, unit, true) : text;
}

/**
 * @param {State} state
 * @param {Unit} unit
 * @param {boolean} brief
 */
function write(state, unit, brief) {
  /** @type {{ token: string, count: number, client: string, text: string }[]} */
  const packed = [];
  for (const names of unit.questions) {
    const { id } = names.definition;
    const kind = kindOf(names.definition.kind);
    const entry = Object.hasOwn(state.answers, id) ? state.answers[id] : undefined;
    if (!entry) continue;
    const text = kind.pack(names, brief ? kind.brief(names.definition, entry.answer) : entry.answer);
    if (text !== null) {
      packed.push({ token: names.token, count: entry.count, client: entry.client, text });
    }
  }
  packed.sort((a, b) => compareText(a.token, b.token));
  const { last } = state;
  const place = last ? unit.steps.find((step) => step.id === last.step) : undefined;
  const clients = [...new Set([...packed.map((entry) => entry.client), ...(last && place ? [last.client] : [])])];
  clients.sort(compareText);
  /** @param {{ count: number, client: string }} stamp */
  const stamp = ({ count, client }) => count.toString(36) + toLetters(clients.indexOf(client));
  const steps = unit.steps.filter((step) => state.steps.includes(step.id)).map((step) => step.token);
  return [
    FORMAT,
    unit.fingerprint.slice(0, 8),
    LETTERS.charAt(STATUSES.indexOf(state.status)) + state.best.toString(36),
    last && place ? stamp(last) + place.token : "",
    clients.join(""),
    width(unit.steps) + steps.sort(compareText).join(""),
    width(unit.questions) + packed.map((entry) => entry.token + stamp(entry) + entry.text).join("."),
  ].join("~");
}

/**
 * Read what `encode` wrote, for this version of the unit or another. Never throws.
 * @param {string} text
 * @param {Unit} unit
 * @returns {Decoded}
 */
export function decode(text, unit) {
  const match = text.length <= MAX_TEXT ? TEXT.exec(text) : null;
  const [, format, print, letter = "", best36 = "", last = "", listed = "", steps = "", answers = ""] = match ?? [];
  const best = parseInt(best36, 36);
  if (!match || format !== FORMAT || best > FULL_SCORE) {
    return { state: emptyState(), how: "refused" };
  }
  const same = print === unit.fingerprint.slice(0, 8);
  const clients = listed.match(/.{4}/g) ?? [];
  return {
    state: merge(emptyState(), {
      steps: readSteps(steps, unit),
      last: readPlace(last, unit, clients),
      answers: Object.fromEntries(readAnswers(answers, unit, clients)),
      best: same ? best : 0,
      status: (same && STATUSES[LETTERS.indexOf(letter)]) || "not_attempted",
    }),
    how: same ? "exact" : "carried",
  };
}

/** @param {string} count36 @param {string} letters @param {string[]} clients */
function readStamp(count36, letters, clients) {
  const count = count36.length <= 3 ? parseInt(count36, 36) : 0;
  const client = clients[fromLetters(letters)];
  return client && count >= 1 && count <= MAX_COUNT ? { count, client } : null;
}

/** @param {string} text @param {Unit} unit */
function readSteps(text, unit) {
  const [size, listed] = splitWidth(text);
  const found = [];
  for (let start = 0; size && start < listed.length; start += size) {
    const token = listed.slice(start, start + size);
    const step = unit.steps.find((known) => known.token === token);
    if (step) found.push(step.id);
  }
  return found;
}

/** @param {string} text @param {Unit} unit @param {string[]} clients */
function readPlace(text, unit, clients) {
  const [, count = "", letters = "", token = ""] = ENTRY.exec(text) ?? [];
  const step = unit.steps.find((known) => known.token === token);
  const stamp = readStamp(count, letters, clients);
  return step && stamp ? { step: step.id, ...stamp } : null;
}

/**
 * @param {string} text
 * @param {Unit} unit
 * @param {string[]} clients
 * @returns {Generator<[string, import("./types").Answer]>}
 */
function* readAnswers(text, unit, clients) {
  const [size, listed] = splitWidth(text);
  for (const entry of listed.split(".")) {
    const names = unit.questions.find((known) => known.token === entry.slice(0, size));
    const match = ENTRY.exec(entry.slice(size));
    if (!names || !match) continue;
    const [, count = "", letters = "", packed = ""] = match;
    const stamp = readStamp(count, letters, clients);
    const answer = kindOf(names.definition.kind).unpack(names, packed);
    if (stamp && answer !== null) yield [names.definition.id, { answer, ...stamp }];
  }
}

/**
 * A learner's state as a join; twin of modules/state. @module
 */

/** @typedef {import("./types").State} State */
/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./types").Place} Place */

/** From the nearest to the furthest. @type {import("./types").Status[]} */
export const STATUSES = ["not_attempted", "incomplete", "failed", "completed", "passed"];

export const MAX_COUNT = 9999;
export const FULL_SCORE = 10_000;
const MAX_ENTRIES = 500;
const MAX_ID = 200;
const MAX_CHOSEN = 64;
const CLIENT = /^[a-z2-7]{4}$/;

/** @returns {State} */
export const emptyState = () => ({
  steps: [],
  last: null,
  answers: {},
  best: 0,
  status: "not_attempted",
});

/** Four characters that tell this page load from any other. */
export function newClient() {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (n) => letters[n % 32]).join("");
}

/** Compare by code points, as Python does. @param {string} a @param {string} b */
export function compareText(a, b) {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const gap = /** @type {number} */ (left[i]?.codePointAt(0)) - /** @type {number} */ (right[i]?.codePointAt(0));
    if (gap) return gap;
  }
  return left.length - right.length;
}

/** @param {Answer} a @param {Answer} b */
const compareAnswers = (a, b) =>
  a.count - b.count ||
  compareText(a.client, b.client) ||
  compareText(
    JSON.stringify(a.answer).normalize("NFC"),
    JSON.stringify(b.answer).normalize("NFC"),
  );

/** @param {Place} a @param {Place} b */
const comparePlaces = (a, b) =>
  a.count - b.count || compareText(a.client, b.client) || compareText(a.step, b.step);

/** @param {import("./types").Status} a @param {import("./types").Status} b */
export const furthest = (a, b) => (STATUSES.indexOf(a) >= STATUSES.indexOf(b) ? a : b);

/**
 * Join two states: commutative, associative, idempotent.
 * @param {State} a
 * @param {State} b
 * @returns {State}
 */
export function merge(a, b) {
  const answers = new Map(Object.entries(a.answers));
  for (const [id, answer] of Object.entries(b.answers)) {
    const mine = answers.get(id);
    if (!mine || compareAnswers(answer, mine) > 0) answers.set(id, answer);
  }
  const ordered = [...answers].sort(([x], [y]) => compareText(x, y));
  return {
    steps: [...new Set([...a.steps, ...b.steps])].sort(compareText),
    last: !a.last ? b.last : !b.last ? a.last : comparePlaces(a.last, b.last) >= 0 ? a.last : b.last,
    answers: Object.fromEntries(ordered),
    best: Math.max(a.best, b.best),
    status: furthest(a.status, b.status),
  };
}

/**
 * Answers that some clients gave before they knew of earlier ones, counted after those.
 * @param {State["answers"]} given
 * @param {State["answers"]} known
 * @param {Set<string>} early the clients
 * @returns {State["answers"]}
 */
export const recount = (given, known, early) =>
  Object.fromEntries(
    Object.entries(given).map(([id, entry]) => {
      const before = Object.hasOwn(known, id) ? known[id] : undefined;
      const late = early.has(entry.client) && before && before.client !== entry.client && before.count >= entry.count;
      return [id, late ? { ...entry, count: Math.min(before.count + 1, MAX_COUNT) } : entry];
    }),
  );

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @param {number} lowest @param {number} highest @returns {value is number} */
const isCount = (value, lowest, highest) =>
  Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest;

/** @param {unknown} value @returns {value is string} */
const isId = (value) =>
  typeof value === "string" &&
  value.length > 0 &&
  Array.from(value).length <= MAX_ID &&
  !/[\ud800-\udfff]/u.test(value);

/** @param {Record<string, unknown>} value */
const isStamped = (value) =>
  isCount(value.count, 1, MAX_COUNT) &&
  typeof value.client === "string" &&
  CLIENT.test(value.client);

/** @param {unknown} value */
const isAnswer = (value) =>
  typeof value === "boolean" ||
  isId(value) ||
  // A gap may well be left empty.
  (Array.isArray(value) && value.length <= MAX_CHOSEN && value.every((item) => item === "" || isId(item)));

/**
 * Read a state from anywhere: what is not understood is left out. Never throws.
 * @param {unknown} data
 * @returns {State}
 */
export function stateFrom(data) {
  if (!isObject(data)) return emptyState();
  const steps = Array.isArray(data.steps) ? data.steps.slice(0, MAX_ENTRIES).filter(isId) : [];
  const last = isObject(data.last) && isId(data.last.step) && isStamped(data.last);
  const answers = Object.entries(isObject(data.answers) ? data.answers : {})
    .slice(0, MAX_ENTRIES)
    .filter(
      ([id, entry]) => isId(id) && isObject(entry) && isStamped(entry) && isAnswer(entry.answer),
    );
  const status = STATUSES.find((known) => known === data.status);
  return merge(emptyState(), {
    steps,
    last: last ? pick(/** @type {any} */ (data.last), ["step", "count", "client"]) : null,
    answers: Object.fromEntries(
      answers.map(([id, entry]) => [id, pick(/** @type {any} */ (entry), ["answer", "count", "client"])]),
    ),
    best: isCount(data.best, 0, FULL_SCORE) ? data.best : 0,
    status: status ?? "not_attempted",
  });
}

/** @param {any} value @param {string[]} names @returns {any} */
const pick = (value, names) => Object.fromEntries(names.map((name) => [name, value[name]]));

/** Single and multiple choice. @module */

/** @typedef {import("../types").TickKind} Kind */
/** @typedef {import("../types").Definition} Definition */

/** @param {Definition} definition @param {boolean} right */
export const allOrNothing = (definition, right) => ({
  score: right ? definition.weight : "0",
  maximum: definition.weight,
});

/** @param {Record<string, string>} tokens @returns {Map<string, string>} */
const byToken = (tokens) => new Map(Object.entries(tokens).map(([id, token]) => [token, id]));

/** @param {Definition} definition @returns {string[]} */
const right = (definition) => definition.key;

/** @param {Record<string, string>} letters @param {string[]} ids */
const written = (letters, ids) => {
  const chosen = Object.keys(letters)
    .filter((id) => ids.includes(id))
    .map((id) => letters[id])
    .sort();
  return { scorm12: chosen.join(","), scorm2004: chosen.join("[,]") };
};

/** @type {Kind} */
export const singleChoice = {
  fields: "ticks",
  grade: (definition, answer) =>
    allOrNothing(definition, typeof answer === "string" && definition.key.includes(answer)),
  pack: ({ tokens }, answer) =>
    typeof answer === "string" && Object.hasOwn(tokens, answer) ? tokens[answer] ?? null : null,
  unpack: ({ tokens }, text) => byToken(tokens).get(text) ?? null,
  brief: (_definition, answer) => answer,
  chosen: (answer) => (typeof answer === "string" ? [answer] : []),
  answer: (ids) => ids[0] ?? null,
  right,
  response: (letters, answer) => written(letters, singleChoice.chosen(answer)),
};

/** @type {Kind} */
export const multipleChoice = {
  fields: "ticks",
  grade(definition, answer) {
    if (!Array.isArray(answer)) return allOrNothing(definition, false);
    const chosen = new Set(answer);
    const same =
      chosen.size === answer.length &&
      chosen.size === definition.key.length &&
      definition.key.every((/** @type {string} */ id) => chosen.has(id));
    return allOrNothing(definition, same);
  },
  pack({ tokens }, answer) {
    if (!Array.isArray(answer)) return null;
    const known = answer.filter((id) => typeof id === "string" && Object.hasOwn(tokens, id));
    if (new Set(known).size !== answer.length) return null;
    return known.map((id) => tokens[id]).join("");
  },
  unpack({ tokens }, text) {
    const names = byToken(tokens);
    const width = names.keys().next().value?.length ?? 0;
    if (!width) return null;
    const parts = [];
    for (let start = 0; start < text.length; start += width) {
      parts.push(text.slice(start, start + width));
    }
    if (new Set(parts).size !== parts.length || !parts.every((part) => names.has(part))) return null;
    return parts.map((part) => /** @type {string} */ (names.get(part)));
  },
  brief: (_definition, answer) => answer,
  chosen: (answer) =>
    Array.isArray(answer) ? answer.filter((id) => typeof id === "string") : [],
  answer: (ids) => (ids.length ? ids : null),
  right,
  response: (letters, answer) => written(letters, multipleChoice.chosen(answer)),
};

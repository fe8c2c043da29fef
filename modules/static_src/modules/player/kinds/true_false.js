/** True or false. @module */

import { allOrNothing } from "./choice.js";

/** @type {import("../types").TickKind} */
export const trueFalse = {
  fields: "ticks",
  grade: (definition, answer) =>
    allOrNothing(definition, typeof answer === "boolean" && answer === definition.key),
  pack: (_names, answer) => (typeof answer === "boolean" ? (answer ? "t" : "f") : null),
  unpack: (_names, text) => (text === "t" ? true : text === "f" ? false : null),
  brief: (_definition, answer) => answer,
  chosen: (answer) => (typeof answer === "boolean" ? [String(answer)] : []),
  answer: (ids) => (ids.length ? ids[0] === "true" : null),
  right: (definition) => [String(definition.key)],
  response: (_letters, answer) => ({
    scorm12: answer ? "t" : "f",
    scorm2004: String(Boolean(answer)),
  }),
};

/**
 * What a state is worth in a unit; twin of modules/state. @module
 */

import { kindOf } from "./kinds/index.js";
import { FULL_SCORE, furthest } from "./state.js";

/** @typedef {import("./types").State} State */
/** @typedef {import("./types").Unit} Unit */

/** Digits after the point of a decimal text. @param {string} text */
const decimals = (text) => (text.split(".")[1] ?? "").length;

/** A decimal text as a whole number of 10^-places. @param {string} text @param {number} places */
function units(text, places) {
  const [whole = "0", part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(places, "0"));
}

/**
 * Weighted mean in hundredths of a percent, halves rounded up; exact, as in Python.
 * @param {string[]} scores
 * @param {string[]} maxima
 */
export function meanScore(scores, maxima) {
  const places = Math.max(...[...scores, ...maxima].map(decimals));
  const sum = (/** @type {string[]} */ texts) =>
    texts.reduce((total, text) => total + units(text, places), 0n);
  const maximum = sum(maxima);
  return Number((2n * sum(scores) * BigInt(FULL_SCORE) + maximum) / (2n * maximum));
}

/** @param {import("./types").Grade} grade */
export function isRight({ score, maximum }) {
  const places = Math.max(decimals(score), decimals(maximum));
  return units(score, places) === units(maximum, places);
}

/**
 * Grade every answer and conclude; a conclusion already reached is never taken back.
 * @param {Unit} unit
 * @param {State} state
 * @returns {import("./types").Outcome}
 */
export function outcome(unit, state) {
  /** @type {Record<string, import("./types").Grade>} */
  const grades = {};
  for (const { definition } of unit.questions) {
    const entry = Object.hasOwn(state.answers, definition.id) ? state.answers[definition.id] : undefined;
    if (entry) grades[definition.id] = kindOf(definition.kind).grade(definition, entry.answer);
  }
  const graded = unit.questions.map((names) => names.definition).filter((question) => question.graded);
  const score = graded.length
    ? meanScore(
        graded.map((question) => grades[question.id]?.score ?? "0"),
        graded.map((question) => question.weight),
      )
    : null;
  const best = score === null ? null : Math.max(score, state.best);
  const mastered = best !== null && best >= (unit.mastery ?? 0) * 100;
  const stepsLeft = unit.steps.map((step) => step.id).filter((id) => !state.steps.includes(id));
  const questionsLeft = graded.map((question) => question.id).filter((id) => !grades[id]);
  const complete = {
    steps: !stepsLeft.length,
    questions: !questionsLeft.length,
    passed: mastered,
  }[graded.length ? unit.rule : "steps"];
  const { attempts } = unit;
  const exhausted = graded.every(({ id }) => {
    const grade = grades[id];
    return grade && (isRight(grade) || (attempts !== null && (state.answers[id]?.count ?? 0) >= attempts));
  });
  /** @type {import("./types").Status} */
  let status = "incomplete";
  if (!graded.length) {
    if (complete) status = "completed";
  } else if (complete && mastered) {
    status = "passed";
  } else if (exhausted && !mastered && (complete || unit.rule === "passed")) {
    status = "failed";
  }
  if (status === "incomplete" && !state.steps.length && !Object.keys(state.answers).length) {
    status = "not_attempted";
  }
  return { score, best, status: furthest(status, state.status), complete, stepsLeft, questionsLeft, grades };
}

/**
 * The state with the best score and the status that its answers earn.
 * @param {Unit} unit
 * @param {State} state
 * @returns {State}
 */
export function settle(unit, state) {
  const { best, status } = outcome(unit, state);
  return { ...state, best: best ?? 0, status };
}

/** The results: score, pass mark, what is left to do. @module */

import { make } from "./dom.js";
import { isRight } from "./outcome.js";
import { percent } from "./words.js";

/** @typedef {{ title: string, view: string }} Link */

/**
 * Draw the results.
 * @param {object} given
 * @param {import("./types").Unit} given.unit
 * @param {import("./types").State} given.state
 * @param {import("./types").Outcome} given.outcome
 * @param {import("./words.js").Words} given.words
 * @param {string} given.language
 * @param {(stepId: string) => Link} given.step
 * @param {(questionId: string) => Link} given.question
 * @returns {Node[]}
 */
export function drawResults({ unit, state, outcome, words, language, step, question }) {
  const graded = unit.questions.map((names) => names.definition).filter((known) => known.graded);
  const parts = [];
  if (outcome.best !== null) {
    const right = graded.filter(({ id }) => outcome.grades[id] && isRight(outcome.grades[id]));
    const checked = graded.length > outcome.questionsLeft.length;
    const score = percent(outcome.best, language);
    parts.push(
      make(
        "div",
        "score",
        make("p", "score-number", checked || outcome.best ? words("score_value", { score }) : words("score_none")),
        make(
          "p",
          "score-words",
          words("score_of", { count: right.length, total: graded.length }),
          make("br", ""),
          words("mastery", { score: String(unit.mastery) }),
        ),
      ),
    );
  }
  const status = make("p", "status", words(`status.${outcome.status}`));
  status.dataset.status = outcome.status;
  parts.push(status);
  const retry = graded.filter(({ id }) => {
    const grade = outcome.grades[id];
    const spent = unit.attempts !== null && (state.answers[id]?.count ?? 0) >= unit.attempts;
    return grade && !isRight(grade) && !spent;
  });
  const todo = [
    list(words("left_steps"), outcome.stepsLeft.map(step)),
    list(words("left_questions"), outcome.questionsLeft.map(question)),
    list(words("left_retry"), retry.map(({ id }) => question(id))),
  ].flat();
  parts.push(...(todo.length ? todo : [make("p", "nothing-left", words("nothing_left"))]));
  return parts;
}

/**
 * @param {string} title
 * @param {Link[]} links
 */
function list(title, links) {
  if (!links.length) return [];
  const items = links.map((link) => {
    const anchor = /** @type {HTMLAnchorElement} */ (make("a", "", link.title));
    anchor.href = `#${link.view}`;
    anchor.dataset.to = link.view;
    return make("li", "", anchor);
  });
  return [make("h3", "", title), make("ul", "todo", ...items)];
}

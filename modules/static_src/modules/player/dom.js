/** Small helpers over the page, and the unit as its markup tells it. @module */

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} children
 */
export function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (root, selector) => [...root.querySelectorAll(selector)].map((found) => /** @type {HTMLElement} */ (found));

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`page without ${selector}`);
  return found;
}

/** @param {string | undefined} text */
const number = (text) => (text ? Number(text) : null);

/**
 * Read a question's definition and short names from its element.
 * @param {HTMLElement} element
 * @returns {import("./types").QuestionNames}
 */
export function readQuestion(element) {
  const { definition = "{}", token = "" } = element.dataset;
  const inputs = all(element, "[data-option]");
  return {
    definition: JSON.parse(definition),
    token,
    tokens: Object.fromEntries(inputs.map(({ dataset }) => [dataset.option ?? "", dataset.token ?? ""])),
  };
}

/**
 * Read the unit from its element.
 * @param {HTMLElement} root
 * @returns {import("./types").Unit}
 */
export function readUnit(root) {
  const { unit = "", fingerprint = "", rule, mastery, attempts } = root.dataset;
  return {
    id: unit,
    fingerprint,
    rule: rule === "steps" || rule === "questions" ? rule : "passed",
    mastery: number(mastery),
    attempts: number(attempts),
    steps: all(root, "[data-step]").map(({ dataset }) => ({ id: dataset.step ?? "", token: dataset.token ?? "" })),
    questions: all(root, "passerelle-question").map(readQuestion),
  };
}

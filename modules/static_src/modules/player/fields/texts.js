/** Answering by typing: gaps and numbers. @module */

import { all, make } from "../dom.js";

/** @typedef {import("../types").Fields} Fields */
/** @typedef {import("../words.js").Words} Words */

/**
 * What is typed stays where it is, readable and selectable, and each field has its own
 * verdict, tied to it for those who hear the page.
 * @implements {Fields}
 */
export class Texts {
  /** @type {HTMLElement} */
  #question;
  /** @type {import("../types").TextKind} */
  #kind;
  /** @type {import("../types").Definition} */
  #definition;
  /** @type {Words} */
  #words;
  /** @type {string} */
  #language;

  /**
   * @param {HTMLElement} question
   * @param {import("../types").TextKind} kind
   * @param {import("../types").Definition} definition
   * @param {Words} words
   * @param {string} language
   */
  constructor(question, kind, definition, words, language) {
    this.#question = question;
    this.#kind = kind;
    this.#definition = definition;
    this.#words = words;
    this.#language = language;
    question.addEventListener("input", () => this.#invalid(false));
  }

  read() {
    const inputs = this.#inputs();
    const found = this.#kind.read(
      this.#definition,
      inputs.map((input) => input.value),
    );
    if ("answer" in found) return found;
    this.#invalid(true);
    return { problem: this.#words(found.problem), at: inputs[0] };
  }

  /**
   * @param {import("../types").AnswerValue} answer
   * @param {boolean} closed
   */
  show(answer, closed) {
    const texts = this.#kind.show(answer, this.#language);
    const verdicts = this.#kind.verdicts(this.#definition, answer, this.#language);
    const inputs = this.#inputs();
    inputs.forEach((input, index) => {
      const { right = false, expected = "" } = verdicts[index] ?? {};
      input.value = texts[index] ?? "";
      input.readOnly = true;
      // The result below says it already when there is one field only.
      const alone = inputs.length === 1;
      let words = "";
      if (closed && !right) words = this.#words("expected", { answer: expected });
      else if (!alone) words = this.#words(right ? "field_right" : input.value ? "field_again" : "field_empty");
      this.#verdict(input, right ? "right" : closed ? "wrong" : "again", words);
    });
    return [];
  }

  retry() {
    const inputs = this.#inputs();
    const wrong = inputs.find((input) => frameOf(input).dataset.verdict !== "right");
    for (const input of inputs) {
      input.readOnly = false;
      this.#verdict(input, "", "");
    }
    return wrong ?? inputs[0];
  }

  close() {
    for (const input of this.#inputs()) input.readOnly = true;
  }

  /**
   * @param {HTMLInputElement} input
   * @param {string} verdict
   * @param {string} words
   */
  #verdict(input, verdict, words) {
    const frame = frameOf(input);
    frame.querySelector(".verdict")?.remove();
    frame.dataset.verdict = verdict;
    input.removeAttribute("aria-describedby");
    if (!words) return;
    const told = make("span", "verdict", words);
    told.id = `${input.id}-v`;
    frame.append(told);
    input.setAttribute("aria-describedby", told.id);
  }

  /** @param {boolean} is */
  #invalid(is) {
    for (const input of this.#inputs()) {
      if (is) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  #inputs() {
    return /** @type {HTMLInputElement[]} */ (all(this.#question, "input"));
  }
}

/** What holds a field and its verdict. @param {HTMLInputElement} input */
const frameOf = (input) => /** @type {HTMLElement} */ (input.closest(".gap, .number"));

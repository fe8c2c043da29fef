/** Answering by ticking: radio buttons and check boxes. @module */

import { all, make } from "../dom.js";

/** @typedef {import("../types").Fields} Fields */
/** @typedef {import("../words.js").Words} Words */

/** @implements {Fields} */
export class Ticks {
  /** @type {HTMLElement} */
  #question;
  /** @type {import("../types").TickKind} */
  #kind;
  /** @type {import("../types").Definition} */
  #definition;
  /** @type {Words} */
  #words;

  /**
   * @param {HTMLElement} question
   * @param {import("../types").TickKind} kind
   * @param {import("../types").Definition} definition
   * @param {Words} words
   */
  constructor(question, kind, definition, words) {
    this.#question = question;
    this.#kind = kind;
    this.#definition = definition;
    this.#words = words;
  }

  read() {
    const ticked = this.#inputs().filter((input) => input.checked);
    const answer = this.#kind.answer(ticked.map((input) => input.dataset.option ?? ""));
    if (answer !== null) return { answer };
    const [first] = this.#inputs();
    return { problem: this.#words(first?.type === "checkbox" ? "choose_some" : "choose_one"), at: first };
  }

  /**
   * @param {import("../types").AnswerValue} answer
   * @param {boolean} closed
   */
  show(answer, closed) {
    const chosen = this.#kind.chosen(answer);
    const right = closed ? this.#kind.right(this.#definition) : [];
    for (const input of this.#inputs()) {
      const id = input.dataset.option ?? "";
      input.checked = chosen.includes(id);
      input.disabled = true;
      this.#verdict(input, input.checked, right.includes(id), closed);
    }
    return chosen;
  }

  retry() {
    for (const input of this.#inputs()) {
      input.disabled = false;
      this.#verdict(input, false, false, false);
      if (input.type === "radio") input.checked = false;
    }
    return this.#inputs()[0];
  }

  close() {
    for (const input of this.#inputs()) input.disabled = true;
  }

  /**
   * @param {HTMLInputElement} input
   * @param {boolean} chosen
   * @param {boolean} right
   * @param {boolean} closed
   */
  #verdict(input, chosen, right, closed) {
    const option = input.closest("li");
    option?.querySelector(".verdict")?.remove();
    if (!option) return;
    delete option.dataset.verdict;
    if (!chosen && !right) return;
    const words = [];
    if (chosen) words.push(this.#words("your_answer"));
    if (right) words.push(this.#words("right_answer"));
    option.dataset.verdict = right ? "right" : closed ? "wrong" : "chosen";
    option.querySelector("label")?.append(make("span", "verdict", words.join(", ")));
  }

  #inputs() {
    return /** @type {HTMLInputElement[]} */ (all(this.#question, "input"));
  }
}

/** One question: its form, its verdict, its feedback. @module */

import { all, make, one, readQuestion } from "./dom.js";
import { kindOf } from "./kinds/index.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./words.js").Words} Words */

/** What a checked question shows. @typedef {{ entry: Answer, right: boolean, left: number | null }} Checked */

/**
 * `<passerelle-question>`: dispatches `passerelle-check` with the answer in `detail`;
 * the unit grades it and calls `show`.
 */
export class PasserelleQuestion extends HTMLElement {
  /** @type {import("./types").QuestionNames} */
  names = { definition: { id: "", kind: "", weight: "1", graded: false, key: null }, token: "", tokens: {} };

  /** @type {Words | null} */
  #words = null;
  #shown = "";
  #since = 0;

  /** Make the form answerable. @param {Words} words */
  start(words) {
    this.names = readQuestion(this);
    this.#words = words;
    const form = one(this, "form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    form.addEventListener("change", () => this.#problem(""));
    this.#button("retry").addEventListener("click", () => this.#retry());
    this.#button("check").hidden = false;
  }

  /** The learner sees the question from now on. */
  seen() {
    this.#since ||= performance.now();
  }

  /** Seconds since the question was first seen. */
  get latency() {
    return this.#since ? (performance.now() - this.#since) / 1000 : 0;
  }

  /** The prompt as one line of plain text. */
  get description() {
    return (this.querySelector(".prompt")?.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  /**
   * Show a checked answer; nothing changes when it is already shown.
   * @param {Checked} checked
   * @param {{ focus?: boolean }} [options]
   */
  show({ entry, right, left }, { focus = false } = {}) {
    const mark = `${entry.count}${entry.client}`;
    if (this.#shown === mark || !this.#words) return;
    this.#shown = mark;
    const words = this.#words;
    const { definition } = this.names;
    const kind = kindOf(definition.kind);
    const chosen = kind.chosen(entry.answer);
    const closed = right || left === 0;
    const answers = closed ? kind.right(definition) : [];
    for (const input of this.#inputs()) {
      const id = input.dataset.option ?? "";
      input.checked = chosen.includes(id);
      input.disabled = true;
      this.#verdict(input, input.checked, answers.includes(id), closed);
    }
    this.dataset.checked = right ? "right" : closed ? "wrong" : "again";
    this.#button("check").hidden = true;
    this.#button("retry").hidden = closed;
    const verdict = words(right ? "right" : closed ? "wrong_final" : "not_yet");
    const parts = [make("p", "verdict-words", verdict)];
    if (!right && left === 0) parts.push(make("p", "left", words("no_attempts")));
    if (!right && left) parts.push(make("p", "left", words("attempts_left", { count: left })));
    const templates = all(this, "template").filter(
      ({ dataset }) => dataset.feedbackOption === undefined || chosen.includes(dataset.feedbackOption),
    );
    // What concerns the chosen answer comes before what concerns everybody.
    templates.sort((a, b) => Number("feedback" in a.dataset) - Number("feedback" in b.dataset));
    for (const template of templates) {
      const { content } = /** @type {HTMLTemplateElement} */ (template);
      parts.push(make("div", "feedback", content.cloneNode(true)));
    }
    one(this, "[data-result]").replaceChildren(...parts);
    if (focus) this.#focusAfterCheck(closed);
  }

  /** No answer is taken any more. */
  close() {
    for (const input of this.#inputs()) input.disabled = true;
    this.#button("check").hidden = true;
    this.#button("retry").hidden = true;
  }

  #check() {
    const ticked = this.#inputs().filter((input) => input.checked);
    const answer = kindOf(this.names.definition.kind).answer(ticked.map((input) => input.dataset.option ?? ""));
    if (answer === null) {
      const many = this.#inputs()[0]?.type === "checkbox";
      this.#problem(this.#words?.(many ? "choose_some" : "choose_one") ?? "");
      this.#inputs()[0]?.focus();
      return;
    }
    this.#problem("");
    this.dispatchEvent(new CustomEvent("passerelle-check", { bubbles: true, detail: answer }));
  }

  #retry() {
    this.#shown = "";
    delete this.dataset.checked;
    for (const input of this.#inputs()) {
      input.disabled = false;
      this.#verdict(input, false, false, false);
      if (input.type === "radio") input.checked = false;
    }
    this.#button("retry").hidden = true;
    this.#button("check").hidden = false;
    one(this, "[data-result]").replaceChildren();
    this.#inputs()[0]?.focus();
  }

  /** @param {boolean} closed */
  #focusAfterCheck(closed) {
    // The button that had the focus has just gone.
    const result = one(this, "[data-result]");
    if (closed) {
      result.tabIndex = -1;
      result.focus({ preventScroll: true });
    } else {
      this.#button("retry").focus({ preventScroll: true });
    }
    // All of it, above the bar; a long one shows its end, with what can be done.
    one(this, "form").scrollIntoView({ block: "nearest" });
    (closed ? result : this.#button("retry")).scrollIntoView({ block: "nearest" });
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
    if (!option || !this.#words) return;
    delete option.dataset.verdict;
    if (!chosen && !right) return;
    const words = [];
    if (chosen) words.push(this.#words("your_answer"));
    if (right) words.push(this.#words("right_answer"));
    option.dataset.verdict = right ? "right" : closed ? "wrong" : "chosen";
    option.querySelector("label")?.append(make("span", "verdict", words.join(", ")));
  }

  /** @param {string} text */
  #problem(text) {
    one(this, "[data-problem]").textContent = text;
  }

  /** @returns {HTMLInputElement[]} */
  #inputs() {
    return [...this.querySelectorAll("input")];
  }

  /** @param {string} action */
  #button(action) {
    return one(this, `[data-action="${action}"]`);
  }
}

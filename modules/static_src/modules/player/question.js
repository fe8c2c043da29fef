/** One question: its form, its verdict, its feedback. @module */

import { all, make, one, readQuestion } from "./dom.js";
import { Texts } from "./fields/texts.js";
import { Ticks } from "./fields/ticks.js";
import { kindOf } from "./kinds/index.js";

/** @typedef {import("./types").Answer} Answer */
/** @typedef {import("./words.js").Words} Words */

/**
 * What a checked question shows.
 * @typedef {{ entry: Answer, right: boolean, partly: boolean, left: number | null }} Checked
 */

/**
 * `<passerelle-question>`: dispatches `passerelle-check` with the answer in `detail`;
 * the unit grades it and calls `show`.
 */
export class PasserelleQuestion extends HTMLElement {
  /** @type {import("./types").QuestionNames} */
  names = { definition: { id: "", kind: "", weight: "1", graded: false, key: null }, token: "", tokens: {} };

  /** @type {Words | null} */
  #words = null;
  /** @type {import("./types").Fields | null} */
  #fields = null;
  #shown = "";
  #since = 0;

  /**
   * Make the form answerable.
   * @param {Words} words
   * @param {string} language
   */
  start(words, language) {
    this.names = readQuestion(this);
    this.#words = words;
    const { definition } = this.names;
    const kind = kindOf(definition.kind);
    this.#fields =
      kind.fields === "texts"
        ? new Texts(this, kind, definition, words, language)
        : new Ticks(this, kind, definition, words);
    const form = one(this, "form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    form.addEventListener("input", () => this.#problem(""));
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
   * Show a checked answer; nothing changes when it is already shown, or was.
   * @param {Checked} checked
   * @param {{ focus?: boolean }} [options]
   */
  show({ entry, right, partly, left }, { focus = false } = {}) {
    const mark = `${entry.count}${entry.client}`;
    // An answer being corrected is not covered by the one it corrects.
    if ((this.#shown === mark && !focus) || !this.#words || !this.#fields) return;
    this.#shown = mark;
    const words = this.#words;
    const closed = right || left === 0;
    const chosen = this.#fields.show(entry.answer, closed);
    this.dataset.checked = right ? "right" : closed ? "wrong" : "again";
    this.#button("check").hidden = true;
    this.#button("retry").hidden = closed;
    const verdict = words(right ? "right" : partly ? "partly" : closed ? "wrong_final" : "not_yet");
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
    this.#fields?.close();
    this.#button("check").hidden = true;
    this.#button("retry").hidden = true;
  }

  #check() {
    // The Enter key submits a form even when its button is hidden.
    if (!this.#fields || this.#button("check").hidden) return;
    const found = this.#fields.read();
    if ("problem" in found) {
      this.#problem(found.problem);
      found.at?.focus();
      return;
    }
    this.#problem("");
    this.dispatchEvent(new CustomEvent("passerelle-check", { bubbles: true, detail: found.answer }));
  }

  #retry() {
    delete this.dataset.checked;
    const first = this.#fields?.retry();
    this.#button("retry").hidden = true;
    this.#button("check").hidden = false;
    one(this, "[data-result]").replaceChildren();
    first?.focus();
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

  /** @param {string} text */
  #problem(text) {
    one(this, "[data-problem]").textContent = text;
  }

  /** @param {string} action */
  #button(action) {
    return one(this, `[data-action="${action}"]`);
  }
}

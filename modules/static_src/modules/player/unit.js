/** The unit: steps, answers, saving, results. @module */

import { decode, encode } from "./codec.js";
import { all, make, one, readUnit } from "./dom.js";
import { kindOf } from "./kinds/index.js";
import { isRight, outcome, settle } from "./outcome.js";
import { printableDetails, printSheet } from "./print.js";
import { PasserelleQuestion } from "./question.js";
import { drawResults } from "./results.js";
import { FULL_SCORE, MAX_COUNT, emptyState, merge, newClient, recount, stateFrom } from "./state.js";
import { wordsFor } from "./words.js";

/** @typedef {import("./types").Adapter} Adapter */
/** @typedef {import("./types").State} State */

/** What the saved indicator says aloud, and the end of which it says too. */
const TROUBLE = new Set(["unsaved", "retrying", "offline", "signed_out", "other_person", "nowhere"]);

/** `<passerelle-unit>`: the whole page of a unit. */
export class PasserelleUnit extends HTMLElement {
  #client = newClient();
  #unit = readUnit(this);
  #language = this.dataset.language ?? "fr";
  #words = wordsFor(this.#language);
  /** @type {State} */
  #state = emptyState();
  /** @type {Adapter | undefined} */
  #adapter;
  /** @type {HTMLElement[]} */
  #views = [];
  /** @type {PasserelleQuestion[]} */
  #questions = [];
  #current = 0;
  #moved = false;
  #finished = false;
  #started = false;

  connectedCallback() {
    if (this.#started) return;
    this.#started = true;
    this.#views = all(this, "[data-view]");
    this.#questions = [...this.querySelectorAll("passerelle-question")].filter(
      (element) => element instanceof PasserelleQuestion,
    );
    for (const question of this.#questions) question.start(this.#words, this.#language);
    for (const hidden of all(this, ".view[hidden], .rail [hidden], .bar[hidden], [data-action][hidden]")) {
      if (!hidden.closest("passerelle-question")) hidden.hidden = false;
    }
    this.dataset.ready = "";
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("passerelle-check", (event) => this.#check(event));
    printableDetails(this);
    const asked = this.#viewOf(location.hash.slice(1));
    this.#show(asked ?? 0, { focus: false, remember: false });
    this.#load(asked === undefined);
  }

  /** @param {boolean} resume go back to where the learner was */
  async #load(resume) {
    this.#adapter = window.passerelleAdapter;
    this.#report(this.#adapter ? "loading" : "none");
    if (!this.#adapter) return;
    /** @type {import("./types").Decoded | State | null} */
    let loaded = null;
    try {
      loaded = await this.#adapter.load({
        unitId: this.#unit.id,
        fingerprint: this.#unit.fingerprint,
        profile: this.dataset.profile ?? "",
        client: this.#client,
        questionCount: this.#unit.questions.length,
        encode: (state) => encode(state, this.#unit),
        decode: (text) => decode(text, this.#unit),
        merge,
        report: (code) => this.#report(code),
        adopt: (state) => this.#adopt(state),
        offer: (key, act) => this.#offer(key, act),
        withdraw: (key) => this.querySelector(`[data-notice="${key}"]`)?.remove(),
      });
    } catch (error) {
      console.warn(error);
      this.#report("unsaved");
    }
    const how = loaded && "how" in loaded ? loaded.how : "exact";
    if (how !== "exact") this.#notice(how);
    const early = this.#moved;
    const known = stateFrom(loaded && "how" in loaded ? loaded.state : loaded);
    this.#state = { ...this.#state, answers: recount(this.#state.answers, known.answers, new Set([this.#client])) };
    this.#adopt(known);
    const { last } = this.#state;
    const place = last && resume ? this.#viewOfStep(last.step) : undefined;
    if (!early && place !== undefined) this.#show(place, { focus: false, remember: false });
    if (early) this.#save(true);
    else this.#tell();
  }

  /** @param {State | null} state */
  #adopt(state) {
    this.#state = settle(this.#unit, merge(this.#state, stateFrom(state)));
    this.#refresh();
  }

  /** @param {Event} event */
  #check(event) {
    const question = event.target;
    if (this.#finished || !(event instanceof CustomEvent) || !(question instanceof PasserelleQuestion)) return;
    const { definition } = question.names;
    const before = Object.hasOwn(this.#state.answers, definition.id) ? this.#state.answers[definition.id] : undefined;
    const count = Math.min((before?.count ?? 0) + 1, MAX_COUNT);
    const entry = { answer: event.detail, count, client: this.#client };
    this.#moved = true;
    this.#state = settle(this.#unit, {
      ...this.#state,
      answers: { ...this.#state.answers, [definition.id]: entry },
    });
    this.#adapter?.interaction(this.#interaction(question, event.detail));
    this.#save(true);
    this.#refresh(question);
  }

  /**
   * @param {PasserelleQuestion} question
   * @param {import("./types").AnswerValue} answer
   * @returns {import("./types").Interaction}
   */
  #interaction(question, answer) {
    const { definition } = question.names;
    const { id, type, tokens, pattern } = JSON.parse(question.dataset.interaction ?? "{}");
    const kind = kindOf(definition.kind);
    const right = isRight(kind.grade(definition, answer));
    return {
      id,
      type,
      pattern,
      response: kind.response(tokens, answer),
      result: definition.graded ? (right ? "right" : "wrong") : "neutral",
      weight: definition.weight,
      description: question.description,
      latency: question.latency,
      position: this.#questions.indexOf(question),
    };
  }

  /** @param {boolean} now */
  #save(now) {
    if (this.#finished) return;
    this.#tell();
    this.#adapter?.save(this.#state, now);
  }

  #tell() {
    const { best, status, complete, questionsLeft } = outcome(this.#unit, this.#state);
    const graded = this.#unit.questions.filter(({ definition }) => definition.graded).length;
    const checked = graded > questionsLeft.length || Boolean(best);
    // Some platforms grade by score alone: reading everything is worth a hundred there.
    const raw = graded ? (checked ? best : null) : complete ? FULL_SCORE : null;
    this.#adapter?.result({ raw, status, complete, progress: this.#done() });
  }

  /** From 0 to 1: steps seen and questions checked. */
  #done() {
    const { steps, questions } = this.#unit;
    const seen = steps.filter(({ id }) => this.#state.steps.includes(id)).length;
    const checked = questions.filter(({ definition }) => Object.hasOwn(this.#state.answers, definition.id)).length;
    return (seen + checked) / (steps.length + questions.length);
  }

  /** @param {Event} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("[data-to]");
    if (link instanceof HTMLElement) {
      event.preventDefault();
      const view = this.#viewOf(link.dataset.to ?? "");
      if (view !== undefined) this.#show(view, { at: link.dataset.to });
      return;
    }
    const button = target?.closest("[data-action]");
    const action = button instanceof HTMLElement ? button.dataset.action : "";
    const { last } = this.#state;
    if (action === "start") this.#show((last && this.#viewOfStep(last.step)) || 1);
    else if (action === "previous") this.#show(this.#current - 1);
    else if (action === "next") this.#show(this.#current + 1);
    else if (action === "print-sheet" && button) printSheet(this, button);
    else if (action === "finish") this.#finish();
  }

  /** @param {string} id the id of a view or of something inside one */
  #viewOf(id) {
    const inside = id ? document.getElementById(id) : null;
    const index = this.#views.findIndex((view) => inside && view.contains(inside));
    return index < 0 ? undefined : index;
  }

  /** @param {string} step */
  #viewOfStep(step) {
    const index = this.#views.findIndex((view) => view.dataset.step === step);
    return index < 0 ? undefined : index;
  }

  /**
   * @param {number} index
   * @param {{ focus?: boolean, remember?: boolean, at?: string }} [options]
   */
  #show(index, { focus = true, remember = true, at = "" } = {}) {
    this.#current = Math.max(0, Math.min(index, this.#views.length - 1));
    const view = this.#views[this.#current];
    if (!view) return;
    for (const other of this.#views) other.toggleAttribute("data-current", other === view);
    for (const question of this.#questions) if (view.contains(question)) question.seen();
    const step = view.dataset.step;
    if (step) this.#visit(step, remember);
    this.#refresh();
    if (!focus) return;
    const place = at && at !== view.id ? document.getElementById(at) : null;
    const heading = one(view, "h2");
    if (place) {
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
      place.scrollIntoView({ block: "start" });
    } else {
      heading.focus({ preventScroll: true });
      one(this, ".bench").scrollIntoView({ block: "start" });
    }
  }

  /**
   * @param {string} step
   * @param {boolean} remember
   */
  #visit(step, remember) {
    const { steps, last } = this.#state;
    if (!remember && steps.includes(step)) return;
    const count = Math.min((last?.count ?? 0) + 1, MAX_COUNT);
    this.#moved = true;
    this.#state = settle(this.#unit, {
      ...this.#state,
      steps: steps.includes(step) ? steps : [...steps, step],
      last: { step, count, client: this.#client },
    });
    this.#save(false);
  }

  /** @param {PasserelleQuestion} [checked] the question that has just been checked */
  #refresh(checked) {
    const result = outcome(this.#unit, this.#state);
    for (const question of this.#questions) {
      const { id } = question.names.definition;
      const grade = result.grades[id];
      const entry = this.#state.answers[id];
      if (grade && entry) {
        const { attempts } = this.#unit;
        const left = attempts === null ? null : Math.max(0, attempts - entry.count);
        const right = isRight(grade);
        question.show({ entry, right, partly: !right && grade.score !== "0", left }, { focus: question === checked });
      }
    }
    this.#drawRail();
    this.#drawBar();
    const view = this.#views.at(-1);
    if (view?.hasAttribute("data-current")) {
      one(this, "[data-results]").replaceChildren(
        ...drawResults({
          unit: this.#unit,
          state: this.#state,
          outcome: result,
          words: this.#words,
          language: this.#language,
          step: (id) => this.#linkTo(this.#views.find(({ dataset }) => dataset.step === id)),
          question: (id) => this.#linkTo(this.#questions.find(({ names }) => names.definition.id === id)),
        }),
      );
    }
  }

  /** @param {HTMLElement | undefined} place a step or a question */
  #linkTo(place) {
    const heading = place?.querySelector("h2, legend")?.textContent ?? "";
    const prompt = place instanceof PasserelleQuestion ? ` – ${place.description}` : "";
    return { title: heading + prompt, view: place?.id ?? "" };
  }

  #drawRail() {
    for (const link of all(this, ".rail [data-to]")) {
      const index = this.#views.findIndex((view) => view.id === link.dataset.to);
      const view = this.#views[index];
      if (index === this.#current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      if (!view?.dataset.step) continue;
      const open = this.#questions.filter(
        (question) => view.contains(question) && !Object.hasOwn(this.#state.answers, question.names.definition.id),
      ).length;
      const seen = this.#state.steps.includes(view.dataset.step);
      link.dataset.state = !seen ? "todo" : open ? "started" : "done";
      const key = !seen ? "step_todo" : open ? "step_started" : "step_done";
      one(link, "[data-state-words]").textContent = this.#words(key, { count: open });
    }
  }

  #drawBar() {
    const done = Math.round(this.#done() * 100);
    const ring = one(this, ".ring");
    ring.setAttribute("aria-valuenow", String(done));
    ring.setAttribute("aria-valuetext", this.#words("ring_text", { percent: done }));
    ring.querySelector(".ring-done")?.setAttribute("stroke-dasharray", `${done} 100`);
    one(ring, "[data-ring-number]").textContent = this.#words("ring", { percent: done });
    this.#disable("previous", this.#current === 0);
    this.#disable("next", this.#current === this.#views.length - 1);
    const start = one(this, '[data-action="start"]');
    if (this.#state.last) start.textContent = this.#words("resume");
  }

  /**
   * @param {string} action
   * @param {boolean} disabled
   */
  #disable(action, disabled) {
    /** @type {HTMLButtonElement} */ (one(this, `[data-action="${action}"]`)).disabled = disabled;
  }

  /** @param {import("./types").SaveCode} code */
  #report(code) {
    const saved = one(this, ".saved");
    const before = saved.dataset.saved;
    if (before === code && saved.textContent) return;
    const words = this.#words(`saved.${code}`);
    saved.dataset.saved = code;
    saved.textContent = words;
    // Every save would be chatter: only trouble and its end are spoken.
    if (TROUBLE.has(code) || TROUBLE.has(before ?? "")) one(this, "[data-announce]").textContent = words;
  }

  /** @param {"carried" | "refused"} key */
  #notice(key) {
    const notice = make("p", "notice", this.#words(key));
    notice.dataset.notice = key;
    one(this, "[data-notices]").append(notice);
  }

  /**
   * @param {import("./types").Offer} key
   * @param {() => void} act
   */
  #offer(key, act) {
    const notices = one(this, "[data-notices]");
    if (notices.querySelector(`[data-notice="${key}"]`)) return;
    const button = make("button", "button secondary", this.#words(`offer.${key}.do`));
    button.setAttribute("type", "button");
    const notice = make("div", "notice", make("p", "", this.#words(`offer.${key}`)), button);
    notice.dataset.notice = key;
    button.addEventListener("click", () => {
      notice.remove();
      act();
    });
    notices.append(notice);
  }

  async #finish() {
    if (this.#finished) return;
    this.#finished = true;
    /** @type {HTMLButtonElement} */ (one(this, '[data-action="finish"]')).disabled = true;
    const clean = this.#adapter ? await this.#adapter.finish() : true;
    for (const question of this.#questions) question.close();
    one(this, "[data-finished]").textContent = this.#words(clean ? "finished" : "finished_bad");
  }
}

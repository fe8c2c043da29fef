/** The adapter of the site: saves for the person signed in. @module */

import { forgetHere, keptHere } from "../../../../modules/static_src/modules/adapters/storage.js";
import { call, cookie } from "./call.js";
import { recount } from "../../../../modules/static_src/modules/player/state.js";
import { Queue, waitingIn } from "./queue.js";

/** @typedef {import("../../../../modules/static_src/modules/player/types").Adapter} Adapter */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Host} Host */
/** @typedef {import("../../../../modules/static_src/modules/player/types").State} State */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Decoded} Decoded */

/**
 * @typedef {object} Settings what the page says in `data-host`
 * @property {string} open
 * @property {string} commit
 * @property {string} following
 * @property {string} signIn
 * @property {string} csrfCookie
 * @property {string} user
 * @property {string} unit
 * @property {number} version
 */

/** Milliseconds: a step change may be followed by another. */
const DEBOUNCE = 1500;
/** Milliseconds before the first new try; doubled at each, half of it at random. */
const FIRST_RETRY = 2000;
const LAST_RETRY = 60_000;
/** Milliseconds: a page that comes back to the front asks what others wrote meanwhile. */
const STALE = 30_000;
/** Refusals that a new token may cure. */
const ENDED = new Set(["ended", "token"]);

/**
 * Whatever changes waits in this browser at once and goes to the site soon after: one
 * request for all that happened meanwhile, one at a time, tried again until confirmed.
 * @implements {Adapter}
 */
export class SiteAdapter {
  /** @type {Settings} */
  #settings;
  /** @type {Host | null} */
  #host = null;
  /** @type {Queue | null} */
  #queue = null;
  /** @type {State | null} */
  #state = null;
  /** What the site has, as this page would write it. */
  #confirmed = "";
  /** Clients that answered before the site had said what it knows. @type {Set<string>} */
  #early = new Set();
  #token = "";
  #base = 0;
  /** When the site last said what it knows; negative before the first time. */
  #opened = -STALE;
  /** The request under way. @type {Promise<void> | null} */
  #flight = null;
  #finished = false;
  #timer = 0;
  #tries = 0;
  /** Why nothing is sent any more: `signed_out`, `other_person` or `unsaved`. @type {"" | "signed_out" | "other_person" | "unsaved"} */
  #stopped = "";

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * @param {Host} host
   * @returns {Promise<Decoded | State | null>}
   */
  async load(host) {
    this.#host = host;
    this.#queue = new Queue(this.#settings.user, host);
    this.#listen();
    this.#takeFromQueue();
    const carried = await this.#open();
    if (this.#token) this.#settle();
    this.#offerWhatIsHere(host);
    return this.#state && { state: this.#state, how: carried ? "carried" : "exact" };
  }

  /**
   * @param {State} state
   * @param {boolean} now
   */
  async save(state, now) {
    // Who answers here after a sign-out may be somebody else: ask before keeping it.
    if (this.#stopped === "signed_out") await this.#open();
    if (this.#stopped === "other_person") return;
    if (this.#opened < 0 && this.#host) this.#early.add(this.#host.client);
    this.#join(state);
    this.#takeFromQueue();
    this.#keep();
    this.#settle(now ? 0 : DEBOUNCE);
  }

  interaction() {}

  result() {}

  async finish() {
    clearTimeout(this.#timer);
    await this.#flush();
    // What was under way may have left before the last answer.
    if (!this.#isConfirmed()) await this.#flush();
    const done = this.#isConfirmed();
    this.#host?.report(done ? "finished" : "unfinished");
    this.#finished = true;
    // Where the statement is, and what comes next.
    if (done) location.assign(this.#settings.following);
    return done;
  }

  #listen() {
    addEventListener("storage", (event) => {
      if (event.key === this.#queue?.key && event.newValue) this.#adopt(waitingIn(event.newValue).text);
    });
    addEventListener("online", () => this.#wake());
    addEventListener("pageshow", (event) => {
      // Out of the browser's memory: somebody may have signed out, or answered elsewhere.
      if (event.persisted && this.#finished) location.reload();
      else if (event.persisted) this.#refresh();
    });
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#settle();
      else if (performance.now() - this.#opened > STALE) this.#refresh();
    });
  }

  /** Ask for a token and for what the site knows; whether some comes from another version. */
  async #open() {
    const { open, unit, version, user, csrfCookie } = this.#settings;
    const answer = await call(open, { unit, version, user }, cookie(csrfCookie));
    if (!answer.ok) {
      if (answer.code === "signed_out" || answer.code === "other_person") this.#stop(answer.code);
      else if (answer.isFinal) this.#stop("unsaved");
      else this.#later();
      return false;
    }
    this.#stopped = "";
    this.#host?.withdraw("sign_in");
    this.#opened = performance.now();
    this.#token = answer.data.token;
    // Even when it is lower: what was forgotten and begun again counts from the start.
    this.#base = answer.data.seq;
    this.#countEarly(answer.data.state);
    this.#confirmed = this.#adopt(answer.data.state);
    return answer.data.carried === true;
  }

  /** Count what was answered early after what the site knows. @param {string} text */
  #countEarly(text) {
    const host = this.#host;
    if (!host || !this.#state || !this.#early.size) return;
    const known = host.decode(text).state;
    const answers = recount(this.#state.answers, known.answers, this.#early);
    this.#state = { ...this.#state, answers };
    host.adopt(this.#state);
    this.#early.clear();
    this.#keep();
  }

  async #refresh() {
    await this.#open();
    this.#settle();
  }

  #wake() {
    this.#tries = 0;
    this.#settle();
  }

  /** Send soon what is not confirmed; say where things are. @param {number} [delay] */
  #settle(delay = 0) {
    clearTimeout(this.#timer);
    if (this.#stopped) this.#host?.report(this.#stopped);
    else if (this.#isConfirmed()) this.#host?.report("saved");
    else if (delay) this.#timer = setTimeout(() => this.#flush(), delay);
    else this.#flush();
  }

  /** Send what is not confirmed; whoever asks meanwhile waits for the same request. */
  #flush() {
    this.#flight ??= this.#send().finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  async #send() {
    if (this.#stopped) return;
    if (!this.#token) await this.#open();
    if (this.#isConfirmed()) this.#host?.report("saved");
    else if (this.#token && !this.#stopped && this.#state) await this.#commit();
  }

  async #commit() {
    const text = this.#text();
    if (!this.#tries) this.#host?.report("saving");
    const answer = await call(this.#settings.commit, { token: this.#token, base: this.#base, state: text });
    if (!answer.ok) {
      if (ENDED.has(answer.code)) {
        this.#token = "";
        await this.#open();
        // At once the first time, with patience should the new one be refused too.
        if (this.#token) this.#again(this.#tries++ ? undefined : 0);
      } else if (answer.isFinal) this.#stop("unsaved");
      else this.#later();
      return;
    }
    this.#tries = 0;
    this.#base = answer.data.seq;
    const same = this.#text() === text;
    this.#confirmed = text;
    this.#queue?.confirm(text);
    if (answer.data.state) {
      this.#adopt(answer.data.state);
      if (same) this.#confirmed = this.#text();
    }
    this.#again(0);
  }

  /** Come back once the current request is over. @param {number} [delay] */
  #again(delay = this.#patience()) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), delay);
  }

  #later() {
    this.#host?.report(navigator.onLine ? "retrying" : "offline");
    this.#tries += 1;
    this.#again();
  }

  #patience() {
    const longest = Math.min(FIRST_RETRY * 2 ** Math.min(this.#tries - 1, 10), LAST_RETRY);
    return longest * (0.5 + Math.random() / 2);
  }

  /** @param {"signed_out" | "other_person" | "unsaved"} why */
  #stop(why) {
    clearTimeout(this.#timer);
    this.#stopped = why;
    this.#host?.report(why);
    if (why === "signed_out") this.#host?.offer("sign_in", () => location.assign(this.#settings.signIn));
    if (why === "other_person") this.#host?.offer("reload", () => location.reload());
  }

  /** The page goes: a beacon for what is not confirmed; the queue has it too. */
  #leave() {
    if (this.#stopped || !this.#token || !this.#state || this.#isConfirmed()) return;
    const body = JSON.stringify({ token: this.#token, base: this.#base, state: this.#text() });
    navigator.sendBeacon?.(this.#settings.commit, new Blob([body], { type: "application/json" }));
  }

  /** What was done here without an account may join it, if the person says so. @param {Host} host */
  #offerWhatIsHere(host) {
    const kept = keptHere(host);
    if (!kept || this.#stopped) return;
    host.offer("bring_in", () => {
      host.adopt(kept.state);
      this.#join(kept.state);
      if (this.#keep()) forgetHere(host.unitId);
      this.#settle();
    });
  }

  /** @param {State} state */
  #join(state) {
    this.#state = this.#state && this.#host ? this.#host.merge(this.#state, state) : state;
  }

  /** Take in a text from elsewhere; returns it as this page would write it. @param {string} text */
  #adopt(text) {
    const host = this.#host;
    if (!host) return "";
    const { state, how } = host.decode(text);
    if (how === "refused") return "";
    host.adopt(state);
    this.#join(state);
    return host.encode(state);
  }

  #takeFromQueue() {
    const { text = "", early = [] } = this.#queue?.read() ?? {};
    for (const client of early) this.#early.add(client);
    if (text && text !== this.#text()) this.#adopt(text);
  }

  #keep() {
    const waiting = { text: this.#text(), early: [...this.#early] };
    return this.#isConfirmed() || (this.#queue?.write(waiting) ?? false);
  }

  #text() {
    return this.#state && this.#host ? this.#host.encode(this.#state) : "";
  }

  #isConfirmed() {
    return this.#opened >= 0 && this.#text() === this.#confirmed;
  }
}

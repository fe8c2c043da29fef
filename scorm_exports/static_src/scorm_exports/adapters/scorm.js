/** The adapter of packages: writes through to the platform around the page. @module */

import { LocalAdapter } from "../../../../modules/static_src/modules/adapters/storage.js";
import { dialects, rankOf } from "./dialects.js";
import { InteractionOrder, close, open } from "./envelope.js";
import { findApi } from "./find.js";
import { Session } from "./session.js";

/** @typedef {import("../../../../modules/static_src/modules/player/types").Adapter} Adapter */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Host} Host */
/** @typedef {import("../../../../modules/static_src/modules/player/types").State} State */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Result} Result */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Interaction} Interaction */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Decoded} Decoded */

/** Milliseconds: a step change may be followed by another. */
const DEBOUNCE = 1000;
/** Milliseconds before each new try of a refused commit. */
const RETRIES = [5000, 15_000, 60_000];

/**
 * Nothing depends on leaving: whatever matters is set and committed as it happens, score
 * before status, and a status or score that the platform already has is never lowered.
 * Without a platform, or when it refuses to start, the browser keeps the state.
 * @implements {Adapter}
 */
export class ScormAdapter {
  /** @type {Host | null} */
  #host = null;
  /** @type {LocalAdapter | null} */
  #local = null;
  /** @type {Session | null} */
  #session = null;
  #table = dialects.scorm12;
  #silent = false;
  #ended = false;

  /** @type {State | null} */
  #state = null;
  /** @type {Result | null} */
  #result = null;
  /** @type {Interaction[]} */
  #interactions = [];
  #order = new InteractionOrder([], 0);
  #keepsInteractions = true;

  #counter = 0;
  /** What the platform has: never sent lower. */
  #rank = 0;
  #raw = -1;
  #sent = "";

  #timer = 0;
  #tries = 0;
  #started = performance.now();

  /** What the platform refused in this session, for whoever investigates. */
  get faults() {
    return this.#session?.faults ?? [];
  }

  /**
   * @param {Host} host
   * @returns {Promise<Decoded | null>}
   */
  async load(host) {
    this.#host = host;
    const found = await findApi(window, host.profile.startsWith("scorm2004") ? "scorm2004" : "scorm12");
    if (found) {
      this.#table = dialects[found.dialect];
      const session = new Session(found.api, this.#table);
      if (session.start()) return this.#begin(session, host);
    }
    this.#local = new LocalAdapter();
    return this.#local.load(host);
  }

  /**
   * @param {Session} session
   * @param {Host} host
   * @returns {Decoded | null}
   */
  #begin(session, host) {
    this.#session = session;
    const table = this.#table;
    const mode = session.get(table.mode);
    this.#silent = mode === "review" || mode === "browse";
    this.#rank = table.rank((name) => session.get(name));
    const raw = parseFloat(session.get(table.raw));
    this.#raw = Number.isFinite(raw) ? Math.round(raw * 100) : -1;
    const stored = open(session.get("cmi.suspend_data"));
    this.#counter = stored.counter;
    const decoded = stored.text ? host.decode(stored.text) : null;
    const count = parseInt(session.get("cmi.interactions._count"), 10) || 0;
    // Positions only mean something in the version that wrote them.
    this.#order = new InteractionOrder(decoded?.how === "exact" ? stored.order : [], count);
    this.#listen();
    if (this.#silent) {
      host.report("review");
      return decoded;
    }
    let written = true;
    if (this.#rank === 0) {
      // A platform that sees "not attempted" at the end makes it "completed".
      written = session.setAll(table.status({ raw: null, status: "incomplete", complete: false, progress: 0 }));
      this.#rank = rankOf("incomplete");
    }
    session.set(table.exit, table.exitValue(this.#rank >= rankOf("completed")));
    session.set(table.sessionTime, table.duration(this.#seconds()));
    this.#committed(session.commit() && written);
    return decoded;
  }

  /**
   * @param {State} state
   * @param {boolean} now
   */
  save(state, now) {
    this.#state = state;
    if (this.#local) this.#local.save(state);
    else this.#schedule(now ? 0 : DEBOUNCE);
  }

  /** @param {Interaction} interaction */
  interaction(interaction) {
    // A check made while the platform is still being looked for waits for it.
    if (!this.#local && !this.#silent && !this.#ended) this.#interactions.push(interaction);
  }

  /** @param {Result} result */
  result(result) {
    this.#result = result;
    // At opening, the state may know more than the platform kept.
    if (this.#session && !this.#silent && this.#isNews(result)) this.#schedule(DEBOUNCE);
  }

  finish() {
    if (this.#local) return this.#local.finish();
    if (!this.#session || this.#silent) return true;
    const clean = this.#end();
    this.#host?.report(clean ? "finished" : "unfinished");
    return clean;
  }

  #listen() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#timer) this.#flush();
    });
    addEventListener("pagehide", () => this.#end());
    addEventListener("pageshow", (event) => {
      // The conversation ended with the page: only a new one can go on.
      if (event.persisted) location.reload();
    });
    addEventListener("online", () => this.#state && this.#schedule(0));
  }

  /** @param {number} delay milliseconds; zero writes before returning */
  #schedule(delay) {
    if (!this.#session || this.#silent || this.#ended) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#tries = 0;
    if (delay) {
      this.#host?.report("saving");
      this.#timer = setTimeout(() => this.#flush(), delay);
    } else {
      this.#flush();
    }
  }

  /** Write everything that is waiting and commit it. */
  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const session = this.#session;
    if (!session || this.#silent || this.#ended) return false;
    const written = this.#write(session);
    return this.#committed(session.commit() && written);
  }

  /** @param {Session} session */
  #write(session) {
    const table = this.#table;
    for (const interaction of this.#interactions.splice(0)) this.#writeInteraction(session, interaction);
    let written = this.#result ? this.#writeResult(session, this.#result) : true;
    if (this.#state && this.#host) {
      this.#counter += 1;
      const text = close({
        text: this.#host.encode(this.#state),
        counter: this.#counter,
        order: this.#order.order,
      });
      const last = this.#state.last?.step ?? "";
      written = text.length <= table.suspendLimit && session.set("cmi.suspend_data", text) && written;
      session.set(table.location, last.slice(0, table.locationLimit));
    }
    session.set(table.sessionTime, table.duration(this.#seconds()));
    session.set(table.exit, table.exitValue(this.#rank >= rankOf("completed")));
    return written;
  }

  /**
   * @param {Session} session
   * @param {Interaction} interaction
   */
  #writeInteraction(session, interaction) {
    if (!this.#keepsInteractions) return;
    const index = this.#order.indexOf(interaction.position);
    const [id, ...rest] = this.#table.interaction(interaction, index, new Date());
    // Interactions are optional for a platform: refusing one loses no progress.
    this.#keepsInteractions = Boolean(id && session.set(...id));
    if (this.#keepsInteractions) session.setAll(rest.filter(([, value]) => value !== ""));
    else this.#order.order.pop();
  }

  /** @param {Result} result */
  #isNews(result) {
    return rankOf(result.status) > this.#rank || (result.raw ?? -1) > this.#raw;
  }

  /**
   * @param {Session} session
   * @param {Result} result
   */
  #writeResult(session, result) {
    const table = this.#table;
    let written = true;
    if (result.raw !== null && result.raw > this.#raw) {
      written = session.setAll(table.score(result.raw));
      if (written) this.#raw = result.raw;
    }
    const rank = rankOf(result.status);
    const pairs = table.status(result);
    const text = JSON.stringify(pairs);
    if (rank >= this.#rank && text !== this.#sent) {
      const accepted = session.setAll(pairs);
      if (accepted) {
        this.#rank = rank;
        this.#sent = text;
      }
      written = accepted && written;
    }
    return written;
  }

  /** @param {boolean} done */
  #committed(done) {
    const host = this.#host;
    if (done) {
      this.#tries = 0;
      // Some platforms say "true" without a network; ours is told again on its return.
      host?.report(navigator.onLine ? "saved" : "offline");
      return true;
    }
    const delay = RETRIES[this.#tries];
    this.#tries += 1;
    if (delay === undefined) {
      host?.report("unsaved");
    } else {
      host?.report("saving");
      this.#timer = setTimeout(() => this.#flush(), delay);
    }
    return false;
  }

  /** End the conversation, once. */
  #end() {
    const session = this.#session;
    if (!session || this.#ended) return true;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const written = this.#silent || (this.#write(session) && session.commit());
    this.#ended = true;
    return session.end() && written;
  }

  /** Seconds since the page was opened. */
  #seconds() {
    return (performance.now() - this.#started) / 1000;
  }
}

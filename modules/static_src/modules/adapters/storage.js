/** A state kept in this browser, for pages that no platform surrounds. @module */

/** @typedef {import("../player/types").Adapter} Adapter */
/** @typedef {import("../player/types").Host} Host */
/** @typedef {import("../player/types").State} State */
/** @typedef {import("../player/types").Decoded} Decoded */

const PREFIX = "passerelle.";

/**
 * Keeps one text per unit and version under `passerelle.<unit>.<fingerprint>`. Works
 * from `file://`; when storage is refused or full, says so and forgets.
 * @implements {Adapter}
 */
export class LocalAdapter {
  /** @type {Host | null} */
  #host = null;
  /** @type {Storage | null} */
  #storage = null;
  #key = "";

  /** @param {Host} host */
  load(host) {
    this.#host = host;
    const unit = `${PREFIX}${host.unitId}.`;
    this.#key = unit + host.fingerprint.slice(0, 8);
    this.#storage = openStorage();
    host.report(this.#storage ? "local" : "refused");
    addEventListener("storage", (event) => {
      if (event.key === this.#key && event.newValue) {
        host.adopt(host.decode(event.newValue).state);
      }
    });
    const own = this.#read(this.#key);
    return own ? host.decode(own) : this.#older(unit);
  }

  /** @param {State} state */
  save(state) {
    const host = this.#host;
    if (!host || !this.#storage) return;
    // Another tab may know more than this one.
    const kept = this.#read(this.#key);
    const whole = kept ? host.merge(host.decode(kept).state, state) : state;
    try {
      this.#storage.setItem(this.#key, host.encode(whole));
      host.report("local");
    } catch {
      host.report("refused");
    }
  }

  interaction() {}

  result() {}

  finish() {
    return true;
  }

  /** @param {string} key */
  #read(key) {
    try {
      return this.#storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  /**
   * What other versions of the unit left here, as one.
   * @param {string} unit
   * @returns {Decoded | null}
   */
  #older(unit) {
    const host = this.#host;
    const kept = Object.keys(this.#storage ?? {}).filter((key) => key.startsWith(unit));
    /** @type {State | null} */
    let state = null;
    for (const key of kept) {
      const decoded = host?.decode(this.#read(key) ?? "");
      if (host && decoded && decoded.how !== "refused") {
        state = state ? host.merge(state, decoded.state) : decoded.state;
      }
    }
    return state && { state, how: "carried" };
  }
}

/** @returns {Storage | null} */
function openStorage() {
  try {
    const storage = window.localStorage;
    const key = `${PREFIX}test`;
    storage.setItem(key, "1");
    storage.removeItem(key);
    return storage;
  } catch {
    return null;
  }
}

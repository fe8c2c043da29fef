/** A state kept in this browser, for pages that no platform surrounds. @module */

/** @typedef {import("../player/types").Adapter} Adapter */
/** @typedef {import("../player/types").Host} Host */
/** @typedef {import("../player/types").State} State */
/** @typedef {import("../player/types").Decoded} Decoded */

const PREFIX = "passerelle.";
/** A key of this adapter: unit, then start of the fingerprint. */
const OWN = /^passerelle\.([0-9a-f-]{36})\.[0-9a-f]{8}$/;

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
    this.#key = `${PREFIX}${host.unitId}.${host.fingerprint.slice(0, 8)}`;
    this.#storage = openStorage();
    this.#report(this.#storage !== null);
    addEventListener("storage", (event) => {
      if (event.key === this.#key && event.newValue) {
        host.adopt(host.decode(event.newValue).state);
      }
    });
    const own = this.#read(this.#key);
    return own ? host.decode(own) : keptHere(host);
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
      this.#report(true);
    } catch {
      this.#report(false);
    }
  }

  /** Inside a package, a platform was expected. @param {boolean} keeps */
  #report(keeps) {
    const host = this.#host;
    if (host?.profile) host.report(keeps ? "local" : "refused");
    else host?.report(keeps ? "here" : "nowhere");
  }

  interaction() {}

  result() {}

  finish() {
    return true;
  }

  /** @param {string} key */
  #read(key) {
    return read(this.#storage, key);
  }
}

/**
 * What this browser keeps of a unit without an account, all its versions joined; null
 * when there is nothing.
 * @param {Host} host
 * @returns {Decoded | null}
 */
export function keptHere(host) {
  const storage = openStorage();
  /** @type {State | null} */
  let state = null;
  for (const key of keysOf(storage, host.unitId)) {
    const decoded = host.decode(read(storage, key) ?? "");
    if (decoded.how !== "refused") {
      state = state ? host.merge(state, decoded.state) : decoded.state;
    }
  }
  return state && { state, how: "carried" };
}

/** The texts that this browser keeps without an account, with the unit of each. */
export function keptTexts() {
  const texts = Object.keys(openStorage() ?? {}).map((key) => ({ key, unit: OWN.exec(key)?.[1] ?? "" }));
  return texts.filter(({ unit }) => unit);
}

/** Erase what this browser keeps of a unit without an account. @param {string} unitId */
export function forgetHere(unitId) {
  const storage = openStorage();
  for (const key of keysOf(storage, unitId)) storage?.removeItem(key);
}

/**
 * @param {Storage | null} storage
 * @param {string} unitId
 */
const keysOf = (storage, unitId) =>
  Object.keys(storage ?? {}).filter((key) => key.startsWith(`${PREFIX}${unitId}.`));

/**
 * @param {Storage | null} storage
 * @param {string} key
 */
function read(storage, key) {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
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

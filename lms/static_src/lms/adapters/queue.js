/** What waits in this browser until the site has confirmed it. @module */

/** @typedef {import("../../../../modules/static_src/modules/player/types").Host} Host */

const PREFIX = "passerelle.site.";

/** Every key of a person's that waits here, with its unit. @param {string} person */
export function waitingFor(person) {
  const prefix = `${PREFIX}${person}.`;
  return Object.keys(openStorage() ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ key, unit: key.slice(prefix.length).split(".")[0] ?? "" }));
}

/** Between the clients that answered early and the text: no text holds this sign. */
const EARLY = "?";

/**
 * What waits: a text, and the clients that answered before they could know what the site
 * had, whose answers are to be counted after those.
 * @typedef {{ text: string, early: string[] }} Waiting
 */

/** @param {string} kept @returns {Waiting} */
export function waitingIn(kept) {
  const [text = "", clients = ""] = kept.split(EARLY).reverse();
  return { text, early: clients.match(/.{4}/g) ?? [] };
}

/**
 * One text per person, unit and version: never under another account. Each tab joins
 * what it saves to what is there, and takes away only what it has seen confirmed.
 */
export class Queue {
  #storage = openStorage();
  /** @type {string} */
  key;

  /**
   * @param {string} person
   * @param {Host} host
   */
  constructor(person, host) {
    this.key = `${PREFIX}${person}.${host.unitId}.${host.fingerprint.slice(0, 8)}`;
  }

  /** The text is empty when nothing waits. @returns {Waiting} */
  read() {
    try {
      return waitingIn(this.#storage?.getItem(this.key) ?? "");
    } catch {
      return waitingIn("");
    }
  }

  /** Keep a text; false when this browser refuses. @param {Waiting} waiting */
  write({ text, early }) {
    try {
      this.#storage?.setItem(this.key, early.length ? early.join("") + EARLY + text : text);
      return this.#storage !== null;
    } catch {
      return false;
    }
  }

  /** The site has this text: nothing waits, unless another tab added to it. @param {string} text */
  confirm(text) {
    try {
      if (this.read().text === text) this.#storage?.removeItem(this.key);
    } catch {
      // Sent again another time: a state joined twice is the same state.
    }
  }
}

/** @returns {Storage | null} */
function openStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

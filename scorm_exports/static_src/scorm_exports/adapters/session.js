/** One conversation with a platform: every answer of its API is looked at. @module */

/** @typedef {import("./dialects.js").Pair} Pair */

const MAX_FAULTS = 50;

export class Session {
  /** What the platform refused, the latest last. @type {string[]} */
  faults = [];
  #api;
  #table;

  /**
   * @param {import("./find.js").Api} api
   * @param {import("./dialects.js").DialectTable} table
   */
  constructor(api, table) {
    this.#api = api;
    this.#table = table;
  }

  start() {
    return this.#call("start", "");
  }

  commit() {
    return this.#call("commit", "");
  }

  end() {
    return this.#call("end", "");
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  set(name, value) {
    return this.#call("set", name, value);
  }

  /** Set in order; false as soon as one is refused, the others are set all the same. @param {Pair[]} pairs */
  setAll(pairs) {
    return pairs.map(([name, value]) => this.set(name, value)).every(Boolean);
  }

  /** A value, empty when the platform gives none. @param {string} name */
  get(name) {
    try {
      const value = this.#api[this.#table.calls.get]?.(name);
      return value === undefined || value === null ? "" : String(value);
    } catch {
      return "";
    }
  }

  /**
   * @param {"start" | "set" | "commit" | "end"} call
   * @param {...string} values
   */
  #call(call, ...values) {
    const { calls } = this.#table;
    let answer;
    try {
      answer = String(this.#api[calls[call]]?.(...values));
    } catch (error) {
      answer = String(error);
    }
    if (answer === "true" || answer === "1") return true;
    let code = "";
    try {
      code = String(this.#api[calls.error]?.());
    } catch {
      code = "?";
    }
    this.faults = [...this.faults, `${calls[call]} ${values[0] ?? ""}: ${answer} ${code}`].slice(-MAX_FAULTS);
    return false;
  }
}

// Platforms for tests: strict about what the strictest real ones refuse (SCORM 1.2 RTE
// 3.4, SCORM 2004 RTE 4.1 and 4.2), with Moodle's memory of what changed.

const decimal = /^\d{1,3}(\.\d{1,2})?$/;
const token = "[a-z0-9]";
const score = (value) => decimal.test(value) && Number(value) <= 100;
const one = (...values) => (value) => values.includes(value);

const rules12 = [
  [/^cmi\.core\.lesson_status$/, one("passed", "completed", "failed", "incomplete", "browsed")],
  [/^cmi\.core\.score\.(raw|min|max)$/, score],
  [/^cmi\.core\.exit$/, one("", "suspend", "logout", "time-out")],
  [/^cmi\.core\.session_time$/, (value) => /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(value) && !/^[0:]+$/.test(value)],
  [/^cmi\.core\.lesson_location$/, (value) => value.length <= 255],
  [/^cmi\.suspend_data$/, (value) => value.length <= 4096 && /^[A-Za-z0-9~._-]*$/.test(value)],
  [/^cmi\.interactions\.\d+\.id$/, (value) => /^[A-Za-z0-9_]{1,255}$/.test(value)],
  [/^cmi\.interactions\.\d+\.type$/, one("choice", "true-false", "fill-in", "matching", "sequencing", "numeric")],
  [/^cmi\.interactions\.\d+\.time$/, (value) => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value)],
  [/^cmi\.interactions\.\d+\.(student_response|correct_responses\.0\.pattern)$/, (value) => new RegExp(`^${token}(,${token})*$`).test(value)],
  [/^cmi\.interactions\.\d+\.weighting$/, (value) => decimal.test(value)],
  [/^cmi\.interactions\.\d+\.result$/, one("correct", "wrong", "neutral", "unanticipated")],
  [/^cmi\.interactions\.\d+\.latency$/, (value) => /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(value)],
];

const choice = new RegExp(`^(true|false|${token}(\\[,\\]${token})*)$`);
const duration = /^PT\d+H\d+M\d+(\.\d{1,2})?S$/;
const rules2004 = [
  [/^cmi\.completion_status$/, one("completed", "incomplete", "not attempted", "unknown")],
  [/^cmi\.success_status$/, one("passed", "failed", "unknown")],
  [/^cmi\.progress_measure$/, (value) => /^(0|1|0\.\d{1,2})$/.test(value)],
  [/^cmi\.score\.(raw|min|max)$/, score],
  [/^cmi\.score\.scaled$/, (value) => /^(0|1|0\.\d{1,4})$/.test(value)],
  [/^cmi\.exit$/, one("", "suspend", "normal", "logout", "time-out")],
  [/^cmi\.session_time$/, (value) => duration.test(value) && !/^PT[0HM]*S$/.test(value)],
  [/^cmi\.location$/, (value) => value.length <= 1000],
  [/^cmi\.suspend_data$/, (value) => value.length <= 64000],
  [/^cmi\.interactions\.\d+\.id$/, (value) => /^\S{1,4000}$/.test(value)],
  [/^cmi\.interactions\.\d+\.type$/, one("choice", "true-false", "fill-in", "matching", "sequencing", "numeric")],
  [/^cmi\.interactions\.\d+\.timestamp$/, (value) => /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)],
  [/^cmi\.interactions\.\d+\.(learner_response|correct_responses\.0\.pattern)$/, (value) => choice.test(value)],
  [/^cmi\.interactions\.\d+\.weighting$/, (value) => decimal.test(value)],
  [/^cmi\.interactions\.\d+\.result$/, one("correct", "incorrect", "neutral")],
  [/^cmi\.interactions\.\d+\.latency$/, (value) => duration.test(value)],
  [/^cmi\.interactions\.\d+\.description$/, (value) => value.length <= 250 && !/[\r\n]/.test(value)],
];

class Platform {
  constructor(values, rules, failure) {
    this.values = { ...values };
    this.rules = rules;
    this.failure = failure;
    /** What reached the server: everything changed at each commit. */
    this.stored = [];
    this.refused = [];
    this.calls = [];
    this.changed = {};
    this.state = "new";
    /** Commits that answer "false" before the network is back. */
    this.broken = 0;
  }

  start() {
    this.calls.push("start");
    if (this.state !== "new") return this.#error("started twice", "103");
    this.state = "running";
    return "true";
  }

  get(name) {
    if (this.state !== "running") return "";
    if (name === "cmi.interactions._count") return String(this.count());
    return this.values[name] ?? "";
  }

  set(name, value) {
    this.calls.push(`${name}=${value}`);
    if (this.state !== "running") return this.#error(`${name} when ${this.state}`, "301");
    const rule = this.rules.find(([pattern]) => pattern.test(name));
    if (!rule || typeof value !== "string" || !rule[1](value)) return this.#error(`${name}=${value}`, "405");
    const [, index] = /^cmi\.interactions\.(\d+)\./.exec(name) ?? [];
    if (index !== undefined && Number(index) > this.count()) return this.#error(`${name} out of order`, "351");
    if (index !== undefined && Number(index) === this.count() && !name.endsWith(".id")) return this.#error(`${name} before id`, "408");
    if (this.values[name] !== value) this.changed[name] = value;
    this.values[name] = value;
    return "true";
  }

  commit() {
    this.calls.push("commit");
    if (this.state !== "running") return this.#error("commit", "142");
    if (this.broken > 0) {
      this.broken -= 1;
      return this.#error("network", "101");
    }
    this.stored.push(this.changed);
    this.changed = {};
    return "true";
  }

  end() {
    this.calls.push("end");
    if (this.state !== "running") return this.#error("ended twice", "113");
    this.state = "ended";
    return "true";
  }

  count() {
    return Object.keys(this.values).filter((name) => /^cmi\.interactions\.\d+\.id$/.test(name)).length;
  }

  #error(what, code) {
    this.refused.push(what);
    this.failure = code;
    return "false";
  }
}

/** A platform of SCORM 1.2 with its API object. */
export function platform12(values = {}) {
  const lms = new Platform({ "cmi.core.lesson_status": "not attempted", "cmi.core.lesson_mode": "normal", ...values }, rules12, "0");
  lms.API = {
    LMSInitialize: () => lms.start(),
    LMSGetValue: (name) => lms.get(name),
    LMSSetValue: (name, value) => lms.set(name, value),
    LMSCommit: () => lms.commit(),
    LMSFinish: () => lms.end(),
    LMSGetLastError: () => lms.failure,
  };
  return lms;
}

/** A platform of SCORM 2004 with its API object. */
export function platform2004(values = {}) {
  const lms = new Platform({ "cmi.completion_status": "unknown", "cmi.mode": "normal", ...values }, rules2004, "0");
  lms.API_1484_11 = {
    Initialize: () => lms.start(),
    GetValue: (name) => lms.get(name),
    SetValue: (name, value) => lms.set(name, value),
    Commit: () => lms.commit(),
    Terminate: () => lms.end(),
    GetLastError: () => lms.failure,
  };
  return lms;
}

/**
 * A browser around a page whose parent may hold an API. Returns `fire(type, event)`.
 * @param {object} [parent]
 */
export function openPage(parent) {
  const listeners = new Map();
  const listen = (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]);
  const storage = new Map();
  const page = { reloads: 0, storage };
  const window = { opener: null, localStorage: { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => storage.set(k, v), removeItem: (k) => storage.delete(k) } };
  window.parent = parent ?? window;
  window.top = window.parent;
  if (parent) parent.parent ??= parent;
  Object.assign(globalThis, { window, document: { visibilityState: "visible", addEventListener: listen }, addEventListener: listen, location: { reload: () => (page.reloads += 1) } });
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true, writable: true });
  page.fire = (type, event = {}) => {
    for (const listener of listeners.get(type) ?? []) listener(event);
  };
  return page;
}

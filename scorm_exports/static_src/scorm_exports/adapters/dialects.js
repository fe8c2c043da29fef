/**
 * The two dialects of the run-time: names, values, formats. The limits are those that
 * ADL's model, Moodle and scorm-again all accept. @module
 */

/** @typedef {import("../../../../modules/static_src/modules/player/types").Interaction} Interaction */
/** @typedef {import("../../../../modules/static_src/modules/player/types").Result} Result */
/** @typedef {[name: string, value: string]} Pair */

/**
 * @typedef {object} DialectTable
 * @property {Record<"start" | "get" | "set" | "commit" | "end" | "error", string>} calls
 * @property {string} mode
 * @property {string} location
 * @property {number} locationLimit characters
 * @property {string} sessionTime
 * @property {string} exit
 * @property {string} raw
 * @property {number} suspendLimit characters
 * @property {(seconds: number) => string} duration
 * @property {(complete: boolean) => string} exitValue
 * @property {(read: (name: string) => string) => number} rank how far the platform
 *   already is, as {@link rankOf} counts
 * @property {(raw: number) => Pair[]} score from hundredths of a percent
 * @property {(result: Result) => Pair[]} status
 * @property {(interaction: Interaction, index: number, now: Date) => Pair[]} interaction
 */

const RANKS = ["not_attempted", "incomplete", "failed", "completed", "passed"];
const DESCRIPTION_LIMIT = 240;
const RESPONSE_LIMIT = 255;
/** Five digits at most before the point, as Moodle reads it. */
const NUMBER_2004 = /^-?\d{1,5}(\.\d{1,18})?$/;

/** @param {string} status a state's status */
export const rankOf = (status) => RANKS.indexOf(status);

/** @param {number} value */
const two = (value) => String(value).padStart(2, "0");

/** Whole seconds, never zero: a zero session is stored as an invalid total. @param {number} seconds */
function clock(seconds) {
  const whole = Math.max(1, Math.min(Math.round(seconds), 9999 * 3600));
  return { h: Math.floor(whole / 3600), m: Math.floor(whole / 60) % 60, s: whole % 60 };
}

/** Hundredths of a percent as `66.67`. @param {number} hundredths */
const decimal = (hundredths) => String(hundredths / 100);

/** What a number may be; empty, so left out, when it is not one. @param {Interaction} given */
const response2004 = ({ type, response }) =>
  type === "numeric" && !NUMBER_2004.test(response.scorm2004) ? "" : response.scorm2004;

/** @param {Date} now */
const time = (now) => `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;

/**
 * @param {string} prefix
 * @param {number} raw hundredths
 * @returns {Pair[]}
 */
function scorePairs(prefix, raw) {
  return [
    [`${prefix}.min`, "0"],
    [`${prefix}.max`, "100"],
    [`${prefix}.raw`, decimal(raw)],
  ];
}

/** @type {DialectTable} */
const scorm12 = {
  calls: {
    start: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    end: "LMSFinish",
    error: "LMSGetLastError",
  },
  mode: "cmi.core.lesson_mode",
  location: "cmi.core.lesson_location",
  locationLimit: 255,
  sessionTime: "cmi.core.session_time",
  exit: "cmi.core.exit",
  raw: "cmi.core.score.raw",
  suspendLimit: 4096,
  duration(seconds) {
    const { h, m, s } = clock(seconds);
    return `${String(h).padStart(4, "0")}:${two(m)}:${two(s)}`;
  },
  exitValue: (complete) => (complete ? "" : "suspend"),
  rank: (read) => Math.max(0, rankOf(read("cmi.core.lesson_status").replace(" ", "_"))),
  score: (raw) => scorePairs("cmi.core.score", raw),
  status: ({ status }) => [["cmi.core.lesson_status", status]],
  interaction(given, index, now) {
    const here = `cmi.interactions.${index}`;
    const results = { right: "correct", wrong: "wrong", neutral: "neutral" };
    return [
      [`${here}.id`, given.id],
      [`${here}.type`, given.type],
      [`${here}.time`, time(now)],
      [`${here}.correct_responses.0.pattern`, given.pattern.scorm12],
      [`${here}.weighting`, given.weight],
      [`${here}.student_response`, given.response.scorm12.slice(0, RESPONSE_LIMIT)],
      [`${here}.result`, results[given.result]],
      [`${here}.latency`, scorm12.duration(given.latency)],
    ];
  },
};

/** @type {DialectTable} */
const scorm2004 = {
  calls: {
    start: "Initialize",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    end: "Terminate",
    error: "GetLastError",
  },
  mode: "cmi.mode",
  location: "cmi.location",
  locationLimit: 1000,
  sessionTime: "cmi.session_time",
  exit: "cmi.exit",
  raw: "cmi.score.raw",
  suspendLimit: 64_000,
  duration(seconds) {
    const { h, m, s } = clock(seconds);
    return `PT${h}H${m}M${s}S`;
  },
  exitValue: () => "suspend",
  rank(read) {
    const success = read("cmi.success_status");
    if (success === "passed" || success === "failed") return rankOf(success);
    return Math.max(0, rankOf(read("cmi.completion_status").replace(" ", "_")));
  },
  score: (raw) => [...scorePairs("cmi.score", raw), ["cmi.score.scaled", String(raw / 10_000)]],
  status({ status, complete, progress }) {
    const success = status === "passed" || status === "failed" ? status : "unknown";
    // Moodle opens what is completed for reading only: a unit that can still be passed
    // is not completed.
    const done = status === "passed" || status === "completed" || (status === "failed" && complete);
    return [
      ["cmi.progress_measure", String(Math.round((done ? 1 : progress) * 100) / 100)],
      ["cmi.completion_status", done ? "completed" : "incomplete"],
      ["cmi.success_status", success],
    ];
  },
  interaction(given, index, now) {
    const here = `cmi.interactions.${index}`;
    const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    const results = { right: "correct", wrong: "incorrect", neutral: "neutral" };
    return [
      [`${here}.id`, given.id],
      [`${here}.type`, given.type],
      [`${here}.timestamp`, `${day}T${time(now)}`],
      [`${here}.correct_responses.0.pattern`, given.pattern.scorm2004],
      [`${here}.weighting`, given.weight],
      [`${here}.learner_response`, response2004(given)],
      [`${here}.result`, results[given.result]],
      [`${here}.latency`, scorm2004.duration(given.latency)],
      [`${here}.description`, given.description.slice(0, DESCRIPTION_LIMIT)],
    ];
  },
};

/** @type {Record<import("./find.js").Dialect, DialectTable>} */
export const dialects = { scorm12, scorm2004 };

/** Finding the platform's API, wherever it hides. @module */

/** @typedef {"scorm12" | "scorm2004"} Dialect */
/** @typedef {Record<string, (...values: string[]) => unknown>} Api */
/** @typedef {{ api: Api, dialect: Dialect }} Found */

const NAMES = /** @type {const} */ ({ scorm12: "API", scorm2004: "API_1484_11" });
const STARTS = /** @type {const} */ ({ scorm12: "LMSInitialize", scorm2004: "Initialize" });
const MAX_PARENTS = 500;
const RETRY_EVERY = 100;
const RETRY_DURING = 3000;

/**
 * The windows where an API may be, the nearest first: this one and its parents, the
 * opener and its parents, the top's opener and its parents. Any property of a window of
 * another origin may throw.
 * @param {Window} from
 * @returns {Window[]}
 */
export function windowsAround(from) {
  /** @type {Set<Window>} */
  const seen = new Set();
  /** @param {Window | null} start */
  const climb = (start) => {
    let here = start;
    for (let step = 0; here && step < MAX_PARENTS && !seen.has(here); step += 1) {
      seen.add(here);
      const above = reach(() => /** @type {Window} */ (here).parent);
      here = above === here ? null : above;
    }
  };
  climb(from);
  climb(reach(() => from.opener));
  climb(reach(() => from.top?.opener));
  return [...seen];
}

/**
 * Look once. `preferred` is the package's own dialect; the other one is spoken when it
 * is the only one around.
 * @param {Window} from
 * @param {Dialect} preferred
 * @returns {Found | null}
 */
export function lookForApi(from, preferred) {
  /** @type {Dialect[]} */
  const order = preferred === "scorm12" ? ["scorm12", "scorm2004"] : ["scorm2004", "scorm12"];
  const windows = windowsAround(from);
  for (const dialect of order) {
    for (const place of windows) {
      const api = reach(() => /** @type {any} */ (place)[NAMES[dialect]]);
      if (reach(() => typeof api[STARTS[dialect]] === "function")) return { api, dialect };
    }
  }
  return null;
}

/**
 * Look for about three seconds: some platforms make their API late.
 * @param {Window} from
 * @param {Dialect} preferred
 * @returns {Promise<Found | null>}
 */
export async function findApi(from, preferred) {
  const alone = reach(() => from.parent === from && !from.opener) ?? false;
  // Opened from a disk or alone in its tab, nobody else can bring an API later.
  const until = alone ? 0 : RETRY_DURING;
  for (let waited = 0; ; waited += RETRY_EVERY) {
    const found = lookForApi(from, preferred);
    if (found || waited >= until) return found;
    await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY));
  }
}

/**
 * @template T
 * @param {() => T} look
 * @returns {T | null}
 */
function reach(look) {
  try {
    return look() ?? null;
  } catch {
    return null;
  }
}

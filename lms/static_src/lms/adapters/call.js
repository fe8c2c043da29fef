/** One request in JSON, and what its answer means. @module */

/** Milliseconds: a slow network is better tried again than waited for. */
const PATIENCE = 20_000;
/** Statuses after which the same request may succeed later. */
const PASSING = new Set([408, 425, 429]);

/**
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {any} data what the site said, empty when it said nothing readable
 * @property {string} code why it refused
 * @property {boolean} isFinal the same request would be refused again
 */

/**
 * POST JSON; never throws, whatever the network does.
 * @param {string} url
 * @param {object} body
 * @param {string} [csrf]
 * @returns {Promise<Answer>}
 */
export async function call(url, body, csrf) {
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", ...(csrf ? { "X-CSRFToken": csrf } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const data = await response.json().catch(() => ({}));
    const { status } = response;
    if (!response.ok) console.warn(data.why ?? status);
    // Django's own refusal of a stale page says nothing readable.
    const code = data.error ?? (status === 403 ? "signed_out" : "");
    return { ok: response.ok, data, code, isFinal: status >= 400 && status < 500 && !PASSING.has(status) };
  } catch {
    return { ok: false, data: {}, code: "", isFinal: false };
  }
}

/** The value of a cookie. @param {string} name */
export function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

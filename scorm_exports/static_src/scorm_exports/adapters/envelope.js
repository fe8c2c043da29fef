/**
 * What the adapter adds to a state in `suspend_data`, after underscores that the state's
 * own text never holds: a counter that changes at each commit, so that a platform that
 * only sends changes sends this one again, and the questions in the order of their
 * interactions, two base 36 digits each. @module
 */

const UNKNOWN = "zz";
const PARTS = /^([^_]*)(?:_([0-9a-z]{1,8})_((?:[0-9a-z]{2})*))?$/;

/** @typedef {{ text: string, counter: number, order: string[] }} Envelope */

/** @param {string} stored @returns {Envelope} */
export function open(stored) {
  const [, text = stored, counter = "0", order = ""] = PARTS.exec(stored) ?? [];
  return { text, counter: parseInt(counter, 36), order: order.match(/../g) ?? [] };
}

/** @param {Envelope} envelope */
export const close = ({ text, counter, order }) => `${text}_${counter.toString(36)}_${order.join("")}`;

/** @param {number} position place of a question in its document */
const digits = (position) => position.toString(36).padStart(2, "0").slice(-2);

/** Which index of `cmi.interactions` belongs to which question. */
export class InteractionOrder {
  /**
   * `count` is what the platform says it holds. Fewer than remembered: it keeps none,
   * so what is remembered is void. More: the surplus belongs to nobody known.
   * @param {string[]} remembered
   * @param {number} count
   */
  constructor(remembered, count) {
    this.order = count < remembered.length ? [] : [...remembered];
    while (this.order.length < count) this.order.push(UNKNOWN);
  }

  /** The index of a question, its old one or the next. @param {number} position */
  indexOf(position) {
    const known = this.order.indexOf(digits(position));
    return known < 0 ? this.order.push(digits(position)) - 1 : known;
  }
}

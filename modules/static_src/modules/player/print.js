/** Printing: the folded parts open, one class sheet alone. @module */

import { all } from "./dom.js";

/** Unfold "about this unit" for the time of a print. @param {HTMLElement} root */
export function printableDetails(root) {
  const folded = () => all(root, "details").map((found) => /** @type {HTMLDetailsElement} */ (found));
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = folded().filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}

/**
 * Print the class sheet that holds a button, and nothing else.
 * @param {HTMLElement} root
 * @param {Element} button
 */
export function printSheet(root, button) {
  const sheet = button.closest('[data-block="pupil-activity"]');
  if (!sheet) return;
  const title = root.querySelector("h1");
  // A sheet on a desk still says which unit it comes from.
  const parts = [root, sheet, ...ancestors(sheet, root), ...(title ? [title, ...ancestors(title, root)] : [])];
  for (const part of parts) part.setAttribute("data-printing", part === sheet ? "sheet" : "");
  const restore = () => parts.forEach((part) => part.removeAttribute("data-printing"));
  addEventListener("afterprint", restore, { once: true });
  print();
}

/**
 * @param {Element} element
 * @param {Element} root
 */
function ancestors(element, root) {
  const found = [];
  for (let parent = element.parentElement; parent && parent !== root; parent = parent.parentElement) {
    found.push(parent);
  }
  return found;
}

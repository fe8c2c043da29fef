/** What this browser keeps and the account does not have yet. @module */

import { keptTexts } from "../../../../modules/static_src/modules/adapters/storage.js";
import { call, cookie } from "../adapters/call.js";
import { waitingFor, waitingIn } from "../adapters/queue.js";

/**
 * `<passerelle-waiting>`: sends what waits under this person's own key at once; offers
 * to bring in what was done without an account, which may be somebody else's.
 */
class PasserelleWaiting extends HTMLElement {
  async connectedCallback() {
    const own = waitingFor(this.dataset.user ?? "");
    if (await this.#send(own)) {
      location.reload();
      return;
    }
    const here = keptTexts();
    if (!here.length) return;
    this.hidden = false;
    const count = this.querySelector("[data-count]");
    if (count) count.textContent = String(new Set(here.map(({ unit }) => unit)).size);
    this.querySelector("button")?.addEventListener("click", async () => {
      if (await this.#send(here)) location.reload();
      else this.querySelector("[data-failed]")?.removeAttribute("hidden");
    });
  }

  /**
   * Send texts, forgetting each that the site has; whether any arrived.
   * @param {{ key: string, unit: string }[]} texts
   */
  async #send(texts) {
    let arrived = false;
    for (const { key, unit } of texts) {
      const state = localStorage.getItem(key) ?? "";
      // Only the player can count what was answered before it knew anything.
      if (waitingIn(state).early.length) continue;
      const answer = await call(this.dataset.bringIn ?? "", { unit, state }, cookie(this.dataset.csrf ?? ""));
      // What the site will never take must not be offered for ever; another tab may have
      // written more meanwhile.
      const done = answer.ok || ["state", "unknown"].includes(answer.code);
      if (done && localStorage.getItem(key) === state) localStorage.removeItem(key);
      arrived ||= answer.ok;
    }
    return arrived;
  }
}

customElements.define("passerelle-waiting", PasserelleWaiting);

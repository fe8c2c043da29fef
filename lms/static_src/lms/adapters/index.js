/** Registers the adapter of the site with what its page says. @module */

import { SiteAdapter } from "./site.js";

const root = document.querySelector("passerelle-unit");
const settings = root instanceof HTMLElement ? root.dataset.host : undefined;
if (settings) window.passerelleAdapter = new SiteAdapter(JSON.parse(settings));

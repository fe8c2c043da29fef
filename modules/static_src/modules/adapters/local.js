/** The adapter of pages that no platform surrounds. @module */

import { LocalAdapter } from "./storage.js";

window.passerelleAdapter = new LocalAdapter();

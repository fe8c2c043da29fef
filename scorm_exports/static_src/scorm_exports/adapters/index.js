/** The script of packages. @module */

import { ScormAdapter } from "./scorm.js";

window.passerelleAdapter = new ScormAdapter();

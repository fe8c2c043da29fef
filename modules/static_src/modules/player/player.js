/** The player's entry: the elements of a unit's page. @module */

import { PasserelleQuestion } from "./question.js";
import { PasserelleUnit } from "./unit.js";

// Questions first: the unit starts them as soon as it is defined.
customElements.define("passerelle-question", PasserelleQuestion);
customElements.define("passerelle-unit", PasserelleUnit);

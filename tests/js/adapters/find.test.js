import assert from "node:assert/strict";
import { test } from "node:test";
import { lookForApi, windowsAround } from "../../../scorm_exports/static_src/scorm_exports/adapters/find.js";

const api12 = { LMSInitialize() {} };
const api2004 = { Initialize() {} };

/** A window; `parent` and `opener` default to none. */
function makeWindow({ parent = null, opener = null, ...more } = {}) {
  const here = { opener, ...more };
  here.parent = parent ?? here;
  here.top = parent && !isForeign.has(parent) ? parent.top : (parent ?? here);
  return here;
}

const isForeign = new WeakSet();

/** A window of another origin: every property throws. */
function foreign() {
  const proxy = new Proxy({}, {
    get() {
      throw new Error("cross-origin");
    },
  });
  isForeign.add(proxy);
  return proxy;
}

const places = [
  ["in the page itself", () => makeWindow({ API: api12 })],
  ["in the parent", () => makeWindow({ parent: makeWindow({ API: api12 }) })],
  ["far above", () => [1, 2, 3, 4].reduce((parent) => makeWindow({ parent }), makeWindow({ API: api12 }))],
  ["in the opener", () => makeWindow({ opener: makeWindow({ API: api12 }) })],
  ["above the opener", () => makeWindow({ opener: makeWindow({ parent: makeWindow({ API: api12 }) }) })],
  ["in the opener of the top window", () => makeWindow({ parent: makeWindow({ opener: makeWindow({ API: api12 }) }) })],
];

for (const [name, build] of places) {
  test(`the API is found ${name}`, () => {
    assert.deepEqual(lookForApi(build(), "scorm12"), { api: api12, dialect: "scorm12" });
  });
}

test("the package's own dialect comes first, even from further away", () => {
  const here = makeWindow({ API: api12, parent: makeWindow({ API_1484_11: api2004 }) });
  assert.equal(lookForApi(here, "scorm2004").dialect, "scorm2004");
  assert.equal(lookForApi(here, "scorm12").dialect, "scorm12");
});

test("the other dialect is spoken when it is the only one", () => {
  assert.equal(lookForApi(makeWindow({ API: api12 }), "scorm2004").dialect, "scorm12");
  assert.equal(lookForApi(makeWindow({ API_1484_11: api2004 }), "scorm12").dialect, "scorm2004");
});

test("a window of another origin is stepped over", () => {
  assert.equal(lookForApi(makeWindow({ parent: foreign() }), "scorm12"), null);
  assert.ok(lookForApi(makeWindow({ parent: foreign(), API: api12 }), "scorm12"));
  assert.ok(lookForApi(makeWindow({ opener: foreign(), parent: makeWindow({ API: api12 }) }), "scorm12"));
});

test("something else under the name of the API is no API", () => {
  for (const API of [{}, "API", 1, { LMSInitialize: "yes" }]) {
    assert.equal(lookForApi(makeWindow({ API }), "scorm12"), null);
  }
});

test("windows that turn in circles end", () => {
  const a = { opener: null };
  const b = { parent: a, opener: null };
  a.parent = b;
  assert.equal(windowsAround(a).length, 2);
});

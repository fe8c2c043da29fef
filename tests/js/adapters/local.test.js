import assert from "node:assert/strict";
import { test } from "node:test";
import { LocalAdapter } from "../../../modules/static_src/modules/adapters/storage.js";
import { decode, encode } from "../../../modules/static_src/modules/player/codec.js";
import { emptyState, merge } from "../../../modules/static_src/modules/player/state.js";
import { golden } from "../golden.js";

const unit = golden("state/units.json").three;
const cases = golden("state/format-1.json");
const answered = cases.find(({ name }) => name === "everything").state;
const walked = cases.find(({ name }) => name === "steps only").state;

/** A Storage as browsers have it: its keys are its own properties. */
class Storage {
  constructor(limit = Infinity) {
    Object.defineProperty(this, "limit", { value: limit, writable: true });
  }
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, value) {
    if (value.length > this.limit) throw new Error("QuotaExceededError");
    this[key] = value;
  }
  removeItem(key) {
    delete this[key];
  }
}

function open(storage, fingerprint = unit.fingerprint, profile = "web") {
  const listeners = {};
  const window = {};
  Object.defineProperty(window, "localStorage", {
    get() {
      if (!storage) throw new Error("SecurityError");
      return storage;
    },
  });
  Object.assign(globalThis, { window, addEventListener: (type, listener) => (listeners[type] = listener) });
  const here = { ...unit, fingerprint };
  const host = {
    unitId: unit.id,
    fingerprint,
    profile,
    codes: [],
    adopted: [],
    encode: (state) => encode(state, here),
    decode: (text) => decode(text, here),
    merge,
    report: (code) => host.codes.push(code),
    adopt: (state) => host.adopted.push(state),
  };
  const adapter = new LocalAdapter();
  return { host, adapter, listeners, loaded: adapter.load(host) };
}

test("what is saved comes back, under a key of ours", () => {
  const storage = new Storage();
  const first = open(storage);
  assert.equal(first.loaded, null);
  assert.deepEqual(first.host.codes, ["local"]);
  first.adapter.save(answered);
  assert.deepEqual(Object.keys(storage), [`passerelle.${unit.id}.01234567`]);
  assert.deepEqual(open(storage).loaded, { state: answered, how: "exact" });
});

test("two tabs lose nothing to each other", () => {
  const storage = new Storage();
  const a = open(storage);
  const b = open(storage);
  a.adapter.save(answered);
  b.adapter.save(walked);
  assert.deepEqual(open(storage).loaded.state, merge(answered, walked));
});

test("another tab's progress is adopted as it is stored", () => {
  const storage = new Storage();
  const { host, listeners } = open(storage);
  const key = `passerelle.${unit.id}.01234567`;
  listeners.storage({ key, newValue: encode(answered, unit) });
  listeners.storage({ key: "passerelle.other", newValue: encode(walked, unit) });
  listeners.storage({ key, newValue: null });
  assert.deepEqual(host.adopted, [answered]);
});

test("another version of the unit gives what still matches", () => {
  const storage = new Storage();
  open(storage).adapter.save(answered);
  const { loaded } = open(storage, "ff".repeat(32));
  assert.equal(loaded.how, "carried");
  assert.deepEqual(loaded.state.answers, answered.answers);
  assert.equal(loaded.state.best, 0);
});

test("damaged storage is refused and overwritten", () => {
  const storage = new Storage();
  const key = `passerelle.${unit.id}.01234567`;
  storage.setItem(key, "{}");
  const { adapter, loaded } = open(storage);
  assert.equal(loaded.how, "refused");
  adapter.save(walked);
  assert.deepEqual(decode(storage.getItem(key), unit).state, walked);
});

test("refused storage is said, and nothing breaks", () => {
  const { adapter, host, loaded } = open(null);
  assert.equal(loaded, null);
  adapter.save(answered);
  assert.deepEqual(host.codes, ["refused"]);
  assert.equal(adapter.finish(), true);
});

test("full storage is said", () => {
  const { adapter, host } = open(new Storage(10));
  adapter.save(emptyState());
  assert.deepEqual(host.codes, ["local", "refused"]);
});

test("on the site, where no platform was expected, the words say so", () => {
  assert.deepEqual(open(new Storage(), unit.fingerprint, "").host.codes, ["here"]);
  assert.deepEqual(open(null, unit.fingerprint, "").host.codes, ["nowhere"]);
});

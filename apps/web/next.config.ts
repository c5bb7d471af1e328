import { createRequire } from "node:module";
import { relative } from "node:path";
import withTexts from "next-intl/plugin";
import runtime from "./next.runtime.config.ts";

/** The formatter of compiled messages. */
const formatOnly = createRequire(import.meta.url).resolve("use-intl/format-message/format-only");

export default withTexts("./src/texts/request.ts")({
  ...runtime,
  // The server compiles messages (src/texts/request.ts): pages load no parser.
  turbopack: { resolveAlias: { "use-intl/format-message": `./${relative(import.meta.dirname, formatOnly)}` } },
});

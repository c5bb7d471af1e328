import { createRequire } from "node:module";
import { relative } from "node:path";
import type { NextConfig } from "next";
import withTexts from "next-intl/plugin";
import { address, mark, route } from "./src/server/operator-address.ts";

/** Formats texts that are parsed. */
const formatOnly = createRequire(import.meta.url).resolve("use-intl/format-message/format-only");

const config: NextConfig = {
  // Texts are parsed where they are read, by the server (src/texts/request.ts): pages bring no parser.
  turbopack: { resolveAlias: { "use-intl/format-message": `./${relative(import.meta.dirname, formatOnly)}` } },
  reactStrictMode: true,
  poweredByHeader: false,
  // The rest of the api is none of the pages' (src/server/api.ts).
  transpilePackages: ["@waybill/api", "@waybill/config", "@waybill/validators"],
  // The `build` script has them checked by `tsc`, before this.
  typescript: { ignoreBuildErrors: true },
  rewrites: async () => ({
    // The operators' pages have no address of their own: what is asked for there leads nowhere, like any other nonsense.
    beforeFiles: [
      { source: `${route}/:path*`, missing: [{ type: "header", key: mark }], destination: "/nothing-here/:path*" },
    ],
    afterFiles: [],
    fallback: [{ source: `${address}/:path*`, has: [{ type: "header", key: mark }], destination: `${route}/:path*` }],
  }),
};

export default withTexts("./src/texts/request.ts")(config);

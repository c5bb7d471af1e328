import type { NextConfig } from "next";
import { operatorHeader, operatorPath, operatorRoute } from "./src/server/operator-path.ts";

/** The configuration of a running server. `next.config.ts` adds that of builds. */
const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The rest of the API is not part of the pages (src/server/api.ts).
  transpilePackages: ["@waybill/api", "@waybill/config", "@waybill/validators"],
  // The `build` script runs `tsc` first.
  typescript: { ignoreBuildErrors: true },
  rewrites: async () => ({
    // The operators' pages have no public route: without the server's header, they do not exist.
    beforeFiles: [
      {
        source: `${operatorRoute}/:path*`,
        missing: [{ type: "header", key: operatorHeader }],
        destination: "/nothing-here/:path*",
      },
    ],
    afterFiles: [],
    fallback: [
      {
        source: `${operatorPath}/:path*`,
        has: [{ type: "header", key: operatorHeader }],
        destination: `${operatorRoute}/:path*`,
      },
    ],
  }),
};

export default config;

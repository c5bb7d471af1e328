import type { NextConfig } from "next";
import { address, mark, route } from "./src/server/operator-address.ts";

const config: NextConfig = {
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

export default config;

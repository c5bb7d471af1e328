import type { NextConfig } from "next";
import { address, mark, route } from "./src/server/operator-address.ts";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ["@waybill/api", "@waybill/config", "@waybill/db", "@waybill/postgres", "@waybill/validators"],
  serverExternalPackages: [
    "@aws-sdk/client-s3",
    "@aws-sdk/lib-storage",
    "@aws-sdk/s3-request-presigner",
    "@node-rs/argon2",
    "bwip-js",
    "harfbuzzjs",
    "nodemailer",
    "pdfkit",
    "pg-boss",
    "pino",
    "pino-pretty",
    "postgres",
    "prom-client",
    "subset-font",
  ],
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

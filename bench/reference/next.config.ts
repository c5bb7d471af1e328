import type { NextConfig } from "next";

const config: NextConfig = {
  transpilePackages: ["@waybill/db", "@waybill/validators", "@waybill/config"],
  serverExternalPackages: ["postgres"],
  typescript: { ignoreBuildErrors: true },
};

export default config;

import { defineConfig } from "vitest/config";
import { alone, shared } from "./vitest.config.ts";

export default defineConfig({ test: { ...shared, name: "@waybill/api alone", include: alone } });

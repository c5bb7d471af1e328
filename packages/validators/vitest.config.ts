import { defineConfig } from "vitest/config";

// Vitest's own five seconds are too short for a busy machine.
export default defineConfig({ test: { testTimeout: 30_000 } });

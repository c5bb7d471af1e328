import { fileURLToPath } from "node:url";
import type { StorybookConfig } from "@storybook/nextjs-vite";

/** Stories are beside their components. */
export default {
  framework: "@storybook/nextjs-vite",
  stories: ["../src/**/*.stories.tsx"],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (config) => ({
    ...config,
    resolve: {
      ...config.resolve,
      alias: { ...config.resolve?.alias, "@": fileURLToPath(new URL("../src", import.meta.url)) },
    },
  }),
} satisfies StorybookConfig;

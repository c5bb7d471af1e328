import { fileURLToPath } from "node:url";
import type { StorybookConfig } from "@storybook/nextjs-vite";

/** Where the stories are: beside the parts that they show. */
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

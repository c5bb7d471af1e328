import "../src/app/globals.css";
import type { Decorator, Preview } from "@storybook/nextjs-vite";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { InLanguage } from "../src/texts/in-language.tsx";
import { Trpc } from "../src/trpc/client.tsx";
import { answerWith } from "./server.ts";

/** Provides theme, texts, a tenant and a fake server to every story. */
const inPage: Decorator = (Story, { globals, parameters }) => {
  answerWith(parameters.server ?? {});
  return (
    <ThemeProvider attribute="class" forcedTheme={globals.theme === "dark" ? "dark" : "light"}>
      <InLanguage language={globals.language}>
        <NuqsAdapter>
          <Trpc tenant="northwind">
            <Suspense>
              <div className="p-4">
                <Story />
              </div>
            </Suspense>
          </Trpc>
        </NuqsAdapter>
      </InLanguage>
    </ThemeProvider>
  );
};

export default {
  decorators: [inPage],
  globalTypes: {
    theme: {
      description: "Light or dark",
      toolbar: { icon: "mirror", items: ["light", "dark"], dynamicTitle: true },
    },
    language: {
      description: "The language of the texts",
      toolbar: { icon: "globe", items: ["en", "de"], dynamicTitle: true },
    },
  },
  initialGlobals: { theme: "light", language: "en" },
  parameters: { layout: "fullscreen", nextjs: { appDirectory: true } },
} satisfies Preview;

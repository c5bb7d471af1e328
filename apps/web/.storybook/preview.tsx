import "../src/app/globals.css";
import type { Decorator, Preview } from "@storybook/nextjs-vite";
import { NextIntlClientProvider } from "next-intl";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Suspense } from "react";
import { textsIn } from "../src/texts/catalogue.ts";
import { Trpc } from "../src/trpc/client.tsx";
import { answerWith } from "./server.ts";

/** Every story has the page's theme, a tenant, and a server that answers what the story says. */
const inPage: Decorator = (Story, { globals, parameters }) => {
  answerWith(parameters.server ?? {});
  return (
    <ThemeProvider attribute="class" forcedTheme={globals.theme === "dark" ? "dark" : "light"}>
      <NextIntlClientProvider locale={globals.language} messages={textsIn(globals.language)} timeZone="UTC">
        <NuqsAdapter>
          <Trpc tenant="northwind">
            <Suspense>
              <div className="p-4">
                <Story />
              </div>
            </Suspense>
          </Trpc>
        </NuqsAdapter>
      </NextIntlClientProvider>
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

import "./globals.css";
import { publicUrl } from "@waybill/config";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { Toaster } from "@/components/toaster.tsx";
import { holdEarlyForms } from "@/forms/early.ts";
import { nonceHeader } from "@/server/gateway/security-headers.ts";
import { settings } from "@/server/settings.ts";
import { Texts, text } from "@/texts/texts.tsx";

/** Per request, since the URL of the preview picture is a setting of the installation. */
export async function generateMetadata(): Promise<Metadata> {
  return {
    metadataBase: new URL(publicUrl(settings())),
    title: { default: "Waybill", template: "%s · Waybill" },
    description: await text("common.about"),
    openGraph: { siteName: "Waybill", type: "website" },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafa" },
    { media: "(prefers-color-scheme: dark)", color: "#0e0e11" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page renders per request: its scripts have the nonce of its policy.
  const nonce = (await headers()).get(nonceHeader) ?? "";
  return (
    <html lang={await getLocale()} suppressHydrationWarning>
      <body>
        <script nonce={nonce} suppressHydrationWarning>
          {holdEarlyForms}
        </script>
        <NextIntlClientProvider messages={{}}>
          <Texts of={["common"]}>
            <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
              {children}
              <Toaster />
            </ThemeProvider>
          </Texts>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

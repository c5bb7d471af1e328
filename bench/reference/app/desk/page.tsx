import { NextIntlClientProvider } from "next-intl";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Toaster } from "sonner";
import "./desk.css";
import { Client } from "./client.tsx";
import { Desk } from "./desk.tsx";

// A page with the libraries of the desk's pages, for `npm run bench -- dev`: compiled, it costs what those cost.

const messages = {
  desk: { title: "Parcels", search: "Search", reference: "Reference", state: "State", recipient: "To" },
};

// biome-ignore lint/style/noDefaultExport: Next wants it
export default async function Page({ searchParams }: { searchParams: Promise<{ tenant: string }> }) {
  const { tenant } = await searchParams;
  return (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <ThemeProvider attribute="class">
        <NuqsAdapter>
          <Client>
            <Desk tenant={tenant} />
          </Client>
          <Toaster />
        </NuqsAdapter>
      </ThemeProvider>
    </NextIntlClientProvider>
  );
}

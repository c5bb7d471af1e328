import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type LaunchOptions } from "@playwright/test";
import sparticuz from "@sparticuz/chromium";

/** The headless shell is first: it takes about half the processor time. */
const names = [
  ...["chromium-headless-shell", "chromium", "chromium-browser"],
  ...["google-chrome-stable", "google-chrome", "chrome"],
];
const macApp = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** Disables background requests, which are slow without a network; the sandbox does not work as root. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The name of the tests' server behind the proxy.
  "--host-resolver-rules=MAP desk.waybill.test 127.0.0.1",
];

/** The path of a program. @param more folders in addition to `PATH` */
export function onPath(name: string, more: string[] = []): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return [...folders, ...more]
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Possible paths of Chromium, in order. */
async function* candidates(): AsyncGenerator<LaunchOptions> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    yield { executablePath: CHROMIUM_PATH, args };
    return;
  }
  for (const name of names) {
    const executablePath = onPath(name);
    if (executablePath) yield { executablePath, args };
  }
  if (existsSync(macApp)) yield { executablePath: macApp, args };
  if (existsSync(chromium.executablePath())) yield { args };
  if (process.platform === "linux")
    yield { executablePath: await sparticuz.executablePath(), args: [...args, ...sparticuz.args] };
}

/**
 * Finds a Chromium that starts: `CHROMIUM_PATH`, the machine's, Playwright's own, or the one that npm ships.
 *
 * @throws with the tried paths.
 */
export async function findBrowser(): Promise<LaunchOptions> {
  const failures: string[] = [];
  for await (const options of candidates()) {
    try {
      const browser = await chromium.launch(options);
      await browser.close();
      return options;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : String(error);
      failures.push(`${options.executablePath ?? "Playwright's own"}: ${reason}`);
    }
  }
  throw new Error(
    `No Chromium starts. Install one (Debian: apt-get install chromium-headless-shell), or name it: CHROMIUM_PATH=/path. Tried:\n${failures.join("\n")}`,
  );
}

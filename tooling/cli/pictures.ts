import { join } from "node:path";
import { seedDemo } from "./demo.ts";
import { deleteData, openEnvironment, requirePort } from "./environment.ts";
import { root, run } from "./processes.ts";
import { build, servicesOf, waitUntilAnswering } from "./start.ts";

/** Runs a script of `e2e` against a production build with fresh demo data. @returns its exit code */
async function withDemo(script: string, args: string[]): Promise<number> {
  const port = 3999;
  await requirePort(port, "127.0.0.1");
  await build();
  process.env.DATA_DIR = join(root, ".artifacts/pictures-data");
  // An earlier version may have written other data.
  await deleteData(process.env.DATA_DIR);
  process.env.PORT = String(port);
  process.env.HOST = "127.0.0.1";
  process.env.PUBLIC_URL = "";
  // Settings of a real database or mail server are ignored.
  for (const name of ["SMTP_URL", "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"]) {
    process.env[name] = "";
    process.env[`${name}_FILE`] = "";
  }
  const environment = await openEnvironment("production", "exclusive");
  const env = { ...environment.env, LOG_LEVEL: "error" };
  await seedDemo({ env });
  const services = servicesOf(env).map((begin) => begin());
  try {
    await waitUntilAnswering(env);
    return await run("node", [script, ...args], {
      env: { ...env, BASE_URL: `http://localhost:${port}` },
      folder: "e2e",
    });
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await environment.close();
  }
}

/** `npm run screenshots`: a screenshot of every page. `-- parcel tablet de` selects names, widths, themes and languages. */
export const screenshots = (args: string[]): Promise<number> => withDemo("screenshots.ts", args);

/** `npm run record`: records the README's animation, the preview and the icons. */
export const record = (args: string[]): Promise<number> => withDemo("record.ts", args);

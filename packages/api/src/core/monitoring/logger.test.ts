import { execFile } from "node:child_process";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import { DrizzleQueryError } from "drizzle-orm";
import { pino } from "pino";
import { expect, test } from "vitest";
import { bounded, createLogger, loggable } from "./logger.ts";

const run = promisify(execFile);
const secret = "hunter2";

/** An error as Postgres gives it. */
const refusal = (code: string, message: string) =>
  Object.assign(new Error(message), { severity: "ERROR", code, detail: `Key (name)=(${secret})`, where: secret });

/** The output of a logger. */
function written(fields: object, message: string): string {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  pino({ serializers: { err: loggable }, hooks: { streamWrite: bounded } }, sink).error(fields, message);
  return lines.join("");
}

test.each([
  ["22P02", `invalid input syntax for type integer: "${secret}"`],
  ["22008", `date/time field value out of range: "${secret}"`],
  ["23505", 'duplicate key value violates unique constraint "items_sku_key"'],
])("an error of the database (%s) is logged without its values, alone and wrapped", (code, message) => {
  const error = refusal(code, message);
  for (const err of [error, new DrizzleQueryError("select $1", [secret], error)]) {
    const line = written({ err }, "failed");
    expect(line).not.toContain(secret);
    expect(JSON.parse(line).err).toMatchObject({ code });
  }
});

test("a log line has a maximum length and stays readable", () => {
  const long = "x".repeat(700_000);
  const failed = new DrizzleQueryError(`insert ${long}`, [long], refusal("22001", long));
  for (const fields of [{ err: failed }, { err: new Error(long) }, { requestId: "r", rows: [long] }]) {
    const line = written(fields, "failed");
    expect(line.length).toBeLessThan(33_000);
    expect(JSON.parse(line)).toMatchObject({ level: 50, msg: "failed" });
    expect(line.endsWith("\n")).toBe(true);
  }
  const nested = JSON.parse(written({ requestId: "r", rows: [long] }, long));
  expect(nested.requestId).toBe("r");
  expect(nested.msg).toMatch(/^x+… \(700000 characters\)$/);
});

test("values of secret keys are redacted in the top three levels of a line", () => {
  const lines: string[] = [];
  const logger = createLogger({ LOG_LEVEL: "info", LOG_FORMAT: "json" }, "web", { write: (line) => lines.push(line) });
  const keys = ["password", "passwordHash", "token", "secret", "authorization", "cookie", "email"];
  const fields = Object.fromEntries(keys.map((key) => [key, secret]));
  logger.info({ ...fields, request: { ...fields, headers: fields } }, "received");
  expect(lines.join("")).not.toContain(secret);
  expect(lines.join("").match(/\[redacted\]/g)).toHaveLength(3 * keys.length);
});

test("lines are written to standard output with their time in UTC, in any time zone", async () => {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL("logger.ts", import.meta.url).href)};
    createLogger({ LOG_LEVEL: "info", LOG_FORMAT: "json" }, "web").info("started");`;
  const env = { ...process.env, TZ: "Asia/Tokyo", NODE_OPTIONS: "" };
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program], { env });
  expect(stderr).toBe("");
  const { time, msg } = JSON.parse(stdout);
  expect(msg).toBe("started");
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  // Tokyo is nine hours ahead.
  expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(3_600_000);
});

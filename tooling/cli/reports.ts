import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { root } from "./processes.ts";

/** The part of Vitest's report that is read. */
export const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

interface Suite {
  specs?: { title: string; file: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] }[];
  suites?: Suite[];
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z
      .array(
        z.object({
          title: z.string(),
          file: z.string(),
          ok: z.boolean(),
          tests: z.array(
            z.object({
              results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
            }),
          ),
        }),
      )
      .optional(),
    suites: z.array(suite).optional(),
  }),
);

/** The part of Playwright's report that is read. */
export const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(suite),
  /** Failures outside of tests, such as the set-up. */
  errors: z.array(z.object({ message: z.string().optional() })),
});

/** The number of lines printed for a failure. */
const maxLines = 20;

/** A failure on a few lines. */
function failureText(file: string, test: string, message: string): string {
  const lines = stripVTControlCharacters(message).trim().split("\n").slice(0, maxLines);
  return [`${file} › ${test}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** The failures of Vitest; a file with a failed import or set-up is one failure. */
export const failuresOfVitest = ({ testResults }: z.output<typeof vitestReport>): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((result) => result.status === "failed");
    if (failed.length === 0 && status === "failed") return [failureText(file, "the whole file", message)];
    return failed.map(({ fullName, failureMessages }) =>
      failureText(file, fullName, (failureMessages ?? []).join("\n")),
    );
  });

/** The failures of Playwright. */
export const failuresOfPlaywright = ({ suites, errors }: z.output<typeof playwrightReport>): string[] => [
  ...errors.map(({ message = "" }) => failureText("e2e", "the whole run", message)),
  ...failuresOfSuites(suites),
];

const failuresOfSuites = (suites: Suite[]): string[] =>
  suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ title, file, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ""));
        return failureText(file, title, errors.find((error) => error !== "") ?? "");
      }),
    ...failuresOfSuites(inner),
  ]);

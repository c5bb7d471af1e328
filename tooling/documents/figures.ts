import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const at = z.iso.date();
const amount = z.number().int().min(0);

/** `docs/figures.json`: the results of the project's commands, with their dates. */
export const figuresSchema = z.strictObject({
  unit: z.strictObject({ passed: amount, at }),
  browser: z.strictObject({ passed: amount, at }),
  attack: z.strictObject({ rounds: amount, calls: amount, leaks: amount, at }),
  mutants: z.strictObject({ mutants: amount, killed: amount, at }),
  fuzz: z.strictObject({ inputs: amount, sent: amount, wrong: amount, at }),
  cases: z.strictObject({ cases: amount, right: amount, at }),
});
export type Figures = z.output<typeof figuresSchema>;

/** A row of `bench/results/latest.json`. */
const benchRow = z.object({
  name: z.string(),
  what: z.string(),
  reference: z.string(),
  ratio: z.number(),
  min: z.number(),
  max: z.number(),
  goal: z.number(),
  reached: z.boolean(),
  better: z.enum(["more", "less"]),
  at: z.iso.datetime(),
});
export type BenchRow = z.output<typeof benchRow>;

export const figuresFile = "docs/figures.json";

const readJson = (root: string, file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

/** Reads the data of the blocks. */
export function readFigures(root: string): { figures: Figures; bench: BenchRow[] } {
  return {
    figures: figuresSchema.parse(readJson(root, figuresFile)),
    bench: z.array(benchRow).parse(readJson(root, "bench/results/latest.json")),
  };
}

/** A number with separators: 34,210. */
const readable = (value: number): string => new Intl.NumberFormat("en").format(value);

const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
const table = (head: string[], rows: string[][]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function proofs({ unit, browser, attack, mutants, fuzz, cases }: Figures): string {
  return table(
    ["test", "result", "command", "date"],
    [
      ["unit and integration tests, on a real Postgres", `${readable(unit.passed)} passed`, "`npm test`", unit.at],
      [
        "tests in a real browser, on the production build",
        `${readable(browser.passed)} passed`,
        "`npm test`",
        browser.at,
      ],
      [
        `calls of hostile tenants to every procedure, and races of ${readable(attack.rounds)} rounds`,
        `${readable(attack.calls)} calls, ${readable(attack.leaks)} leaks`,
        "`npm run attack`",
        attack.at,
      ],
      [
        "isolation checks removed, one by one",
        `${readable(mutants.killed)} of ${readable(mutants.mutants)} detected by the tests`,
        "`npm run mutants`",
        mutants.at,
      ],
      [
        "malformed inputs over HTTP",
        `${readable(fuzz.sent)} sent, ${readable(fuzz.wrong)} errors`,
        "`npm run fuzz`",
        fuzz.at,
      ],
      [
        "real files, labels and postcodes",
        `${readable(cases.right)} of ${readable(cases.cases)} correct`,
        "`npm run cases`",
        cases.at,
      ],
    ],
  );
}

const times = (ratio: number) => `${ratio.toFixed(2)} ×`;

/** The rows of the benchmark in the README. */
const shown = ["list-over-http", "create", "worker-transaction", "commit-to-browser"];

const goalOf = ({ better, goal }: Pick<BenchRow, "better" | "goal">) => `${better === "more" ? "≥" : "≤"} ${goal}`;

function benchTable(bench: readonly BenchRow[]): string {
  return table(
    ["measured", "reference", "ratio", "better", "goal"],
    bench.map(({ name, what, reference, ratio, min, max, better, goal, reached }) => [
      `\`${name}\`: ${what}`,
      reference,
      `${times(ratio)} (${min.toFixed(2)} to ${max.toFixed(2)})`,
      better,
      `${goalOf({ better, goal })}${reached ? "" : ", **missed**"}`,
    ]),
  );
}

/** Some rows, and all that miss their goal. */
function benchSummary(bench: readonly BenchRow[]): string {
  const rows = bench.filter(({ name, reached }) => shown.includes(name) || !reached);
  const reached = bench.filter((one) => one.reached).length;
  return [
    table(
      ["measured", "reference", "ratio", "goal"],
      rows.map(({ what, reference, ratio, better, goal, ...row }) => [
        what,
        reference,
        `${times(ratio)} the ${better === "more" ? "rate" : "time"}`,
        `${goalOf({ better, goal })}${row.reached ? "" : ", **missed**"}`,
      ]),
    ),
    "",
    `${reached} of ${bench.length} rows reach their goal ([all rows](bench/README.md), ${bench[0]?.at.slice(0, 10)}); the table has all others.`,
  ].join("\n");
}

/** The blocks that documents show between `<!-- figures: NAME -->` and `<!-- end -->`. */
export function blocksOf({ figures, bench }: { figures: Figures; bench: readonly BenchRow[] }): Map<string, string> {
  return new Map([
    ["proofs", proofs(figures)],
    ["bench", benchTable(bench)],
    ["bench-summary", benchSummary(bench)],
  ]);
}

const block = /(<!-- figures: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** A document with its blocks filled in. @throws for an unknown block */
export function fill(text: string, blocks: ReadonlyMap<string, string>): string {
  return text.replace(block, (_, begin: string, name: string, end: string) => {
    const content = blocks.get(name);
    if (content === undefined) throw new Error(`There are no figures ${name}.`);
    return `${begin}\n${content}\n\n${end}`;
  });
}

/** Markdown without the padding of table columns. */
const narrow = (text: string): string => text.replace(/ *\| */g, "|").replace(/-{3,}/g, "---");

/** Whether a document's blocks contain these figures, whatever the padding of their tables. */
export const isFilled = (text: string, blocks: ReadonlyMap<string, string>): boolean =>
  narrow(fill(text, blocks)) === narrow(text);

/** A number with the name of a result. */
const counted =
  /\d[\d,.]*\s+(?:(?:unit|integration|browser|end-to-end|statement)\s+)*(?:tests?|leaks?|mutants?|attacks?)\b/g;

/** Figures of runs outside of a document's blocks. */
export function strayFigures(text: string, figures: Figures): string[] {
  const outside = text.replace(block, "");
  const values = Object.values(figures).flatMap((part) =>
    Object.values(part).filter((value) => typeof value === "number"),
  );
  // Small numbers have other meanings too.
  const large = values.filter((value) => value > 300 && value % 1000 !== 0);
  const known = large.flatMap((value) => [String(value), readable(value)]);
  const words = outside.match(/\d[\d,]*\d/g) ?? [];
  return [...words.filter((word) => known.includes(word)), ...(outside.match(counted) ?? [])];
}

import { glob, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const source = (file: string) => readFile(new URL(file, import.meta.url), "utf8");

test("every procedure with rules has its refusals in the type of its error", async () => {
  let ruled = 0;
  const silent: string[] = [];
  for await (const file of glob("{core,platform,modules}/**/rules.ts", { cwd: import.meta.dirname })) {
    const inputs = [...(await source(file)).matchAll(/export const (\w+) = checked\(/g)].map(([, name]) => name ?? "");
    const router = inputs.length > 0 ? await source(file.replace("rules.ts", "router.ts")) : "";
    for (const name of inputs) {
      const uses = router.split(`.input(${name})`).slice(0, -1);
      ruled += uses.length;
      if (uses.length === 0) silent.push(`${name} is the input of no procedure`);
      for (const before of uses) if (!before.trimEnd().endsWith(`.errors(${name}.refuses)`)) silent.push(name);
    }
  }
  expect(silent).toEqual([]);
  expect(ruled).toBeGreaterThan(2);
});

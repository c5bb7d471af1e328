import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const ticks = 100;

/** The measured processes, by component. */
export type Parts = Record<string, number[]>;

/** The parent and the processor time in seconds of each process. */
export function processTimes(): Map<number, { parent: number; used: number }> {
  const found = new Map<number, { parent: number; used: number }>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const text = readFileSync(`/proc/${name}/stat`, "utf8");
      // The program's name, in brackets, may contain spaces.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      found.set(Number(name), { parent: Number(fields[1]), used: (Number(fields[11]) + Number(fields[12])) / ticks });
    } catch {
      // The process has ended.
    }
  }
  return found;
}

/** Processor seconds by component. Child processes count for the component of their parent, unless they have their own. */
export function usedBy(parts: Parts): Record<string, number> {
  const times = processTimes();
  const listed = new Set(Object.values(parts).flat());
  const sum = (ids: number[]) =>
    [...times].reduce((total, [id, { parent, used }]) => {
      const isPart = ids.includes(id) || (ids.includes(parent) && !listed.has(id));
      return total + (isPart ? used : 0);
    }, 0);
  return Object.fromEntries(Object.entries(parts).map(([name, ids]) => [name, sum(ids)]));
}

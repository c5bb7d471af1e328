import type { ModuleRequest } from "./spec.ts";

// Random specifications of modules, determined by a seed.

const names = "shelves zones crates trucks routes drivers boxes dishes cities batteries keys wishes".split(" ");
const properties =
  "name title code label serial maxLoad note about level count price fee built checkedOn locked isOpen kind state near zone contact rate".split(
    " ",
  );

/** A generator of integers from 0 to below its argument (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * A valid random module.
 *
 * @param targets the modules that its fields may refer to.
 * @param taken excluded names.
 */
export function randomRequest(seed: number, targets: readonly string[], taken: readonly string[] = []): ModuleRequest {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T; // none is empty
  const left = [...properties];
  const property = () => left.splice(random(left.length), 1)[0] ?? "";
  const maybe = (mark: string) => (random(2) === 0 ? mark : "");
  const [imports, events] = [random(2) === 0, random(2) === 0];
  const kinds: (() => string)[] = [
    () => `text${pick(["", "?", "!", "!?"])}`,
    () => `longtext${maybe("?")}`,
    () => `email${maybe("?")}`,
    () => `int${maybe("?")}`,
    () => `money${maybe("?")}`,
    () => `date${maybe("?")}`,
    () => "boolean",
    () => `enum(${["low", "mid_way", "high"].slice(random(2)).join("|")})${maybe("?")}`,
    () => `ref(${pick(targets)})${imports ? "?" : maybe("?")}`,
  ];
  const usable = targets.length > 0 ? kinds : kinds.slice(0, -1);
  const first = `${property()}:text${maybe("!")}`;
  const others = Array.from({ length: random(7) }, () => `${property()}:${pick(usable)()}`);
  return {
    name: pick(names.filter((name) => !taken.includes(name))),
    fields: random(2) === 0 ? [first, ...others] : [...others, first],
    ...{ list: random(2) === 0, events, job: events && random(2) === 0, imports },
  };
}

/** The command-line arguments of a specification. */
export const argumentsOf = ({ name, fields, list, events, job, imports }: ModuleRequest): string[] => [
  name,
  ...fields.flatMap((field) => ["--field", field]),
  ...(list ? ["--list"] : []),
  ...(events ? ["--events"] : []),
  ...(job ? ["--job"] : []),
  ...(imports ? ["--import"] : []),
];

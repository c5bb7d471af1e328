import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../cli/processes.ts";

/** The text of one of the project's files. */
export const textOf = (file: string): string => readFileSync(join(root, file), "utf8");

/** The commands of the image's program. */
export function imageCommands(): string[] {
  const found = textOf("apps/image/src/main.ts").matchAll(/^ {2}(\w+): \(\) => import/gm);
  return Array.from(found, ([, name = ""]) => name);
}

/** A value that records which of its parts were read. */
export interface Watched {
  value: unknown;
  /** The paths of unread parts. */
  unread(): string[];
}

/** Records reads of a value: a part that a validator does not read is unknown to its schema. */
export function watched(value: unknown): Watched {
  const read = new Set<string>();
  const wrap = (part: unknown, path: string): unknown =>
    typeof part === "object" && part !== null
      ? new Proxy(part, {
          get(target, key) {
            const found: unknown = Reflect.get(target, key);
            if (typeof key === "symbol" || (Array.isArray(target) && key === "length")) return found;
            read.add(`${path}/${key}`);
            return wrap(found, `${path}/${key}`);
          },
        })
      : part;
  const paths = (part: unknown, path: string): string[] =>
    typeof part === "object" && part !== null
      ? Object.entries(part).flatMap(([key, inner]) => [`${path}/${key}`, ...paths(inner, `${path}/${key}`)])
      : [];
  return { value: wrap(value, ""), unread: () => paths(value, "").filter((path) => !read.has(path)) };
}

import { execFileSync } from "node:child_process";
import { onPath } from "../../e2e/support/browser.ts";

/** A machine of its own inside this one, with one way for its callers and another one to its database. */
export interface Machine {
  /** Where it is reached. */
  address: string;
  /** Where it reaches this machine: everything but the database, and the database. */
  front: string;
  back: string;
  /** The program that runs another one there, and its arguments. */
  enter: readonly string[];
  /** Takes its way to the database away, or gives it back. */
  cut(whether: boolean): void;
  remove(): void;
}

const system = ["/usr/sbin", "/sbin", "/usr/bin"];

/**
 * Makes a network namespace with two links.
 *
 * @param number tells several apart, up to 200.
 * @returns or the reason why that is not possible here, in words
 */
export function makeMachine(number: number): Machine | string {
  const program = onPath("ip", system);
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !program) {
    return "only root on Linux, with iproute2, can make network namespaces";
  }
  const ip = (...args: string[]) => execFileSync(program, args, { stdio: "pipe" });
  const name = `waybill-chaos-${number}`;
  const links = ["front", "back"].map((way, index) => ({
    way,
    here: `wb${way}${number}`,
    host: `10.213.${number}.${index * 4 + 1}`,
    inside: `10.213.${number}.${index * 4 + 2}`,
  }));
  const [front, back] = links;
  if (!front || !back) throw new Error("There are no links.");
  const remove = () => {
    try {
      // Its links go with it.
      ip("netns", "del", name);
    } catch {
      // There is none.
    }
  };
  // What a run that was killed has left behind.
  remove();
  try {
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
    for (const { here, way, host, inside } of links) {
      ip("link", "add", here, "type", "veth", "peer", "name", way, "netns", name);
      ip("addr", "add", `${host}/30`, "dev", here);
      ip("link", "set", here, "up");
      ip("-n", name, "addr", "add", `${inside}/30`, "dev", way);
      ip("-n", name, "link", "set", way, "up");
    }
  } catch (error) {
    remove();
    return `this machine makes no network namespace: ${error instanceof Error ? error.message.split("\n").at(-1) : error}`;
  }
  return {
    address: front.inside,
    front: front.host,
    back: back.host,
    enter: [program, "netns", "exec", name],
    cut: (whether) => ip("link", "set", back.here, whether ? "down" : "up"),
    remove,
  };
}

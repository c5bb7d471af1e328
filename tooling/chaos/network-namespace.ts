import { execFileSync } from "node:child_process";
import { onPath } from "../../e2e/support/browser.ts";

/** A network namespace with one link for its callers and another one to its database. */
export interface NetworkNamespace {
  /** The address for its callers. */
  address: string;
  /** The addresses of this machine inside it: for the database (`back`), and for everything else. */
  front: string;
  back: string;
  /** A command that runs its arguments inside it. */
  enter: readonly string[];
  /** Sets the link to the database down or up. */
  cut(isCut: boolean): void;
  remove(): void;
}

const system = ["/usr/sbin", "/sbin", "/usr/bin"];

/**
 * Creates a network namespace with two links.
 *
 * @param number its unique number, up to 200.
 * @returns the namespace, or why this machine cannot create one
 */
export function createNamespace(number: number): NetworkNamespace | string {
  const program = onPath("ip", system);
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !program) {
    return "only root on Linux, with iproute2, can create network namespaces";
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
      // This removes its links too.
      ip("netns", "del", name);
    } catch {
      // It does not exist.
    }
  };
  // A killed run may have left one.
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
    return `this machine cannot create a network namespace: ${error instanceof Error ? error.message.split("\n").at(-1) : error}`;
  }
  return {
    address: front.inside,
    front: front.host,
    back: back.host,
    enter: [program, "netns", "exec", name],
    cut: (isCut) => ip("link", "set", back.here, isCut ? "down" : "up"),
    remove,
  };
}

import { parseSync } from "@swc/core";

/** A node of the syntax tree. */
export type Node = { type: string; span?: { start: number; end: number } } & Record<string, unknown>;

/** Whether a value is a node. */
export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";

/** All nodes under a value, including itself. @param skips excludes a node with everything under it */
export function* nodesOf(value: unknown, skips: (node: Node) => boolean): Generator<Node> {
  if (isNode(value)) {
    if (skips(value)) return;
    yield value;
  }
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) yield* nodesOf(inner, skips);
}

/** A parsed source: its nodes, with lines and texts. */
export interface Syntax {
  nodes: readonly Node[];
  /** The first line of a node, counted from 1. */
  lineOf(node: Node): number;
  /** A node's text, in one line. */
  textOf(node: Node): string;
  /** The source without these nodes; line numbers stay the same. */
  without(nodes: readonly Node[]): string;
}

/** Parses a source. @param options.tsx whether it may contain JSX @param options.skips excludes a node with everything under it */
export function syntaxOf(source: string, { tsx = false, skips = (_node: Node): boolean => false } = {}): Syntax {
  // The parser's positions continue from file to file, and a program starts at its first token: the semicolon.
  const bytes = Buffer.from(`;${source}`);
  const program = parseSync(bytes.toString(), { syntax: "typescript", tsx, decorators: true, target: "esnext" });
  const at = (position = program.span.start) => position - program.span.start;
  return {
    nodes: [...nodesOf(program.body, skips)],
    lineOf: ({ span }) => bytes.subarray(0, at(span?.start)).toString().split("\n").length,
    without: (nodes) => {
      const left = Buffer.from(bytes);
      for (const { span } of nodes) {
        for (let index = at(span?.start); index < at(span?.end); index += 1) if (left[index] !== 10) left[index] = 32;
      }
      return left.toString().slice(1);
    },
    textOf: ({ span }) => bytes.subarray(at(span?.start), at(span?.end)).toString().replace(/\s+/g, " "),
  };
}

/** An import of a file by another one. */
export interface Import {
  from: string;
  to: string;
}

/** A picture of ARCHITECTURE.md. An arrow between two boxes means that files of the first import files of the second. */
interface Picture {
  heading: string;
  /** The boxes with their files, one list for each level of detail. */
  levels: Record<string, RegExp>[];
  /** The arrows that the text below the picture names. */
  inText: string[];
}

const folders = (path: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, new RegExp(`^${path}/${name}/`)]));

const pictures: Picture[] = [
  {
    heading: "### Packages and apps",
    levels: [
      {
        ...folders("packages", ["api", "db", "postgres", "config", "validators"]),
        ...folders("apps", ["image", "web", "worker", "cli"]),
      },
    ],
    inText: [
      ...["api", "image", "web", "worker", "cli"].map((name) => `${name} --> config`),
      ...["api", "web", "cli"].map((name) => `${name} --> validators`),
      "image --> db",
    ],
  },
  {
    heading: "### Inside `packages/api`",
    levels: [
      {
        entries: /^packages\/api\/src\/(?:[^/]+\.ts$|(?:command-line|doctor|tenant-archive)\/)/,
        ...folders("packages/api/src", ["modules", "platform", "core"]),
      },
      folders("packages/api/src/modules", ["parcels", "items", "places", "tags"]),
    ],
    inText: ["platform --> entries"],
  },
  {
    heading: "### Inside `apps/web`",
    levels: [
      {
        ...folders("apps/web/src", ["app", "modules", "platform", "server"]),
        shared: /^apps\/web\/src\/(?:components|formats|forms|lists|live|manifests|navigation|scanner|texts|trpc)\//,
      },
    ],
    inText: ["shared --> modules", "shared --> platform", "server --> shared"],
  },
];

/** Whether a file is part of the product: neither a test nor a tool. */
const isProduct = (file: string): boolean =>
  /^(?:apps|packages)\/[^/]+\/src\//.test(file) && !/\.(?:test|stories)\.tsx?$|\/testing[-/.]/.test(file);

/** The arrows of a picture. */
function drawnIn(markdown: string, heading: string): string[] {
  const [, below = ""] = markdown.split(`\n${heading}\n`);
  const [, picture = ""] = /```mermaid\n(.*?)```/s.exec(below) ?? [];
  return [...picture.matchAll(/^ *(\w+)(?:\[.*?\])? --> (\w+)/gm)].map(([, from, to]) => `${from} --> ${to}`);
}

/** The arrows between boxes, each with one of its imports. */
function arrowsBetween(boxes: Record<string, RegExp>, imports: readonly Import[]): Map<string, Import> {
  const boxOf = (file: string) => Object.keys(boxes).find((name) => boxes[name]?.test(file));
  const arrows = new Map<string, Import>();
  for (const one of imports) {
    const [from, to] = [boxOf(one.from), boxOf(one.to)];
    if (from && to && from !== to) arrows.set(`${from} --> ${to}`, one);
  }
  return arrows;
}

/**
 * The differences between the pictures of ARCHITECTURE.md and the imports of the product. An arrow of a box without
 * files is none: its module was removed.
 */
export function wrongArrows(markdown: string, imports: readonly Import[]): string[] {
  const ofProduct = imports.filter(({ from, to }) => isProduct(from) && isProduct(to));
  return pictures.flatMap(({ heading, levels, inText }) => {
    const shown = [...drawnIn(markdown, heading), ...inText];
    const arrows = new Map(levels.flatMap((boxes) => [...arrowsBetween(boxes, ofProduct)]));
    const files = ofProduct.flatMap(({ from, to }) => [from, to]);
    const empty = new Set(
      levels.flatMap((boxes) => Object.keys(boxes).filter((name) => !files.some((file) => boxes[name]?.test(file)))),
    );
    const removed = (arrow: string) => arrow.split(" --> ").some((name) => empty.has(name));
    return [
      ...shown
        .filter((arrow) => !arrows.has(arrow) && !removed(arrow))
        .map((arrow) => `${heading}: no import: ${arrow}`),
      ...[...arrows]
        .filter(([arrow]) => !shown.includes(arrow))
        .map(([arrow, { from, to }]) => `${heading}: not drawn: ${arrow} (${from} → ${to})`),
    ];
  });
}

import { defineFileKind, type FileKind, type Registry } from "../core/index.ts";

/** Files that somebody sends, whatever the modules take. */
export const anyFile = defineFileKind({
  ...{ name: "tests.file", title: "File of a test", owner: "job", permission: "files.create" },
  upload: () => null,
});

/** A kind of files that people send: a module's, or the one of tests, which is there from then on. */
export function sentKind({ files }: Registry): FileKind {
  const kind = [...files.values()].find(({ upload }) => upload) ?? anyFile;
  files.set(kind.name, kind);
  return kind;
}

import { defineFileKind, type FileKind, type Registry } from "../core/index.ts";

/** A kind of uploaded file for tests. */
export const anyFile = defineFileKind({
  ...{ name: "tests.file", title: "File of a test", owner: "job", permission: "files.create" },
  upload: () => null,
});

/** A kind of uploaded file: a module's, or that of tests, which is then registered. */
export function sentKind({ files }: Registry): FileKind {
  const kind = [...files.values()].find(({ upload }) => upload) ?? anyFile;
  files.set(kind.name, kind);
  return kind;
}

import type { ReactNode } from "react";
import { useApiText } from "@/texts/api-texts.tsx";
import { refetchMs } from "./operator-frame.tsx";
import type { Kind } from "./queue-parts.tsx";

/** The query options of live figures. */
export const polling = { refetchInterval: refetchMs };

/** A part of the page with a title. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** The title of a kind, and its name in code and logs. */
export function KindName({ kind: { title, kind } }: { kind: Pick<Kind, "title" | "kind"> }) {
  return (
    <>
      <span className="break-words">{useApiText()(title)}</span>
      <span className="block break-all font-normal text-ink-faint text-meta">{kind}</span>
    </>
  );
}

/** The rows of kinds, with the id that a table needs. */
export const withId = <Row extends { kind: string }>(rows: Row[] | undefined) =>
  rows?.map((row) => ({ ...row, id: row.kind }));

import Link from "next/link";
import type { ReactNode } from "react";
import { useFormats } from "@/formats/use-formats.ts";

/** A table of figures: one row for each subject. */
export function FigureTable({ head: [first, ...others], children }: { head: ReactNode[]; children: ReactNode }) {
  return (
    <table className="-my-2 w-full">
      <thead>
        <tr className="text-ink-faint text-meta">
          <th scope="col" className="hyphens-auto break-words py-1 pr-3 text-left font-normal">
            {first}
          </th>
          {others.map((word, column) => (
            <th key={column} scope="col" className="hyphens-auto break-words py-1 pl-3 text-right font-normal">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">{children}</tbody>
    </table>
  );
}

/** A cell with a number. */
export const Figure = ({ children }: { children: ReactNode }) => (
  <td className="tabular whitespace-nowrap py-2 pl-3 text-right">{children}</td>
);

/** A number that links to the counted parcels; plain if no list shows exactly these. */
export function NumberLink({ href, count }: { href: string | null; count: number }) {
  const { formatCount } = useFormats();
  if (href === null) return formatCount(count);
  return (
    <Link href={href} className="rounded font-medium text-accent hover:underline">
      {formatCount(count)}
    </Link>
  );
}

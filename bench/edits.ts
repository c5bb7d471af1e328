/** A change of a source: of a text that the file has once. */
export interface Edit {
  /** From the root of the project. */
  file: string;
  from: string;
  to: string;
}

const references = "packages/api/src/modules/parcels/references.ts";
const bareApp = "bench/reference/app";

/** What the benchmarks edit, as a developer would. `shows` is then on the page, or in the answer. */
export const edits = {
  component: {
    file: "apps/web/src/modules/parcels/parcel-columns.tsx",
    from: "{parcel.recipientName}",
    to: "Edited: {parcel.recipientName}",
    shows: "Edited:",
  },
  service: { file: references, from: "reference: `WB-", to: "reference: `ED-", shows: "ED-" },
  bareComponent: {
    file: `${bareApp}/desk/desk.tsx`,
    from: '<h1 className="font-semibold text-xl">',
    to: '<h1 className="font-semibold text-xl">Edited: ',
    shows: "Edited:",
  },
  bareService: { file: `${bareApp}/api/trpc/[trpc]/route.ts`, from: '"pong"', to: '"edited"', shows: "edited" },
  line: { file: references, from: "const beforeFirst = 1000;", to: "const beforeFirst = 1001;" },
} satisfies Record<string, Edit & { shows?: string }>;

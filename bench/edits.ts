/** A replacement of a text that occurs once in a source. */
export interface Edit {
  /** The path, relative to the root of the project. */
  file: string;
  from: string;
  to: string;
}

const references = "packages/api/src/modules/parcels/references.ts";
const bareApp = "bench/reference/app";

/** The edits of the benchmarks, like those of a developer. `shows` then appears on the page or in the response. */
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

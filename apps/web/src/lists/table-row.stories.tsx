import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { expect, fn } from "storybook/test";
import { TableRow } from "./table-row.tsx";

const data = [{ id: "4", name: "Shelf 4", held: 12 }];
const columns = [
  { accessorKey: "name", header: "Name" },
  { accessorKey: "held", header: "Things", meta: { numeric: true } },
];

function Shelf({ onToggle }: { onToggle: (range: boolean) => void }) {
  const [row] = useReactTable({ data, columns, getCoreRowModel: getCoreRowModel() }).getRowModel().rows;
  if (!row) return null;
  return (
    <table aria-label="Shelves" className="w-full">
      <tbody>
        <TableRow
          row={row}
          index={0}
          href={({ id }) => `/t/northwind/shelves/${id}`}
          {...{ selectable: true, dense: false, menu: false, active: true, onFocus: fn(), onToggle }}
        />
      </tbody>
    </table>
  );
}

const meta = { component: Shelf, args: { onToggle: fn() } } satisfies Meta<typeof Shelf>;
export default meta;

export const Selectable: StoryObj<typeof meta> = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByRole("link", { name: "Shelf 4" })).toHaveAttribute("href", "/t/northwind/shelves/4");
    await userEvent.click(canvas.getByLabelText("Select row"));
    await expect(args.onToggle).toHaveBeenCalledWith(false);
  },
};

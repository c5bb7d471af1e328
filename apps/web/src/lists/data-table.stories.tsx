import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { useState } from "react";
import { expect, fn } from "storybook/test";
import { Button } from "@/components/ui/button.tsx";
import { DataTable } from "./data-table.tsx";

interface Shelf {
  id: string;
  name: string;
  held: number;
}

function Shelves({ count, onSort }: { count: number | undefined; onSort: (by: string) => void }) {
  const [state, setState] = useState({});
  const rows = Array.from({ length: count ?? 0 }, (_, index) => ({
    id: String(index),
    name: `Shelf ${index}`,
    held: index,
  }));
  return (
    <DataTable<Shelf>
      label="Shelves"
      columns={[
        { accessorKey: "name", header: "Name", meta: { sort: "name" } },
        { accessorKey: "held", header: "Things", meta: { numeric: true, from: "sm" } },
      ]}
      rows={count === undefined ? undefined : rows}
      href={({ id }) => `/t/northwind/shelves/${id}`}
      selection={{ state, onChange: setState, actions: () => <Button size="sm">Archive</Button> }}
      sort={{ by: "name", descending: false }}
      onSort={onSort}
    />
  );
}

const meta = { component: Shelves, args: { count: 8, onSort: fn() } } satisfies Meta<typeof Shelves>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Rows: Story = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByRole("link", { name: "Shelf 3" })).toHaveAttribute("href", "/t/northwind/shelves/3");
    await userEvent.click(canvas.getByRole("button", { name: "Name" }));
    await expect(args.onSort).toHaveBeenCalledWith("name");
  },
};

export const Chosen: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByLabelText("Select all rows"));
    await expect(canvas.getByRole("toolbar", { name: "Selected rows" })).toHaveTextContent("8 selected");
  },
};

export const Loading: Story = { args: { count: undefined } };

export const Many: Story = { args: { count: 1000 } };

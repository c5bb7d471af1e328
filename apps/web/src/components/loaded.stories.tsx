import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";

const crumbs = [{ label: "Shelves", href: "/t/northwind/shelves" }];

function Shelf({ query }: { query: { data: string | undefined; error: unknown; refetch: () => unknown } }) {
  return (
    <Loaded query={query} title="Shelf" crumbs={crumbs}>
      {(name) => (
        <Page title={name} crumbs={crumbs}>
          Its things
        </Page>
      )}
    </Loaded>
  );
}

const query = { data: "Shelf 4", error: null, refetch: fn() };
const meta = { component: Shelf, args: { query } } satisfies Meta<typeof Shelf>;
export default meta;
type Story = StoryObj<typeof meta>;

export const There: Story = {
  async play({ canvas }) {
    await expect(canvas.getByRole("heading", { level: 1 })).toHaveTextContent("Shelf 4");
  },
};

export const Loading: Story = {
  args: { query: { ...query, data: undefined } },
  async play({ canvas }) {
    await expect(canvas.getByRole("heading", { level: 1 })).toHaveTextContent("…");
  },
};

export const Unreadable: Story = {
  args: { query: { ...query, data: undefined, error: new Error("fetch failed") } },
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Try again" }));
    await expect(args.query.refetch).toHaveBeenCalledOnce();
  },
};

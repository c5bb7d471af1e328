import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, spyOn, waitFor } from "storybook/test";
import { UploadStep } from "./upload-step.tsx";

const meta = {
  component: UploadStep,
  args: {
    ...{ kind: "things.import", example: "name;zone\nThing 1;Attic", onSent: fn() },
    fields: [
      { name: "name", label: "Name", about: "What it is called", required: true },
      { name: "zone", label: "Zone", about: "Where it stands", required: false },
    ],
  },
} satisfies Meta<typeof UploadStep>;
export default meta;
type Story = StoryObj<typeof meta>;

const file = new File(["name\nThing 1"], "things.csv");

/** Answers uploads without a server. */
const answerWith = (status: number, answer: unknown) =>
  spyOn(XMLHttpRequest.prototype, "send").mockImplementation(function (this: XMLHttpRequest) {
    Object.defineProperty(this, "status", { value: status });
    Object.defineProperty(this, "responseText", { value: JSON.stringify(answer) });
    this.dispatchEvent(new Event("load"));
  });

export const Uploaded: Story = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByText("Where it stands (optional)")).toBeVisible();
    const send = answerWith(200, { id: "1" });
    await userEvent.upload(canvas.getByLabelText("File"), file);
    await waitFor(() => expect(args.onSent).toHaveBeenCalledWith({ id: "1", name: "things.csv" }));
    send.mockRestore();
  },
};

export const Refused: Story = {
  async play({ canvas, userEvent }) {
    const issues = [{ path: ["file"], code: "invalid", message: "The file is empty." }];
    const send = answerWith(400, { error: { message: "Refused.", data: { issues } } });
    await userEvent.upload(canvas.getByLabelText("File"), file);
    await waitFor(() => expect(canvas.getByRole("alert")).toHaveTextContent("The file is empty."));
    send.mockRestore();
  },
};

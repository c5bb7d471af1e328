"use client";

import { useQueryClient } from "@tanstack/react-query";
import { correctStock, countStock, receiveStock } from "@waybill/validators/items";
import { toast } from "sonner";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Form, type Inputs, NumberField, SubmitButton, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** An item as it was when its dialog was opened. */
interface Opened {
  id: string;
  name: string;
  onHand: number;
  reserved: number;
}

export type StockAction = "receive" | "count" | "correct";

/** One of the three ways to move stock by hand. */
export function StockDialog({ action, item, onClose }: { action: StockAction; item: Opened; onClose: () => void }) {
  const dialogs = { receive: ReceiveDialog, count: CountDialog, correct: CorrectDialog };
  const Shown = dialogs[action];
  return <Shown item={item} onClose={onClose} />;
}

function useMoved(name: string, onClose: () => void) {
  const { formatCount } = useFormats();
  const queryClient = useQueryClient();
  return async ({ onHand }: { onHand: number }) => {
    await invalidateEntity(queryClient, "item");
    toast.success(`${formatCount(onHand)} of ${name} on hand`);
    onClose();
  };
}

/** Notes what came in of an item. */
export function ReceiveDialog({ item, onClose }: { item: Pick<Opened, "id" | "name">; onClose: () => void }) {
  const form = useZodForm({
    schema: receiveStock,
    defaultValues: { id: item.id, reason: "" },
    mutation: useTRPC().items.receive.mutationOptions(),
    filled: ["id"],
    onSaved: useMoved(item.name, onClose),
  });
  return (
    <Frame
      form={form}
      title={`Receive ${item.name}`}
      submit="Receive"
      onClose={onClose}
      inputs={{
        quantity: (field) => <NumberField field={field} label="How many came in" autoFocus />,
        reason: (field) => (
          <TextField
            field={field}
            label="Note (optional)"
            autoComplete="off"
            help="A delivery note, a supplier: it stands in the item's ledger."
          />
        ),
      }}
    />
  );
}

function CountDialog({ item, onClose }: { item: Opened; onClose: () => void }) {
  const { formatCount } = useFormats();
  const seen = formatCount(item.onHand);
  const form = useZodForm({
    schema: countStock,
    defaultValues: { id: item.id, seen: item.onHand, reason: "" },
    mutation: useTRPC().items.count.mutationOptions(),
    filled: ["id", "seen"],
    onSaved: useMoved(item.name, onClose),
  });
  return (
    <Frame
      form={form}
      title={`Count ${item.name}`}
      submit="Save the count"
      onClose={onClose}
      inputs={{
        counted: (field) => (
          <NumberField
            field={field}
            label="How many there are"
            autoFocus
            help={`Count everything on hand, packed parcels too. The ledger says ${seen}; the difference to that is recorded, whatever moves while you count.`}
          />
        ),
        reason: (field) => <TextField field={field} label="Note (optional)" autoComplete="off" />,
      }}
    />
  );
}

function CorrectDialog({ item, onClose }: { item: Opened; onClose: () => void }) {
  const form = useZodForm({
    schema: correctStock,
    defaultValues: { id: item.id, reason: "" },
    mutation: useTRPC().items.correct.mutationOptions(),
    filled: ["id"],
    onSaved: useMoved(item.name, onClose),
  });
  return (
    <Frame
      form={form}
      title={`Correct ${item.name}`}
      submit="Correct"
      onClose={onClose}
      inputs={{
        quantity: (field) => (
          <NumberField
            field={field}
            label="More or fewer"
            autoFocus
            help="A number with a minus takes away: −2 when two broke."
          />
        ),
        reason: (field) => (
          <TextField field={field} label="Reason" autoComplete="off" help="It stands in the item's ledger." />
        ),
      }}
    />
  );
}

function Frame<Values>({
  form,
  inputs,
  title,
  submit,
  onClose,
}: {
  form: ZodForm<Values>;
  inputs: Inputs<NoInfer<Values>>;
  title: string;
  submit: string;
  onClose: () => void;
}) {
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <Form form={form} inputs={inputs}>
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={form.pending}>{submit}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

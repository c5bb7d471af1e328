"use client";

import { useQueryClient } from "@tanstack/react-query";
import { correctStock, countStock, receiveStock } from "@waybill/validators/items";
import { useTranslations } from "next-intl";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { Form, FormActions, type Inputs, NumberField, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
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
  const t = useTranslations("items.stock");
  const { formatCount } = useFormats();
  const queryClient = useQueryClient();
  return async ({ onHand }: { onHand: number }) => {
    await invalidateEntity(queryClient, "item");
    toast.success(t("changed", { name, count: formatCount(onHand) }));
    onClose();
  };
}

/** Records received stock of an item. */
export function ReceiveDialog({ item, onClose }: { item: Pick<Opened, "id" | "name">; onClose: () => void }) {
  const t = useTranslations("items.stock");
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
      title={t("receiving.title", { name: item.name })}
      submit={t("receive")}
      onClose={onClose}
      inputs={{
        quantity: (field) => <NumberField field={field} label={t("receiving.quantity")} autoFocus />,
        reason: (field) => (
          <TextField field={field} label={t("note")} autoComplete="off" help={t("receiving.noteHelp")} />
        ),
      }}
    />
  );
}

function CountDialog({ item, onClose }: { item: Opened; onClose: () => void }) {
  const t = useTranslations("items.stock");
  const { formatCount } = useFormats();
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
      title={t("counting.title", { name: item.name })}
      submit={t("counting.save")}
      onClose={onClose}
      inputs={{
        counted: (field) => (
          <NumberField
            field={field}
            label={t("counting.quantity")}
            autoFocus
            help={t("counting.help", { seen: formatCount(item.onHand) })}
          />
        ),
        reason: (field) => <TextField field={field} label={t("note")} autoComplete="off" />,
      }}
    />
  );
}

function CorrectDialog({ item, onClose }: { item: Opened; onClose: () => void }) {
  const t = useTranslations("items.stock");
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
      title={t("correcting.title", { name: item.name })}
      submit={t("correct")}
      onClose={onClose}
      inputs={{
        quantity: (field) => (
          <NumberField field={field} label={t("correcting.quantity")} autoFocus help={t("correcting.quantityHelp")} />
        ),
        reason: (field) => (
          <TextField
            field={field}
            label={t("correcting.reason")}
            autoComplete="off"
            help={t("correcting.reasonHelp")}
          />
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
        <FormActions pending={form.pending} submit={submit} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { currencyCodes, sameAmount } from "@waybill/validators";
import { createItem, updateItem } from "@waybill/validators/items";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { ChangedMeanwhile } from "@/forms/changed-meanwhile.tsx";
import { CustomField, Form, MoneyInput, NumberField, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm, type ZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { TagPicker } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

type Item = RouterOutputs["items"]["byId"];
type Values = z.input<typeof createItem>;

const usualCurrencies = ["EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK", "JPY"];
/** Every currency, the usual ones first. */
const currencies = [...new Set([...usualCurrencies, ...currencyCodes])];

/** The inputs of an item, the same for a new one and for an old one. */
function ItemFields({ form }: { form: ZodForm<Values & FieldValues> }) {
  const currency = form.methods.watch("currency");
  // One that ISO 4217 has withdrawn since is still the item's.
  /** The amount stays: 99.00 EUR become 99 JPY. What the other currency has no digits for is entered anew. */
  const keepAmount = (next: string) => {
    const price = form.methods.getValues("price");
    if (typeof price === "number" && currency && next !== currency)
      form.methods.setValue("price", sameAmount(price, currency, next) as number, { shouldDirty: true });
  };
  const choices = currencies.includes(currency) || !currency ? currencies : [currency, ...currencies];
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_2fr]">
        <TextField form={form} name="sku" label="SKU" autoComplete="off" spellCheck={false} autoFocus />
        <TextField form={form} name="name" label="Name" autoComplete="off" />
      </div>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <NumberField form={form} name="weight" label="Weight" suffix="g" />
        <NumberField
          form={form}
          name="lowStockAt"
          label="Low stock at (optional)"
          help="Marked as low when no more are available."
        />
      </div>
      <div className="grid grid-cols-[2fr_1fr] gap-4">
        <CustomField form={form} name="price" label="Price">
          {(input) => <MoneyInput {...input} currency={currency} />}
        </CustomField>
        <SelectField
          form={form}
          name="currency"
          label="Currency"
          rules={{ onChange: ({ target }) => keepAmount(String(target.value)) }}
        >
          {choices.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </SelectField>
      </div>
      <CustomField form={form} name="tagIds" label="Tags">
        {(input) => <TagPicker {...input} />}
      </CustomField>
    </>
  );
}

/** Makes an item. */
export function NewItemForm({
  name = "",
  onSaved,
  onCancel,
}: {
  name?: string;
  onSaved: (item: { id: string }) => void;
  onCancel: () => void;
}) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: createItem,
    // The numbers are empty at first; the schema says what is missing.
    defaultValues: { sku: "", name, currency: "EUR", lowStockAt: 5, tagIds: [] },
    mutation: useTRPC().items.create.mutationOptions(),
    onSaved: async (item, values) => {
      await invalidateEntity(queryClient, "item");
      toast.success(`${values.name} was created`);
      onSaved(item);
    },
  });
  return (
    <ItemFormFrame form={form} submit="Create item" onCancel={onCancel}>
      <ItemFields form={form} />
    </ItemFormFrame>
  );
}

/** What the form changes of an item. */
const valuesOf = ({ id, version, sku, name, weight, lowStockAt, price, currency, tagIds }: Item) => ({
  ...{ id, version, sku, name, weight, lowStockAt, price, currency, tagIds },
});

const labels = {
  sku: "SKU",
  name: "Name",
  weight: "Weight",
  lowStockAt: "Low stock at",
  price: "Price",
  currency: "Currency",
  tagIds: "Tags",
};

/**
 * Changes an item.
 *
 * @param item as it was when the form was opened.
 * @param now as it is.
 */
export function EditItemForm({ item, now, onDone }: { item: Item; now: Item; onDone: () => void }) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateItem,
    defaultValues: valuesOf(item),
    mutation: useTRPC().items.update.mutationOptions(),
    changesOnly: true,
    onSaved: async () => {
      await invalidateEntity(queryClient, "item");
      toast.success("Saved");
      onDone();
    },
  });
  return (
    <ItemFormFrame form={form} submit="Save" onCancel={onDone}>
      <ChangedMeanwhile form={form} now={valuesOf(now)} labels={labels} />
      <ItemFields form={form as unknown as ZodForm<Values & FieldValues>} />
    </ItemFormFrame>
  );
}

function ItemFormFrame<V extends FieldValues>({
  form,
  submit,
  onCancel,
  children,
}: {
  form: ZodForm<V>;
  submit: string;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <Form form={form}>
      {children}
      <Actions>
        <Button onClick={onCancel}>Cancel</Button>
        <SubmitButton pending={form.pending}>{submit}</SubmitButton>
      </Actions>
    </Form>
  );
}

/** The page's form: after saving, to the new item. */
export function NewItem() {
  const router = useRouter();
  const base = `/t/${useTenant()}/items`;
  return <NewItemForm onSaved={({ id }) => router.push(`${base}/${id}`)} onCancel={() => router.push(base)} />;
}

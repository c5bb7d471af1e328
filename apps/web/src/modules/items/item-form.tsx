"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { currencyCodes, sameAmount } from "@waybill/validators";
import { createItem, updateItem } from "@waybill/validators/items";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { z } from "zod";
import { toast } from "@/components/toast.ts";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { CustomField, Form, FormActions, MoneyInput, NumberField, SelectField, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { TagPicker } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

type Item = RouterOutputs["items"]["byId"];
/** The initial stock is counted, not entered here. */
type Values = FormValues<z.input<typeof createItem>, "stock">;

const commonCurrencies = ["EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK", "JPY"];
/** Every currency, the usual ones first. */
const currencies = [...new Set([...commonCurrencies, ...currencyCodes])];

/** The form of an item, the same for a new one and for an old one. */
function ItemForm({
  form,
  intro,
  submit,
  onCancel,
}: {
  form: ZodForm<Values>;
  intro?: ReactNode;
  submit: string;
  onCancel: () => void;
}) {
  const t = useTranslations("items");
  const currency = form.watch("currency") ?? "";
  /** The amount stays: 99.00 EUR become 99 JPY. An amount with more decimal places than the other currency has is cleared. */
  const keepAmount = (next: string) => {
    const price = form.value("price");
    if (typeof price === "number" && currency && next !== currency) {
      form.set("price", sameAmount(price, currency, next));
    }
  };
  // One that ISO 4217 has withdrawn since is still the item's.
  const choices = currencies.includes(currency) || !currency ? currencies : [currency, ...currencies];
  return (
    <Form
      form={form}
      intro={intro}
      inputs={{
        sku: (field) => (
          <TextField
            field={field}
            label={t("fields.sku")}
            autoComplete="off"
            spellCheck={false}
            autoFocus
            className="sm:col-span-2"
          />
        ),
        name: (field) => (
          <TextField field={field} label={t("fields.name")} autoComplete="off" className="sm:col-span-4" />
        ),
        weight: (field) => (
          <NumberField field={field} label={t("fields.weight")} suffix="g" className="sm:col-span-3" />
        ),
        lowStockAt: (field) => (
          <NumberField
            field={field}
            label={t("form.lowStockAt")}
            help={t("form.lowStockHelp")}
            className="sm:col-span-3"
          />
        ),
        price: (field) => (
          <CustomField field={field} label={t("fields.price")} className="col-span-4">
            {(input) => <MoneyInput {...input} currency={currency} />}
          </CustomField>
        ),
        currency: (field) => (
          <SelectField field={field} label={t("fields.currency")} className="col-span-2" onEdit={keepAmount}>
            {choices.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </SelectField>
        ),
        tagIds: (field) => (
          <CustomField field={field} label={t("fields.tagIds")}>
            {(input) => <TagPicker {...input} />}
          </CustomField>
        ),
      }}
    >
      <FormActions pending={form.pending} submit={submit} onCancel={onCancel} />
    </Form>
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
  const t = useTranslations("items");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: createItem,
    // Numbers are empty at first; the schema reports missing ones.
    defaultValues: { sku: "", name, currency: "EUR", lowStockAt: 5, tagIds: [] },
    mutation: useTRPC().items.create.mutationOptions(),
    filled: ["stock"],
    onSaved: async (item, values) => {
      await invalidateEntity(queryClient, "item");
      toast.success(t("created", { name: values.name }));
      onSaved(item);
    },
  });
  return <ItemForm form={form} submit={t("form.create")} onCancel={onCancel} />;
}

/** The fields of an item in the form. */
const valuesOf = ({ id, version, sku, name, weight, lowStockAt, price, currency, tagIds }: Item) => ({
  ...{ id, version, sku, name, weight, lowStockAt, price, currency, tagIds },
});

/** The labels of the fields. */
function useLabels() {
  const t = useTranslations("items.fields");
  return {
    sku: t("sku"),
    name: t("name"),
    weight: t("weight"),
    lowStockAt: t("lowStockAt"),
    price: t("price"),
    currency: t("currency"),
    tagIds: t("tagIds"),
  };
}

/**
 * Changes an item.
 *
 * @param item as it was when the form was opened.
 * @param now the current parcel.
 */
export function EditItemForm({ item, now, onDone }: { item: Item; now: Item; onDone: () => void }) {
  const t = useTranslations("items");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateItem,
    defaultValues: valuesOf(item),
    mutation: useTRPC().items.update.mutationOptions(),
    filled: ["id", "version"],
    changesOnly: true,
    onSaved: async () => {
      await invalidateEntity(queryClient, "item");
      toast.success(t("saved"));
      onDone();
    },
  });
  const intro = <ConcurrentChanges form={form} now={valuesOf(now)} labels={useLabels()} />;
  return <ItemForm form={form} intro={intro} submit={common("save")} onCancel={onDone} />;
}

/** The page's form: after saving, to the new item. */
export function NewItem() {
  const router = useRouter();
  const base = `/t/${useTenant()}/items`;
  return <NewItemForm onSaved={({ id }) => router.push(`${base}/${id}`)} onCancel={() => router.push(base)} />;
}

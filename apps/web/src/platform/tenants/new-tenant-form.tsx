"use client";

import { useQuery } from "@tanstack/react-query";
import { createTenant, slugOf, slug as slugSchema } from "@waybill/validators";
import { CheckIcon, CircleAlertIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useEffectEvent, useState } from "react";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Creates an organisation. Its URL name follows the name until the person edits it. */
export function NewTenantForm() {
  const t = useTranslations("tenants.new");
  const trpc = useTRPC();
  const router = useRouter();
  const form = useZodForm({
    schema: createTenant,
    defaultValues: { name: "", slug: "" },
    mutation: trpc.tenants.create.mutationOptions(),
    onSaved: ({ slug }) => {
      router.push(`/t/${slug}`);
      router.refresh();
    },
  });
  const [ownSlug, setOwnSlug] = useState(false);
  const name = form.watch("name") ?? "";
  const slug = form.watch("slug") ?? "";
  const followName = useEffectEvent((typed: string) =>
    form.set("slug", slugOf(typed), { check: form.touched("name") }),
  );
  useEffect(() => {
    if (!ownSlug) followName(name);
  }, [name, ownSlug]);
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        name: (field) => <TextField field={field} label={t("name")} autoComplete="organization" autoFocus />,
        slug: (field) => (
          <TextField
            field={field}
            label={t("slug")}
            help={<SlugHelp slug={slug} />}
            autoComplete="off"
            spellCheck={false}
            onEdit={() => setOwnSlug(true)}
          />
        ),
      }}
    >
      <SubmitButton pending={form.pending}>{t("create")}</SubmitButton>
    </Form>
  );
}

/** Shows while typing whether the URL name is available. */
function SlugHelp({ slug }: { slug: string }) {
  const t = useTranslations("tenants.new");
  const deferred = useDeferredValue(slug);
  const wellFormed = slugSchema.safeParse(deferred).success;
  const { data } = useQuery(useTRPC().tenants.slugAvailable.queryOptions({ slug: deferred }, { enabled: wellFormed }));
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span className="break-all">/t/{slug || "…"}</span>
      <span aria-live="polite" className="flex items-center gap-1">
        {wellFormed && data?.available && (
          <span className="flex items-center gap-1 text-success">
            <CheckIcon aria-hidden className="size-3.5" /> {t("available")}
          </span>
        )}
        {wellFormed && data?.available === false && (
          <span className="flex items-center gap-1 text-danger">
            <CircleAlertIcon aria-hidden className="size-3.5" /> {t("taken")}
          </span>
        )}
      </span>
    </span>
  );
}

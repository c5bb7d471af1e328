"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { startSupport, supportMinutes } from "@waybill/validators";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SearchInput } from "@/components/list-tools.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { CustomField, Form, SubmitButton, TextareaField, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidate } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { OperatorFrame } from "./operator-frame.tsx";

/** Support access to organisations. */
export function SupportPage() {
  return (
    <OperatorFrame>
      <Current />
      <Organisations />
    </OperatorFrame>
  );
}

/** The operator's current support access. */
function Current() {
  const t = useTranslations("operator.support");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.current.queryOptions());
  const { run, pending } = useAction(trpc.support.end.mutationOptions(), t("left"));
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t("current")}>
      <ul className="-my-2 divide-y divide-line">
        {data.items.map(({ id, tenantName, tenantSlug, reason, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <Link href={`/t/${tenantSlug}`} className="rounded font-medium hover:underline">
                {tenantName}
              </Link>
              <p className="break-words text-ink-faint text-meta">
                {t.rich("ends", { reason, at: () => <RelativeTime at={expiresAt} /> })}
              </p>
            </div>
            <Button
              size="sm"
              disabled={pending}
              onClick={async () => {
                await run({ id });
                await invalidate(queryClient);
              }}
            >
              {t("leave")}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Organisations() {
  const t = useTranslations("operator.support");
  const [search, setSearch] = useState("");
  const [entering, setEntering] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(
    useTRPC().support.tenants.queryOptions({ search }, { placeholderData: (earlier) => earlier }),
  );
  return (
    <Panel
      title={t("organisations")}
      action={<SearchInput value={search} onChange={setSearch} placeholder={t("search")} />}
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-40" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, name, slug, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="break-words font-medium">{name}</p>
              <p className="text-ink-faint text-meta">
                {t.rich("since", { path: `/t/${slug}`, at: () => <RelativeTime at={createdAt} /> })}
              </p>
            </div>
            <Button size="sm" onClick={() => setEntering(slug)}>
              <span>{t.rich("enter", { name, only: (text) => <span className="sr-only">{text}</span> })}</span>
            </Button>
          </li>
        ))}
        {data?.items.length === 0 && <li className="py-2.5 text-ink-soft">{t("none")}</li>}
      </ul>
      {entering && <EnterDialog tenant={entering} onClose={() => setEntering(null)} />}
    </Panel>
  );
}

/** Starts support access to an organisation. */
export function EnterDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const t = useTranslations("operator.support");
  const common = useTranslations("common");
  const router = useRouter();
  const form = useZodForm({
    schema: startSupport,
    defaultValues: { tenant, reason: "", minutes: 60 },
    mutation: useTRPC().support.start.mutationOptions(),
    onSaved: ({ slug }) => {
      toast.success(t("entered"));
      router.push(`/t/${slug}`);
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} description={t("about")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          tenant: (field) => <TextField field={field} label={t("address")} autoComplete="off" />,
          reason: (field) => <TextareaField field={field} label={t("reason")} rows={2} autoFocus />,
          minutes: (field) => (
            <CustomField field={field} label={t("for")}>
              {({ value, onChange, ...input }) => (
                <Select {...input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
                  {supportMinutes.map((minutes) => (
                    <option key={minutes} value={minutes}>
                      {minutes < 60 ? t("minutes", { minutes }) : t("hours", { hours: minutes / 60 })}
                    </option>
                  ))}
                </Select>
              )}
            </CustomField>
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{t("submit")}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

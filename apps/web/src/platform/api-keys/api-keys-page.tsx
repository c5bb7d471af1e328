"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { apiKeyDays, createApiKey } from "@waybill/validators";
import { CheckIcon, CopyIcon, KeyRoundIcon, PlusIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Card, Notice, Skeleton } from "@/components/ui/surface.tsx";
import { CustomField, Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useAccess } from "@/lib/use-access.ts";
import { useAction } from "@/lib/use-action.ts";
import { PermissionMatrix } from "@/platform/roles/permission-matrix.tsx";
import { useTRPC } from "@/trpc/client.tsx";

type ApiKey = RouterOutputs["apiKeys"]["list"]["items"][number];

/** The API keys: permissions, last use, expiry. */
export function ApiKeysPage() {
  const t = useTranslations("apiKeys");
  const { data, error, refetch } = useQuery(useTRPC().apiKeys.list.queryOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const create = (
    <GuardedButton permission="apiKeys.create" variant="primary" onClick={() => setMaking(true)}>
      <PlusIcon /> {t("new")}
    </GuardedButton>
  );
  return (
    <Page title={t("title")} count={data?.items.length ?? null} actions={create}>
      {made && <NewKey secret={made} onClose={() => setMade(null)} />}
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.items.length === 0 && (
        <Card>
          <EmptyState icon={<KeyRoundIcon />} title={t("none.title")} actions={create}>
            {t("none.about")}
          </EmptyState>
        </Card>
      )}
      {data && data.items.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {data.items.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        </Card>
      )}
      {making && (
        <CreateKey
          onClose={() => setMaking(false)}
          onMade={(secret) => {
            setMaking(false);
            setMade(secret);
          }}
        />
      )}
      {revoking && <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const t = useTranslations("apiKeys");
  const { name, hint, userName, permissions, lastUsedAt, lastUsedIp, expiresAt, revokedAt, expired } = apiKey;
  const dead = revokedAt !== null || expired;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-56 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name} <span className="tabular font-normal text-ink-faint text-meta">…{hint}</span>
          {revokedAt ? (
            <Badge variant="neutral">{t("revoked")}</Badge>
          ) : (
            expired && <Badge variant="warning">{t("expired")}</Badge>
          )}
        </p>
        <p className="text-ink-faint text-meta">
          {t.rich(dead ? "about" : "aboutUntil", {
            person: userName,
            count: permissions.length,
            permissions: (text) => <span title={permissions.join(", ")}>{text}</span>,
            expiry: () => <RelativeTime at={expiresAt} />,
          })}
        </p>
      </div>
      <p className="text-ink-soft text-meta">
        {lastUsedAt
          ? t.rich(lastUsedIp ? "usedFrom" : "used", {
              time: () => <RelativeTime at={lastUsedAt} />,
              ip: lastUsedIp ?? "",
            })
          : t("unused")}
      </p>
      {!dead && (
        <GuardedButton permission="apiKeys.revoke" object={apiKey} size="sm" variant="danger" onClick={onRevoke}>
          {t("revocation.open")}
        </GuardedButton>
      )}
    </li>
  );
}

/** Shows a new API key. It cannot be shown again. */
function NewKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Notice variant="success" icon={<KeyRoundIcon aria-hidden />}>
      <p className="font-medium">{t("copyNow")}</p>
      <code data-testid="new-key" className="my-2 block break-all rounded-md bg-surface px-3 py-2 text-ink">
        {secret}
      </code>
      <div className="flex gap-2">
        <Button size="sm" onClick={copy}>
          {copied ? <CheckIcon /> : <CopyIcon />} {t(copied ? "copied" : "copy")}
        </Button>
        <Button size="sm" variant="ghost" onClick={onClose}>
          {t("done")}
        </Button>
      </div>
    </Notice>
  );
}

function CreateKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const t = useTranslations("apiKeys");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const { permissions } = useAccess();
  const form = useZodForm({
    schema: createApiKey,
    defaultValues: { name: "", permissions: [], expiresInDays: 90 },
    mutation: useTRPC().apiKeys.create.mutationOptions(),
    onSaved: async ({ key }) => {
      await invalidateEntity(queryClient, "apiKey");
      onMade(key);
    },
  });
  return (
    <Dialog open onOpenChange={onClose} wide title={t("new")} description={t("newAbout")}>
      <Form
        form={form}
        inputs={{
          name: (field) => (
            <TextField field={field} label={t("fields.name")} autoFocus autoComplete="off" className="sm:col-span-4" />
          ),
          expiresInDays: (field) => (
            <CustomField field={field} label={t("fields.expiresInDays")} className="sm:col-span-2">
              {({ value, onChange, ...input }) => (
                <Select {...input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
                  {apiKeyDays.map((days) => (
                    <option key={days} value={days}>
                      {t("days", { days })}
                    </option>
                  ))}
                </Select>
              )}
            </CustomField>
          ),
          permissions: (field) => (
            <CustomField field={field} label={t("fields.permissions")}>
              {(input) => <PermissionMatrix resources={ownResources(permissions)} has={permissions} input={input} />}
            </CustomField>
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{t("create")}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

/** The person's permissions by resource. */
function ownResources(permissions: ReadonlySet<string>) {
  const byResource = Map.groupBy([...permissions].sort(), (permission) => permission.split(".")[0] ?? "");
  return [...byResource].map(([name, own]) => ({
    name,
    actions: own.map((permission) => permission.slice(name.length + 1)),
  }));
}

function RevokeKey({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("apiKeys.revocation");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().apiKeys.revoke.mutationOptions());
  const confirm = async () => {
    if (await run({ id })) toast.success(t("done", { name }));
    await invalidateEntity(queryClient, "apiKey");
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("title", { name })} description={t("about")}>
      <Actions>
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button variant="danger" disabled={pending} onClick={confirm}>
          {t("open")}
        </Button>
      </Actions>
    </Dialog>
  );
}

import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/ui/surface.tsx";

export type ApiKey = RouterOutputs["apiKeys"]["list"]["items"][number];

/** An API key: permissions, last use, expiry. */
export function ApiKeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const t = useTranslations("apiKeys");
  const { name, hint, userName, permissions, lastUsedAt, lastUsedIp, expiresAt, revokedAt, expired } = apiKey;
  const ended = revokedAt !== null || expired;
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
          {t.rich(ended ? "about" : "aboutUntil", {
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
      {!ended && (
        <GuardedButton permission="apiKeys.revoke" object={apiKey} size="sm" variant="danger" onClick={onRevoke}>
          {t("revocation.open")}
        </GuardedButton>
      )}
    </li>
  );
}

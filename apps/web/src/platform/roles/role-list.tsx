import type { RouterOutputs } from "@waybill/api";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge, Card } from "@/components/ui/surface.tsx";
import { useRoleName } from "@/platform/tenants/use-role-name.ts";
import { useTenant } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";

/** The roles with the numbers of their permissions and members. A tenant's own role leads to its form. */
export function RoleList({ roles }: { roles: RouterOutputs["roles"]["list"]["items"] }) {
  const t = useTranslations("roles");
  const roleName = useRoleName();
  const tenant = useTenant();
  const can = useCan();
  return (
    <Card>
      <ul className="divide-y divide-line">
        {roles.map(({ id, name, builtIn, permissions, members }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="flex min-w-48 flex-1 items-center gap-2">
              {builtIn || !can("roles.manage") ? (
                <span className="font-medium">{roleName(name)}</span>
              ) : (
                <Link href={`/t/${tenant}/roles/${id}`} className="rounded font-medium hover:underline">
                  {name}
                </Link>
              )}
              {builtIn && <Badge variant="neutral">{t("builtIn")}</Badge>}
            </div>
            <div className="tabular flex gap-4 text-ink-soft">
              <span>{t("permissions", { count: permissions.length })}</span>
              <span className="sm:w-24 sm:text-right">{t("members", { count: members })}</span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

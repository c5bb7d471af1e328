import { useQuery, useQueryClient } from "@tanstack/react-query";
import { roleRef } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { updateOptimistically, useAction } from "@/trpc/use-action.ts";
import type { Member } from "./member.ts";
import { useRoleName } from "./use-role-name.ts";

/** The roles that the person may assign. */
export function RoleOptions() {
  const roleName = useRoleName();
  const { data } = useQuery(useTRPC().roles.grantable.queryOptions());
  return data?.items.map(({ id, name }) => (
    <option key={id} value={id}>
      {roleName(name)}
    </option>
  ));
}

/** The role of a member; a choice for those who may change it. */
export function RoleSelect({ member }: { member: Member }) {
  const t = useTranslations("tenants.members");
  const queryClient = useQueryClient();
  const can = useCan();
  const roleName = useRoleName();
  const trpc = useTRPC();
  const { run, pending } = useAction(
    trpc.tenants.setRole.mutationOptions(),
    t("roleChanged", { name: member.name }),
    ({ userId, role }) =>
      updateOptimistically(queryClient, trpc.tenants.members.queryKey(), (data) => ({
        ...data,
        items: data.items.map((one) => (one.userId === userId ? { ...one, role } : one)),
      })),
  );
  if (!can("tenants.manageMembers") || !member.changeable) {
    return <span className="text-ink-soft">{roleName(member.roleName)}</span>;
  }
  return (
    <Select
      aria-label={t("roleOf", { name: member.name })}
      value={member.role}
      disabled={pending}
      className="w-36"
      onChange={async (event) => {
        await run({ userId: member.userId, role: roleRef.parse(event.target.value) });
        await invalidateEntity(queryClient, "member");
      }}
    >
      <RoleOptions />
    </Select>
  );
}

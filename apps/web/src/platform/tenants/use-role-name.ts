import { roles } from "@waybill/validators/roles";
import { useTranslations } from "next-intl";

/** The name of a role: of a built-in one in the language of the page, of a tenant's own one unchanged. */
export function useRoleName(): (name: string) => string {
  const t = useTranslations("tenants.roles");
  return (name) => {
    const builtIn = roles.find((role) => role === name);
    return builtIn ? t(builtIn) : name;
  };
}

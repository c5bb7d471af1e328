import { LanguagePanel } from "@/platform/account/language.tsx";
import { EmailPanel, ProfilePanel } from "@/platform/account/profile.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("account.title");

export default async function AccountPage() {
  const { name, language } = await requireUser();
  return (
    <Prefetch tenant={null} read={(trpc, client) => [client.prefetchQuery(trpc.account.overview.queryOptions())]}>
      <ProfilePanel name={name} />
      <EmailPanel />
      <LanguagePanel language={language} />
    </Prefetch>
  );
}

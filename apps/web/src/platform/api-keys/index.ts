import { KeyRoundIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";

/** API keys for programs. */
export const apiKeysModule = defineWebModule({
  name: "apiKeys",
  navigation: [
    {
      ...{ group: "administration", order: 30, label: "apiKeys.title", path: "/api-keys", icon: KeyRoundIcon },
      permission: "apiKeys.read",
    },
  ],
  entities: { apiKey: {} },
});

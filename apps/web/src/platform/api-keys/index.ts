import { KeyRoundIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** Keys for other systems. */
export const apiKeysModule = defineWebModule({
  name: "apiKeys",
  navigation: [
    {
      ...{ group: "Administration", order: 30, label: "API keys", path: "/api-keys", icon: KeyRoundIcon },
      permission: "apiKeys.read",
    },
  ],
  entities: { apiKey: {} },
  words: { apiKey: "API key", apiKeys: "API keys" },
});

import { useTranslations } from "next-intl";

const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };

/** Names a browser by its user agent: "Chrome on Linux". */
export function useBrowserName(): (userAgent: string | null) => string {
  const t = useTranslations("common.browser");
  return (userAgent) => {
    const found = (pattern: RegExp) => {
      const name = pattern.exec(userAgent ?? "")?.[1];
      return name && (names[name] ?? name);
    };
    const browser = found(/(Firefox|Edg|OPR|Chrome|Safari)\//);
    const system = found(/(Windows|Android|iPhone|iPad|Mac OS X|Linux)/);
    if (browser && system) return t("on", { browser, system });
    return browser ?? (system ? t("unknownOn", { system }) : t("unknown"));
  };
}

import { languageCookie } from "./cookie.ts";

/** Stores the language of this browser's pages. @param language null for the browser's own language */
export function rememberLanguage(language: string | null): void {
  const [value, maxAge] = language === null ? ["", 0] : [language, 365 * 24 * 3600];
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: not all browsers have the cookie store
  document.cookie = `${languageCookie}=${value}; Path=/; Max-Age=${maxAge}; SameSite=Lax${secure}`;
}

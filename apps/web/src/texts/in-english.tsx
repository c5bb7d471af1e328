import type { ReactNode } from "react";
import { InLanguage } from "./in-language.tsx";

/** All texts in English around a part of a page that a test draws by itself. */
export const InEnglish = ({ children }: { children: ReactNode }) => <InLanguage language="en">{children}</InLanguage>;

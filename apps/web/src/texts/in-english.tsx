import type { ReactNode } from "react";
import { InLanguage } from "./in-language.tsx";

/** Provides all texts in English to a component in a test. */
export const InEnglish = ({ children }: { children: ReactNode }) => <InLanguage language="en">{children}</InLanguage>;

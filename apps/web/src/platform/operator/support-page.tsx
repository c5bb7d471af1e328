"use client";

import { CurrentSupport } from "./current-support.tsx";
import { OperatorFrame } from "./operator-frame.tsx";
import { SupportOrganisations } from "./support-organisations.tsx";

/** Support access to organisations. */
export function SupportPage() {
  return (
    <OperatorFrame>
      <CurrentSupport />
      <SupportOrganisations />
    </OperatorFrame>
  );
}

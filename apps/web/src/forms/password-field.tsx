"use client";

import type { PasswordRating } from "@waybill/api/passwords";
import { minPasswordLength } from "@waybill/validators/thresholds";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useState } from "react";
import { useWatch } from "react-hook-form";
import { cn } from "@/components/ui/cn.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { TextField } from "./fields.tsx";
import type { Field } from "./form.ts";

/** The lists of common passwords are large: they are loaded when a password is typed. */
const loadJudge = () => import("@waybill/api/passwords").then(({ ratePassword }) => ratePassword);

const strengthClasses = ["bg-danger", "bg-danger", "bg-warning", "bg-success", "bg-success"] as const;
const places = ["first", "second", "third", "fourth"] as const;

/** The strength of a password; null without one. @param context words that an attacker would try */
function useJudgement(password: string, context: readonly string[]): PasswordRating | null {
  const [judgement, setJudgement] = useState<PasswordRating | null>(null);
  const words = context.join("\n");
  useEffect(() => {
    if (!password) return setJudgement(null);
    let current = true;
    loadJudge().then(
      (judge) => current && setJudgement(judge(password, words.split("\n"))),
      // If the lists cannot be loaded, the server judges the password.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [password, words]);
  return judgement;
}

function Strength({ password, context }: { password: string; context: readonly string[] }) {
  const t = useTranslations("common.forms");
  const apiText = useApiText();
  const judgement = useJudgement(useDeferredValue(password), context);
  return (
    <>
      {judgement && (
        <span aria-hidden className="mb-1 flex gap-1">
          {places.map((place, index) => (
            <span
              key={place}
              className={cn(
                "h-1 flex-1 rounded-full",
                index < judgement.score ? strengthClasses[judgement.score] : "bg-line",
              )}
            />
          ))}
        </span>
      )}
      <span role="status">
        {judgement && <span className="font-medium text-ink-soft">{apiText(judgement.word)}. </span>}
        {judgement?.refusal ? apiText(judgement.refusal) : judgement ? "" : t("password", { min: minPasswordLength })}
      </span>
    </>
  );
}

/**
 * A new password, with its strength while it is typed. The server uses the same lists.
 *
 * @param context words that an attacker would try: name, email address, organisations.
 */
export function PasswordField({
  field,
  label,
  context = [],
  autoFocus,
}: {
  field: Field<string>;
  label: string;
  context?: readonly string[];
  autoFocus?: boolean;
}) {
  const typed: unknown = useWatch({ control: field.form.methods.control, name: field.name });
  return (
    <TextField
      field={field}
      label={label}
      type="password"
      autoComplete="new-password"
      autoFocus={autoFocus}
      help={<Strength password={typeof typed === "string" ? typed : ""} context={context} />}
    />
  );
}

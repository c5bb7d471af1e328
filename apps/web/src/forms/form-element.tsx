"use client";

import { CircleAlertIcon, LoaderCircleIcon } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Notice } from "@/components/ui/surface.tsx";
import { wake } from "./early.ts";
import type { ZodForm } from "./form.ts";
import { type Inputs, renderInputs } from "./rows-field.tsx";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";

/**
 * The form element: issues of no input at the top, the inputs, and a guard against leaving with unsaved changes.
 *
 * @param inputs one for each value of the form: a missing one does not compile.
 * @param intro shown above the inputs.
 * @param children shown below them: the submit button.
 */
export function Form<Values>({
  form,
  inputs,
  intro,
  children,
  className,
  guard = true,
}: {
  form: ZodForm<Values>;
  inputs: Inputs<NoInfer<Values>>;
  intro?: ReactNode;
  children: ReactNode;
  className?: string;
  guard?: boolean;
}) {
  const { isDirty } = form.methods.formState;
  useEffect(() => wake(form.ref.current), [form.ref]);
  useUnsavedGuard(guard && isDirty && !form.pending);
  return (
    // A form that is sent before hydration waits for it (early.ts). Without scripts it uses POST, which pages refuse:
    // typed values never get into a URL.
    <form
      ref={form.ref}
      method="post"
      noValidate
      data-waits
      onInput={form.load}
      onSubmit={form.submit}
      className={cn("flex flex-col gap-4", className)}
    >
      {form.formIssues.length > 0 && (
        <div data-form-issues tabIndex={-1} className="outline-none">
          <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
            {form.formIssues.map((issue) => (
              <p key={`${issue.path.join(".")}${issue.message}`}>{issue.message}</p>
            ))}
          </Notice>
        </div>
      )}
      {intro}
      <div className="grid grid-cols-6 gap-4">{renderInputs(form, inputs)}</div>
      {children}
    </form>
  );
}

/**
 * Sends the form, with a constant width. Pressing it does not move the focus: otherwise the input that loses the focus
 * would be validated, its error would move the button, and the click would miss.
 */
export function SubmitButton({ pending, children, ...props }: ButtonProps & { pending: boolean }) {
  return (
    <Button
      type="submit"
      variant="primary"
      aria-disabled={pending}
      aria-busy={pending}
      onMouseDown={(event) => event.preventDefault()}
      {...props}
      className={cn("relative", props.className)}
    >
      <span className={cn("inline-flex items-center gap-2", pending && "invisible")}>{children}</span>
      {pending && <LoaderCircleIcon aria-hidden className="absolute animate-spin" />}
    </Button>
  );
}

"use client";

import { dayAt, daysAfter } from "@waybill/validators/calendar";
import { maxPeriodDays } from "@waybill/validators/thresholds";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Input, Select } from "@/components/ui/input.tsx";
import { defaultPeriod, periodOf, periods } from "@/formats/period.ts";
import { periodParams } from "@/formats/period-params.ts";
import { useTenantInfo } from "@/trpc/use-access.ts";

/** The period of the figures: a number of last days, or a range. */
export function PeriodFilter() {
  const t = useTranslations("dashboard.period");
  const [url, setUrl] = useQueryStates(periodParams);
  const { timeZone } = useTenantInfo();
  const period = periodOf(url);
  const own = "from" in period;
  return (
    <>
      <Select
        aria-label={t("label")}
        value={own ? "own" : String(period.last)}
        onChange={({ target: { value } }) => {
          if (value !== "own")
            return setUrl({
              last: value === String(defaultPeriod) ? null : value,
              from: null,
              to: null,
            });
          const days = "last" in period ? period.last : defaultPeriod;
          const to = dayAt(timeZone);
          setUrl({ last: null, from: daysAfter(to, 1 - days), to });
        }}
        className="w-auto"
      >
        {periods.map((days) => (
          <option key={days} value={days}>
            {t("last", { days })}
          </option>
        ))}
        <option value="own">{t("own")}</option>
      </Select>
      {own && <OwnDays period={period} onChange={setUrl} />}
    </>
  );
}

/** A range of days. It is applied once it is valid: in order, and of at most 366 days. */
function OwnDays({
  period,
  onChange,
}: {
  period: { from: string; to: string };
  onChange: (period: { from: string; to: string }) => void;
}) {
  const t = useTranslations("dashboard.period");
  // The typed range while it is invalid.
  const [draft, setDraft] = useState<typeof period | null>(null);
  const days = draft ?? period;
  const change = (next: typeof period) => {
    const valid = "from" in periodOf(next);
    setDraft(valid ? null : next);
    if (valid) onChange(next);
  };
  const wrong = draft !== null;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Input
        type="date"
        aria-label={t("first")}
        aria-invalid={wrong}
        value={days.from}
        max={days.to}
        onChange={({ target }) => change({ ...days, from: target.value })}
        className="w-auto"
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        aria-label={t("end")}
        aria-invalid={wrong}
        value={days.to}
        min={days.from}
        onChange={({ target }) => change({ ...days, to: target.value })}
        className="w-auto"
      />
      {wrong && (
        <span role="alert" className="text-danger text-meta">
          {t("wrong", { max: maxPeriodDays })}
        </span>
      )}
    </span>
  );
}
